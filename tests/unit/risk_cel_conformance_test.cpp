#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <sstream>
#include <utility>

#include "risk/cel/conformance.hpp"
#include "risk/cel/conformance_needs.hpp"

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
  EXPECT_EQ(file->skipped[0].reason, "dyn");
  EXPECT_EQ(file->skipped[0].why, "dyn()");
  EXPECT_EQ(file->skipped[1].reason, "heterogeneous");
  EXPECT_EQ(file->skipped[1].why, "The elements of a list differ in type: int and string.");
  EXPECT_EQ(file->skipped[2].reason, "messages");
}

// One test each, as the body of its message.
ConformanceFile judged(const std::string& test) {
  auto file = run_conformance_text("own", "section { name: 's' test { name: 't' " + test + " } }");
  EXPECT_TRUE(file.ok()) << test;
  return file.ok() ? *std::move(file) : ConformanceFile{};
}

TEST(CelConformance, SkipsByWhatATestNeeds) {
  constexpr std::pair<const char*, const char*> kTable[] = {
      {R"x(expr: "dyn(x) || y.?z")x", "dyn"},
      {R"x(expr: "x || true" disable_check: true)x", "dyn"},
      {R"x(expr: "1.0 == 1" disable_check: true)x", "dyn"},
      {R"x(expr: "x" type_env { name: "x" ident { type { dyn { } } } })x", "dyn"},
      {R"x(expr: "[[]]" check_only: true typed_result { deduced_type { list_type { elem_type { dyn { } } } } })x",
       "dyn"},
      {R"x(expr: "[1, 'a'].exists(x, x == 1)")x", "heterogeneous"},
      {R"x(expr: "true ? 1 : 'a'" value { int64_value: 1 })x", "heterogeneous"},
      {R"x(expr: "math.greatest(1, 1u) == 1")x", "heterogeneous"},
      {R"x(expr: "x" bindings { key: "x" value { value { list_value { values { int64_value: 1 }
          values { string_value: "a" } } } } })x",
       "heterogeneous"},
      {R"x(expr: "m.field == 1" type_env { name: "m" ident { type { message_type: "a.M" } } })x", "messages"},
      {R"x(expr: "google.protobuf.Struct{}" value { object_value { } })x", "messages"},
      {R"x(expr: "TestAllTypes{single_int32: 1}" eval_error { })x", "messages"},
      {R"x(expr: "x" type_env { name: "x" ident { type { well_known: ANY } } })x", "any"},
      {R"x(expr: "GlobalEnum.GAZ" container: "p" value { int64_value: 2 })x", "enums"},
      {R"x(expr: "x" bindings { key: "x" value { unknown { } } } unknown { })x", "unknowns"},
      {R"x(expr: "optional.of(1)")x", "abstract"},
      {R"x(expr: "{'a': 1}[?'a']")x", "abstract"},
  };
  for (const auto& [test, reason] : kTable) {
    const ConformanceFile file = judged(test);
    ASSERT_EQ(file.skipped.size(), 1u) << test << (file.failed.empty() ? "" : file.failed[0].why);
    EXPECT_EQ(file.skipped[0].reason, reason) << test;
    EXPECT_FALSE(file.skipped[0].why.empty()) << test;
  }
}

TEST(CelConformance, WhatIsNotBuiltOrIsWrongFails) {
  for (const char* test : {
           R"x(expr: "'a'.frobnicate()")x",
           R"x(expr: "frobnicate(1)" disable_check: true value { int64_value: 1 })x",
           R"x(expr: "'a'.frobnicate()" eval_error { errors { message: "index out of range" } })x",
           R"x(expr: "1 + 'a'" value { int64_value: 1 })x",
           R"x(expr: "nothing")x",
           R"x(expr: "1 +" value { int64_value: 1 })x",
           R"x(expr: "[1][0]" value { int64_value: 2 })x",
           R"x(expr: "[1]" check_only: true
               typed_result { deduced_type { list_type { elem_type { primitive: UINT64 } } } })x",
       })
    EXPECT_EQ(judged(test).failed.size(), 1u) << test;
}

