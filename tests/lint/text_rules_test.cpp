#include "tests/lint/text_rules.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tallygate::lint {
namespace {

const auto rule_name = [](const auto& info) { return std::string(info.param.name); };

class EveryLineRule : public testing::TestWithParam<LineRule> {};

TEST_P(EveryLineRule, FindsItsBadExample) {
  const LineRule& rule = GetParam();
  EXPECT_EQ(line_findings(rule, {source_file(rule.bad_path, rule.bad + "\n")}).size(), 1U) << rule.bad;
}

TEST_P(EveryLineRule, LeavesItsGoodExample) {
  const LineRule& rule = GetParam();
  const Findings findings = line_findings(rule, {source_file(rule.bad_path, rule.good + "\n")});
  EXPECT_TRUE(findings.empty()) << rule.good;
}

TEST_P(EveryLineRule, FindsNothingInTheRepository) {
  const Findings findings = line_findings(GetParam(), repository());
  EXPECT_TRUE(findings.empty()) << describe(findings);
}

INSTANTIATE_TEST_SUITE_P(Rules, EveryLineRule, testing::ValuesIn(line_rules()), rule_name);

class EveryFileRule : public testing::TestWithParam<FileRule> {};

TEST_P(EveryFileRule, FindsItsBadExample) {
  EXPECT_EQ(GetParam().check(GetParam().bad).size(), 1U);
}

TEST_P(EveryFileRule, LeavesItsGoodExample) {
  const Findings findings = GetParam().check(GetParam().good);
  EXPECT_TRUE(findings.empty()) << describe(findings);
}

TEST_P(EveryFileRule, FindsNothingInTheRepository) {
  Findings findings;
  for (const SourceFile& file : repository()) {
    const Findings found = GetParam().check(file);
    findings.insert(findings.end(), found.begin(), found.end());
  }
  EXPECT_TRUE(findings.empty()) << describe(findings);
}

INSTANTIATE_TEST_SUITE_P(Rules, EveryFileRule, testing::ValuesIn(file_rules()), rule_name);

// A scan of nothing finds nothing: the walk must have seen each kind of place.
TEST(Repository, IsReadWhole) {
  for (const std::string path : {"Makefile", ".ci/run", "core/money.hpp", "cmake/compiler.cmake", "docs/README.md",
                                 "scripts/test.sh", "tests/lint/tiers.cpp", "samples/online-retail/recount.py"}) {
    EXPECT_NE(repository_file(path), nullptr) << path;
  }
  EXPECT_EQ(repository_file("build/release/build.ninja"), nullptr);
}

TEST(CommentsAreNotCode, SoARuleAboutCodeDoesNotReadThem) {
  const SourceFile file =
      source_file("ledger/split.cpp", "// no double here\n/* nor\n a double\n here */ int x;  // double\n");
  for (const LineRule& rule : line_rules()) {
    if (rule.name == "FloatingMoney") {
      EXPECT_TRUE(line_findings(rule, {file}).empty());
    }
  }
}

}  // namespace
}  // namespace tallygate::lint
