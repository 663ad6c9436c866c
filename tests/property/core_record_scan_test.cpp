// The scanner takes exactly the records that the decoder takes and encode_record writes again as they were, and says of
// them what the decoder says.
#include <gtest/gtest.h>

#include <string>

#include "core/record_codec.hpp"
#include "core/record_scan.hpp"
#include "tests/support/random_records.hpp"
#include "tests/support/sample_records.hpp"

namespace tallygate::core {
namespace {

constexpr int kScannedOfAType = 40;
constexpr int kMutationsOfARecord = 12;

class BothReadings {
 public:
  // Whether both take the bytes; that they agree, and on what, is expected.
  bool take(const std::string& bytes) {
    const auto decoded = decoder_.decode(bytes);
    const bool scanned = scanner_.scan(bytes, scan_);
    EXPECT_EQ(scanned, decoded.ok()) << (decoded ? "" : decoded.error().message) << '\n' << bytes;
    if (scanned && decoded) same(*decoded);
    return scanned && decoded;
  }

 private:
  void same(const Decoded& decoded) {
    const Record& record = decoded.record;
    EXPECT_EQ(scan_.type, record.type);
    EXPECT_EQ(scan_.seq, record.seq);
    EXPECT_EQ(scan_.at, record.at);
    EXPECT_EQ(digest_of(scan_.prev), decoded.chained.prev);
    EXPECT_EQ(scan_.group.has_value(), record.group.has_value());
    if (scan_.group && record.group) EXPECT_EQ(scan_.group->n, record.group->n);
    EXPECT_EQ(scan_.ruleset, record.assessment ? to_hex(view(record.assessment->ruleset)) : "");
    EXPECT_EQ(unescaped(scan_.client), record.actor.client);
    EXPECT_EQ(unescaped(scan_.key), record.key);
    ASSERT_EQ(scan_.subjects.size(), record.subjects.size());
    for (std::size_t i = 0; i < scan_.subjects.size(); ++i) {
      EXPECT_EQ(unescaped(scan_.subjects[i].name), record.subjects[i].name);
      EXPECT_EQ(scan_.subjects[i].n, record.subjects[i].n);
    }
    same_postings(record);
    same_command(record);
  }
  void same_postings(const Record& record) {
    const auto postings = record.postings.all();
    ASSERT_EQ(scan_.postings.size(), postings.size());
    for (std::size_t i = 0; i < postings.size(); ++i) {
      EXPECT_EQ(unescaped(scan_.postings[i].account), postings[i].account);
      EXPECT_EQ(scan_.postings[i].amount, postings[i].amount);
      EXPECT_EQ(scan_.postings[i].currency, postings[i].currency.code());
      EXPECT_EQ(scan_.postings[i].layer, postings[i].layer);
    }
  }
  void same_command(const Record& record) {
    ASSERT_EQ(scan_.op.has_value(), record.command != nullptr);
    if (!record.command) return;
    EXPECT_EQ(scan_.op, record.command->op);
    EXPECT_EQ(scan_.request, record.command->request);
    EXPECT_EQ(key_hash(scan_), record.command->key_hash);
    EXPECT_EQ(body_hash(scan_), record.command->body_hash);
  }

  RecordDecoder decoder_;
  RecordScanner scanner_;
  ScannedRecord scan_;
};

std::string mutated(std::string bytes, SeededRandom& choice) {
  constexpr std::string_view kTelling = "\"\\{}[]:,0123456789-.eEtfnau+ /\x7f\x01\xc3\xed\xa0";
  const auto at = choice.below(bytes.size());
  switch (choice.below(6)) {
    case 0:
      bytes[at] = static_cast<char>(choice.below(256));
      break;
    case 1:
      bytes[at] = kTelling[choice.below(kTelling.size())];
      break;
    case 2:
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << choice.below(8)));
      break;
    case 3:
      bytes.erase(at, 1);
      break;
    case 4:
      bytes.insert(at, 1, kTelling[choice.below(kTelling.size())]);
      break;
    default:
      bytes.insert(at, 1, bytes[at]);
  }
  return bytes;
}