TEST(CelConformance, ReadsNumbersAsProtobufTextWritesThem) {
  for (const char* test : {
           R"x(expr: "255", value: { int64_value: 0xFF })x",
           R"x(expr: "1.5" value < double_value: 1.5f >)x",
           R"x(expr: "-1.0 / 0.0" value { double_value: -inf })x",
           R"x(expr: "[1, 2]" value { list_value { values: [ { int64_value: 1 }, { int64_value: 2 } ] } })x",
       })
    EXPECT_EQ(judged(test).passed, 1u) << test;
  for (const char* test : {
           R"x(expr: "1" value { int64_value: one })x",
           R"x(expr: "1" value { int64_value: 99999999999999999999 })x",
           R"x(expr: "x" type_env { name: "x" ident { type { primitive: NOTHING } } })x",
       })
    EXPECT_EQ(judged(test).failed.size(), 1u) << test;
}

TEST(CelConformance, AnExpectedErrorMayBeARefusal) {
  for (const char* test : {
           R"x(expr: "1 + 'a'" disable_check: true eval_error { errors { message: "no such overload" } })x",
           R"x(expr: "nothing" eval_error { errors { message: "undeclared reference to 'nothing'" } })x",
           R"x(expr: "1 / 0" eval_error { errors { message: "divide by zero" } })x",
       })
    EXPECT_EQ(judged(test).passed, 1u) << test;
}

TEST(CelConformance, LooksIntoSectionsOfSections) {
  auto file = run_conformance_text("own", "section { section { name: 'inner' test { name: 't' expr: 'false' } } }");
  ASSERT_TRUE(file.ok());
  ASSERT_EQ(file->failed.size(), 1u);
  EXPECT_EQ(file->failed[0].name, "inner/t");
}

TEST(CelConformance, ListsItsSkipsForPrograms) {
  auto file = run_conformance_text("a/own.textproto", kFile);
  ASSERT_TRUE(file.ok());
  const std::string skips = conformance_skips({&*file, 1});
  EXPECT_TRUE(skips.starts_with("file\ttest\treason\tdetail\nown.textproto\tfirst/dynamic\tdyn\tdyn()\n")) << skips;
}

std::string read_whole(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.good()) << path;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

TEST(CelConformance, TheReasonsArePublished) {
  const std::filesystem::path docs = std::filesystem::path(TALLYGATE_SOURCE_DIR) / "docs";
  const std::string page = read_whole(docs / "rules.md");
  std::set<std::string, std::less<>> known;
  for (const LeftOutText& text : left_out_texts()) {
    known.insert(std::string(text.code));
    EXPECT_NE(page.find("| `" + std::string(text.code) + "` | " + std::string(text.sentence) + " |"), std::string::npos)
        << text.code;
  }
  std::istringstream list(read_whole(docs / "cel-conformance-skips.tsv"));
  std::string line;
  std::getline(list, line);
  EXPECT_EQ(line, "file\ttest\treason\tdetail");
  std::size_t lines = 0;
  for (; std::getline(list, line); ++lines) {
    const std::size_t reason = line.find('\t', line.find('\t') + 1) + 1;
    EXPECT_TRUE(known.contains(line.substr(reason, line.find('\t', reason) - reason))) << line;
  }
  EXPECT_NE(page.find(std::to_string(lines) + " tests"), std::string::npos) << lines << " are in the list";
}

// The official files stand beside the clone, where they are given.
TEST(CelConformance, TheOfficialFilesPassAndTheirSkipsAreThePublishedOnes) {
  const std::filesystem::path root(TALLYGATE_SOURCE_DIR);
  const std::filesystem::path official = root / "../shared/data/cel-conformance";
  if (!std::filesystem::is_directory(official)) {
    std::cout << "the official files are not at hand\n";
    return;
  }
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(official))
    if (entry.path().extension() == ".textproto") paths.push_back(entry.path().string());
  std::sort(paths.begin(), paths.end());
  ASSERT_EQ(paths.size(), 15u);
  const auto files = run_conformance(paths);
  ASSERT_TRUE(files.ok()) << files.error().message;
  for (const ConformanceFile& file : *files)
    for (const ConformanceCase& failed : file.failed)
      ADD_FAILURE() << file.name << " " << failed.name << ": " << failed.why;
  EXPECT_EQ(conformance_skips(*files), read_whole(root / "docs/cel-conformance-skips.tsv"));
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
