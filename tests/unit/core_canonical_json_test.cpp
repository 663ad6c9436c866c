#include <gtest/gtest.h>

#include <string>

#include "core/canonical_json.hpp"
#include "core/check.hpp"
#include "core/money.hpp"

namespace tallygate::core {
namespace {

std::string json_text(std::string_view text) {
  std::string out;
  JsonWriter(out).string(text);
  return out;
}

TEST(CanonicalJson, EscapesAsRfc8785Says) {  // its 3.2.2 example, and every control character of 3.2.2.2
  EXPECT_EQ(json_text("\xe2\x82\xac$\x0f\nA'B\"\\\\\"/"), "\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
  EXPECT_EQ(json_text("\b\t\n\f\r"), "\"\\b\\t\\n\\f\\r\"");
  EXPECT_EQ(json_text(std::string("\0\x01\x1f", 3)), "\"\\u0000\\u0001\\u001f\"");
  EXPECT_EQ(json_text("\x7f\xc2\x80\xe2\x80\xa8\xf0\x9f\x98\x80"), "\"\x7f\xc2\x80\xe2\x80\xa8\xf0\x9f\x98\x80\"");
  EXPECT_EQ(json_text("</script>"), "\"</script>\"");
  EXPECT_EQ(json_text(""), "\"\"");
}

TEST(CanonicalJson, EscapesAtEveryPlaceInAWord) {  // the scan goes eight bytes at a time
  for (std::size_t length = 1; length < 40; ++length) {
    for (std::size_t at = 0; at < length; ++at) {
      std::string text(length, '\xc3'), expected = text;
      text[at] = '"';
      expected.replace(at, 1, "\\\"");
      ASSERT_EQ(json_text(text), '"' + expected + '"');
    }
  }
}

TEST(CanonicalJson, WritesObjectsWithoutBlanks) {
  std::string out = "before";
  {
    JsonWriter json(out);
    json.begin_object();
    json.key("a");
    json.begin_array();
    json.integer(1);
    json.begin_object();
    json.end_object();
    json.null();
    json.boolean(false);
    json.raw(R"({"x":1})");
    json.end_array();
    json.member("b", true);
    json.member("c", "text");
    json.member("d", kAmountMax);
    json.member("e", -kAmountMax);
    json.end_object();
    EXPECT_EQ(json.position(), out.size());
  }
  EXPECT_EQ(out,
            R"(before{"a":[1,{},null,false,{"x":1}],"b":true,"c":"text","d":9007199254740991,"e":-9007199254740991})");
}

TEST(CanonicalJson, GrowsPastItsFirstMemory) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  std::string expected = "[";
  for (int i = 0; i < 500; ++i) {
    json.string(std::string(i, 'x') + '\n');
    expected.append(i == 0 ? "\"" : ",\"").append(i, 'x').append("\\n\"");
  }
  json.end_array();
  EXPECT_EQ(out, expected + "]");
}

TEST(CanonicalJson, TheStringEndsWhereTheValueDoes) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.end_object();
  EXPECT_EQ(out, "{}");
  out += '\n';
  JsonWriter(out).integer(7);
  EXPECT_EQ(out, "{}\n7");
  {
    JsonWriter unfinished(out);
    unfinished.begin_array();
    unfinished.integer(8);
  }
  EXPECT_EQ(out, "{}\n7[8");
}

TEST(CanonicalJson, KeysOutOfOrderAreABug) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.member("b", 1);
  EXPECT_THROW(json.key("a"), CheckFailure);
  EXPECT_THROW(json.key("b"), CheckFailure);
}

TEST(CanonicalJson, WhatIsNoJsonIsABug) {
  std::string out;
  JsonWriter json(out);
  EXPECT_THROW(json.key("a"), CheckFailure);
  EXPECT_THROW(json.end_object(), CheckFailure);
  json.begin_object();
  EXPECT_THROW(json.integer(1), CheckFailure);
  EXPECT_THROW(json.end_array(), CheckFailure);
  json.key("a");
  EXPECT_THROW(json.end_object(), CheckFailure);
  EXPECT_THROW(json.integer(kAmountMax + 1), CheckFailure);
  json.integer(0);
  json.end_object();
  JsonWriter deep(out);
  for (int i = 0; i < 32; ++i) deep.begin_array();
  EXPECT_THROW(deep.begin_array(), CheckFailure);
}

}  // namespace
}  // namespace tallygate::core
