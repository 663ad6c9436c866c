#include <gtest/gtest.h>

#include "risk/cel/conformance.hpp"

namespace tallygate::risk::cel {
namespace {

constexpr std::string_view kFile = R"(
# proto-file: simple.proto
name: "own"
section {
  name: "first"
  test { name: "sum" expr: "1 + 2" value: { int64_value: 3 } }
  test { name: "default_is_true" expr: '1 < ' "2" }
  test { name: "wrong" expr: "1 + 2" value { int64_value: 4 } }
  test { name: "error" expr: "1 / 0" eval_error: { errors: { message: "divide" } } }
  test { name: "no_error" expr: "1 / 1" eval_error { } }
  test { name: "dynamic" expr: "dyn(1) == 1" value: { bool_value: true } }
  test { name: "mixed" expr: "[1, 'a']" value { list_value { values { int64_value: 1 } values { string_value: "a" } } } }
  test { name: "bound" expr: "a.b" type_env { name: "a.b" ident { type { primitive: STRING } } }
         bindings { key: "a.b" value { value { string_value: "\303\277\x41\n" } } } value { string_value: "ÿA\n" } }
  test { name: "type" expr: "[1]" check_only: true
         typed_result { deduced_type { list_type { elem_type { primitive: INT64 } } } } }
  test { name: "map" expr: "{'k': 1.5, 'l': 0.0}"
         value { map_value { entries { key { string_value: "l" } value { double_value: 0 } }
                             entries { key { string_value: "k" } value { double_value: 15e-1 } } } } }
  test { name: "message" expr: "TestAllTypes{}" value { bool_value: true } }
}
)";

TEST(CelConformance, JudgesEachCaseOfAFile) {
  auto file = run_conformance_text("own", kFile);
  ASSERT_TRUE(file.ok()) << file.error().message;
  EXPECT_EQ(file->passed, 6u);
  ASSERT_EQ(file->failed.size(), 2u);
  EXPECT_EQ(file->failed[0].name, "first/wrong");
  EXPECT_EQ(file->failed[0].why, "3 instead of 4");
  EXPECT_EQ(file->failed[1].name, "first/no_error");
  ASSERT_EQ(file->skipped.size(), 3u);
  EXPECT_EQ(file->skipped[0].why, "left out: dyn and evaluation without a check");
  EXPECT_EQ(file->skipped[1].why, "left out: heterogeneous values");
  EXPECT_EQ(file->skipped[2].why, "left out: messages, Any, wrappers and enums");
}

TEST(CelConformance, ReportsALineAFileAndATotal) {
  auto file = run_conformance_text("own", kFile);
  ASSERT_TRUE(file.ok());
  const ConformanceFile files[] = {*file, *file};
  EXPECT_EQ(conformance_report(files),
            "own: 6 passed, 2 failed, 3 skipped\nown: 6 passed, 2 failed, 3 skipped\n"
            "total: 12 passed, 4 failed, 6 skipped\n");
}

TEST(CelConformance, AFileThatIsNoProtobufTextIsAnOperatingError) {
  for (const char* text : {"section {", "section: }", "a: 'open", "a: \"\\q\"", "}", "a: [1"})
    EXPECT_FALSE(run_conformance_text("bad", text).ok()) << text;
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += "a {";
  EXPECT_FALSE(run_conformance_text("deep", deep).ok());
  const std::string missing[] = {"no/such/file.textproto"};
  EXPECT_FALSE(run_conformance(missing).ok());
}

}  // namespace
}  // namespace tallygate::risk::cel
