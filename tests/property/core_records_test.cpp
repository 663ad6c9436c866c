#include <gtest/gtest.h>
#include <simdjson.h>

#include <map>
#include <string>

#include "tests/support/random_records.hpp"

namespace tallygate::core {
namespace {

using simdjson::dom::element;

constexpr int kRecordsOfAType = 25;

// RFC 8785 once more, as simply as it can be said: sorted members, its escapes, integers as they are. Shares nothing
// with the writer.
void canonicalise(std::string& out, const element& value);

void canonical_text(std::string& out, std::string_view text) {
  static const std::map<char, std::string> kShort = {{'"', "\\\""}, {'\\', "\\\\"}, {'\b', "\\b"}, {'\t', "\\t"},
                                                     {'\n', "\\n"}, {'\f', "\\f"},  {'\r', "\\r"}};
  out += '"';
  for (const char c : text) {
    char hex[8];
    if (const auto found = kShort.find(c); found != kShort.end()) {
      out += found->second;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      std::snprintf(hex, sizeof hex, "\\u%04x", c);
      out += hex;
    } else {
      out += c;
    }
  }
  out += '"';
}

void canonical_members(std::string& out, const simdjson::dom::object& object) {
  std::map<std::string, element> members;
  for (const auto field : object) members.emplace(std::string(field.key), field.value);
  const char* before = "{";
  for (const auto& [name, value] : members) {
    out += before;
    canonical_text(out, name);
    out += ':';
    canonicalise(out, value);
    before = ",";
  }
  out += members.empty() ? "{}" : "}";
}

void canonicalise(std::string& out, const element& value) {
  if (value.is_object()) return canonical_members(out, value.get_object());
  if (value.is_string()) return canonical_text(out, value.get_string());
  if (value.is_int64()) {
    out += std::to_string(value.get_int64().value());
  } else if (value.is_bool()) {
    out += value.get_bool().value() ? "true" : "false";
  } else if (value.is_array()) {
    out += '[';
    for (const element item : value.get_array()) {
      if (out.back() != '[') out += ',';
      canonicalise(out, item);
    }
    out += ']';
  }
}

std::string independently_canonical(const std::string& json) {
  simdjson::dom::parser parser;
  std::string out;
  canonicalise(out, parser.parse(json));
  return out;
}

TEST(AnyRecord, IsDecodedToWhatItSays) {
  support::RandomRecords random(20'261'122);
  RecordDecoder decoder;
  for (const auto& type : record_types()) {
    for (int i = 0; i < kRecordsOfAType; ++i) {
      const std::string bytes = support::encoded(random.record(type.type), random.chained());
      const auto decoded = decoder.decode(bytes);
      ASSERT_TRUE(decoded) << decoded.error().message << '\n' << bytes;
      ASSERT_EQ(support::encoded(decoded->record, decoded->chained), bytes);
    }
  }
}

TEST(AnyRecord, IsCanonicalByAnIndependentReading) {
  support::RandomRecords random(8'785);
  for (const auto& type : record_types()) {
    for (int i = 0; i < kRecordsOfAType; ++i) {
      const std::string bytes = support::encoded(random.record(type.type), random.chained());
      ASSERT_EQ(independently_canonical(bytes), bytes);
    }
  }
}

TEST(AnyRecord, WithOneByteChangedIsRefusedOrIsAnotherCanonicalRecord) {
  support::RandomRecords random(99);
  SeededRandom choice(99);
  RecordDecoder decoder;
  int refused = 0;
  for (const auto& type : record_types()) {
    for (int i = 0; i < kRecordsOfAType; ++i) {
      std::string bytes = support::encoded(random.record(type.type), random.chained());
      bytes[choice.below(bytes.size())] = static_cast<char>(choice.below(256));
      const auto decoded = decoder.decode(bytes);
      if (!decoded)
        ++refused;
      else
        ASSERT_EQ(support::encoded(decoded->record, decoded->chained), bytes);
    }
  }
  EXPECT_GT(refused, 0);
}

TEST(AnyRecord, CutShortIsRefused) {
  support::RandomRecords random(5);
  RecordDecoder decoder;
  const std::string bytes = support::encoded(random.record(RecordType::order_placed), random.chained());
  for (std::size_t n = 0; n < bytes.size(); ++n) EXPECT_FALSE(decoder.decode(bytes.substr(0, n))) << n;
  EXPECT_FALSE(decoder.decode(bytes + " "));
  EXPECT_FALSE(decoder.decode(" " + bytes));
}

TEST(AnyBody, IsReadBackInRecordFormAndHashesTheSame) {
  SeededRandom random(7);
  BodyReader reader;
  for (const auto& op : operations()) {
    for (int i = 0; i < kRecordsOfAType; ++i) {
      Command c;
      c.op = op.op;
      c.body = support::random_body(op.op, random);
      finish_command(c);
      Command again = c;
      const auto errors = reader.read(op.op, c.request, Form::record, again.body);
      ASSERT_TRUE(errors.ok()) << errors.errors[0].pointer << ' ' << c.request;
      finish_command(again);
      ASSERT_EQ(again.request, c.request);
      ASSERT_EQ(again.body_hash, c.body_hash);
      ASSERT_EQ(first_difference(c.request, again.request), "");
    }
  }
}

TEST(AnyBody, DiffersFromAnotherAtAFieldThatIsNamed) {
  SeededRandom random(11);
  for (int i = 0; i < 500; ++i) {
    std::string a, b;
    write_body(a, support::random_body(Operation::order_place, random), true);
    write_body(b, support::random_body(Operation::order_place, random), true);
    ASSERT_EQ(first_difference(a, b).empty(), a == b);
  }
}

}  // namespace
}  // namespace tallygate::core