TEST(ScanningARecord, TakesEveryRecordAndSaysOfItWhatTheDecoderSays) {
  support::RandomRecords random(1'122);
  BothReadings both;
  for (const auto& type : record_types())
    for (int i = 0; i < kScannedOfAType; ++i)
      ASSERT_TRUE(both.take(support::encoded(random.record(type.type), random.chained()))) << type.name;
  for (const auto& record : support::SampleRecords().all())
    ASSERT_TRUE(both.take(support::encoded(record, random.chained()))) << name_of(record.type);
}

TEST(ScanningARecord, TakesAndRefusesWithTheDecoderWhateverByteIsChanged) {
  support::RandomRecords random(22);
  SeededRandom choice(11);
  BothReadings both;
  int taken = 0, refused = 0;
  for (const auto& type : record_types()) {
    for (int i = 0; i < kScannedOfAType; ++i) {
      const std::string bytes = support::encoded(random.record(type.type), random.chained());
      for (int n = 0; n < kMutationsOfARecord; ++n) {
        ++(both.take(mutated(bytes, choice)) ? taken : refused);
        ASSERT_FALSE(HasFailure());
      }
    }
  }
  EXPECT_GT(taken, 1'000);
  EXPECT_GT(refused, 5'000);
}

// Every byte of each sample, in every way in which one bit can be wrong.
TEST(ScanningARecord, RefusesEveryFlippedBitThatTheDecoderRefuses) {
  support::RandomRecords random(3);
  BothReadings both;
  SeededRandom choice(3);
  for (const auto& record : support::SampleRecords().all()) {
    std::string bytes = support::encoded(record, random.chained());
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      const char before = bytes[at];
      bytes[at] = static_cast<char>(before ^ (1 << choice.below(8)));
      both.take(bytes);
      ASSERT_FALSE(HasFailure()) << name_of(record.type) << " at " << at;
      bytes[at] = before;
    }
  }
}

TEST(ScanningARecord, RefusesWhatIsCutShort) {
  support::RandomRecords random(4);
  BothReadings both;
  const std::string bytes = support::encoded(random.record(RecordType::order_completed), random.chained());
  for (std::size_t n = 0; n < bytes.size(); ++n) EXPECT_FALSE(both.take(bytes.substr(0, n))) << n;
  EXPECT_FALSE(both.take(bytes + " "));
  EXPECT_FALSE(both.take(" " + bytes));
  EXPECT_FALSE(both.take(bytes + '\0'));
}

struct NamedText {
  const char *name, *from, *to;
};
void PrintTo(const NamedText& text, std::ostream* out) {
  *out << text.name;
}
class ScanningAPlantedFault : public testing::TestWithParam<NamedText> {};

TEST_P(ScanningAPlantedFault, RefusesIt) {
  const std::string good =
      R"({"actor":{"client":"c1"},"at":"2026-11-22T06:17:14.000000Z","data":{"effect":{"id":"p1","subject":"party:p1",)"
      R"("version":1},"op":"party.put","path":"p1","postings":[{"account":"a","amount":5,"currency":"CNY",)"
      R"("layer":"posted"},{"account":"b","amount":-5,"currency":"CNY","layer":"posted"}],"request":{"ip":{"country":)"
      R"("DE","ct":"c2VhbGVk","net":"n","pn":"p"},"roles":["buyer"]}},"key":"k","prev":)"
      R"("0000000000000000000000000000000000000000000000000000000000000000","salt":"AAAAAAAAAAAAAAAAAAAAAA",)"
      R"("seq":7,"subj":[["party:p1",1]],"type":"party.put","v":1})";
  BothReadings both;
  ASSERT_TRUE(both.take(good));
  std::string bad = good;
  const auto at = bad.find(GetParam().from);
  ASSERT_NE(at, std::string::npos);
  bad.replace(at, std::string_view(GetParam().from).size(), GetParam().to);
  EXPECT_FALSE(both.take(bad)) << bad;
}

INSTANTIATE_TEST_SUITE_P(
    All, ScanningAPlantedFault,
    testing::Values(
        NamedText{"ANameBeforeTheType", R"("type":"party)", R"("type":"x\"party)"},
        NamedText{"AnEmptyKey", R"("key":"k")", R"("key":"")"}, NamedText{"AnEmptyArray", R"(["buyer"])", "[]"},
        NamedText{"AnUnknownRole", R"(["buyer"])", R"(["byer"])"},
        NamedText{"AnEmptyNetwork", R"("net":"n")", R"("net":"")"}, NamedText{"NoPseudonym", R"(,"pn":"p")", ""},
        NamedText{"AnEmptyPseudonym", R"("pn":"p")", R"("pn":"")"},
        NamedText{"AnUpperCaseHash", R"("prev":"0000)", R"("prev":"A000)"},
        NamedText{"ASaltWithBitsLeftOver", R"(AAAA","seq")", R"(AAAB","seq")"},
        NamedText{"ALeadingZero", R"("seq":7)", R"("seq":07)"},
        NamedText{"ANegativeCount", R"("seq":7)", R"("seq":-7)"}, NamedText{"MinusZero", R"("seq":7)", R"("seq":-0)"},
        NamedText{"TooLargeANumber", R"("seq":7)", R"("seq":9007199254740992)"},
        NamedText{"AFraction", R"("version":1)", R"("version":1.0)"},
        NamedText{"AnOffsetForZ", "14.000000Z", "14.0+00:00"}, NamedText{"ADayThatIsNot", "2026-11-22", "2026-11-31"},
        NamedText{"ALeapDayThatIsNot", "2026-11-22", "2026-02-29"},
        NamedText{"TooFewDigitsOfASecond", "14.000000Z", "14.00000Z"},
        NamedText{"AThirdOfAPair", R"(["party:p1",1])", R"(["party:p1",1,1])"},
        NamedText{"HalfAPair", R"(["party:p1",1])", R"(["party:p1"])"},
        NamedText{"AnEscapeThatIsNotNeeded", R"("client":"c1")", R"("client":"c\u0031")"},
        NamedText{"ALongEscape", R"("client":"c1")", R"("client":"c\u000a")"},
        NamedText{"AnUpperCaseEscape", R"("client":"c1")", R"("client":"c\u001F")"},
        NamedText{"ASlashEscaped", R"("client":"c1")", R"("client":"c\/")"},
        NamedText{"HalfASurrogatePair", R"("client":"c1")", "\"client\":\"\xed\xa0\x80\""},
        NamedText{"NotUtf8", R"("client":"c1")", "\"client\":\"\xff\""},
        NamedText{"AControlCharacter", R"("client":"c1")", "\"client\":\"\n\""},
        NamedText{"ABlank", R"(,"key")", R"(, "key")"}, NamedText{"Null", R"("key":"k")", R"("key":null)"},
        NamedText{"MembersOutOfOrder", R"("country":"DE","ct":"c2VhbGVk")", R"("ct":"c2VhbGVk","country":"DE")"},
        NamedText{"AStranger", R"("version":1)", R"("version":1,"zz":1)"},
        NamedText{"AMemberTwice", R"("version":1)", R"("version":1,"version":1)"},
        NamedText{"PostingsThatDoNotAddUp", R"("amount":5)", R"("amount":6)"},
        NamedText{"APostingTwice", R"("account":"b")", R"("account":"a")"},
        NamedText{"APostingOfNothing", R"("amount":5)", R"("amount":0)"},
        NamedText{"ACurrencyThatIsNot", R"("currency":"CNY")", R"("currency":"CNX")"},
        NamedText{"AnUnknownOperation", R"("op":"party.put")", R"("op":"party.pot")"},
        NamedText{"AnUnknownType", R"("type":"party.put")", R"("type":"party.pot")"},
        NamedText{"AnotherFormat", R"("v":1)", R"("v":2)"}, NamedText{"MoreThanARecord", R"("v":1})", R"("v":1}})"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(ScanningARecord, KnowsTheTextThatTheFirstLogsHashed) {
  ScannedRecord scan;
  RecordScanner scanner;
  Record record;
  for (auto& sample : support::SampleRecords().all())
    if (sample.type == RecordType::order_placed) record = std::move(sample);
  const std::string bytes = support::encoded(record, {});
  ASSERT_TRUE(scanner.scan(bytes, scan));
  std::string text;
  append_former_body_text(text, scan);
  EXPECT_EQ(text.find("\"ct\""), std::string::npos);
  EXPECT_NE(text.find(R"("country":"DE","net":"network_________","pn":)"), std::string::npos) << text;
  EXPECT_TRUE(text.starts_with(std::string("order.place") + '\0')) << text;
}

}  // namespace
}  // namespace tallygate::core
