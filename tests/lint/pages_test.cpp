#include "tests/lint/pages.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tallygate::lint {
namespace {

const std::string kSourceRoot = TALLYGATE_SOURCE_DIR;

// Where the dot of "payout_account.put" may stand: behind a name of two words, which holds an underscore of its own.
std::size_t object_words(const std::string& name) {
  constexpr std::string_view kOfTwoWords[] = {"payout_account"};
  for (const std::string_view object : kOfTwoWords)
    if (name.starts_with(object)) return object.size();
  return 0;
}

TEST(Links, ThatLeadNowhereAreFound) {
  const auto findings = [](const std::string& text) {
    return link_target_findings(source_file("docs/testing.md", text), kSourceRoot).size();
  };
  EXPECT_EQ(findings("[x](no-such-page.md)\n"), 1U);
  EXPECT_EQ(findings("# Here\n[x](#nowhere)\n"), 1U);
  EXPECT_EQ(findings("# Here it is\n[x](#here-it-is)\n"), 0U);
  EXPECT_EQ(findings("[x](../Makefile) [y](https://example.org/none)\n"), 0U);
  EXPECT_EQ(findings("```\n[x](no-such-page.md)\n```\n"), 0U);
}

TEST(ReadingOrder, MustNotLeaveAPageOut) {
  const SourceFile index = source_file("docs/README.md", "[a](a.md)\n");
  const std::vector<SourceFile> files = {index, source_file("docs/a.md", ""), source_file("docs/decisions/b.md", ""),
                                         source_file("README.md", "")};
  ASSERT_EQ(unlisted_page_findings(files, index).size(), 1U);
  EXPECT_NE(unlisted_page_findings(files, index)[0].what.find("docs/decisions/b.md"), std::string::npos);
}

TEST(MakeTargets, ThatDoNotExistAreFound) {
  const SourceFile makefile = source_file("Makefile", "build: setup\n\ttrue\n");
  EXPECT_EQ(make_target_findings(source_file("README.md", "`make built`\n"), makefile).size(), 1U);
  EXPECT_EQ(make_target_findings(source_file("README.md", "`make build`\n"), makefile).size(), 0U);
  EXPECT_EQ(make_target_findings(source_file("README.md", "```\nmake built\n```\n"), makefile).size(), 1U);
}

TEST(FrozenNumbers, AreComparedByNameAndNumber) {
  const SourceFile header =
      source_file("core/x.hpp", "enum class Kind : int {\n  // 9 = old\n  one = 1, two = 2,\n  three = 3,\n};\n");
  const std::map<std::string, int> numbers = enumerators(header, "Kind");
  EXPECT_EQ(numbers, (std::map<std::string, int>{{"one", 1}, {"two", 2}, {"three", 3}}));
  const SourceFile page = source_file("docs/x.md", "| 1 | `one` | x |\n| 4 | `two` | x |\n");
  EXPECT_EQ(undocumented(numbers, page).size(), 2U);
}

TEST(Refusals, ThatNoTestNamesAreFound) {
  const std::vector<SourceFile> tests = {source_file("tests/unit/a_test.cpp", "refused(Code::known)\n\"told\"\n")};
  const Findings found = named_nowhere({{"known", 200}, {"told", 201}, {"forgotten", 202}}, tests);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(found[0].what.find("202 forgotten"), std::string::npos);
}

TEST(Repository, HasNoLinkThatLeadsNowhere) {
  Findings findings;
  for (const SourceFile& file : repository()) {
    if (!file.is_markdown()) continue;
    const Findings found = link_target_findings(file, kSourceRoot);
    findings.insert(findings.end(), found.begin(), found.end());
  }
  EXPECT_TRUE(findings.empty()) << describe(findings);
}

TEST(Repository, ReadingOrderLeavesNoPageOut) {
  const SourceFile* index = repository_file("docs/README.md");
  ASSERT_NE(index, nullptr);
  const Findings findings = unlisted_page_findings(repository(), *index);
  EXPECT_TRUE(findings.empty()) << describe(findings);
}

TEST(Repository, NamesOnlyMakeTargetsThatExist) {
  const SourceFile* makefile = repository_file("Makefile");
  ASSERT_NE(makefile, nullptr);
  Findings findings;
  for (const SourceFile& file : repository()) {
    if (!file.is_markdown()) continue;
    const Findings found = make_target_findings(file, *makefile);
    findings.insert(findings.end(), found.begin(), found.end());
  }
  EXPECT_TRUE(findings.empty()) << describe(findings);
}

// By its name, in a test of the ledger, the rules or the API. Those of ids that stand for other content have one name a
// member, and their tests (tests/unit/ledger_ids_test.cpp) put it together.
TEST(Repository, NamesEveryRefusalInATest) {
  const SourceFile* header = repository_file("core/outcome.hpp");
  ASSERT_NE(header, nullptr);
  std::map<std::string, int> refusals = enumerators(*header, "Code");
  std::erase_if(refusals,
                [](const auto& code) { return code.second < 200 || code.first.starts_with("exists_with_different_"); });
  ASSERT_GE(refusals.size(), 80U);
  std::vector<SourceFile> tests;
  for (const SourceFile& file : repository())
    if (file.is_under("tests") && !file.is_under("tests/golden") && !file.is_under("tests/lint")) tests.push_back(file);
  const Findings findings = named_nowhere(refusals, tests);
  EXPECT_TRUE(findings.empty()) << describe(findings);
}

struct FrozenTable {
  std::string name;
  std::string header;
  std::string enum_name;
  bool dotted;  // order_place is written order.place
  std::size_t at_least;
};

class Formats : public testing::TestWithParam<FrozenTable> {};

TEST_P(Formats, ListEveryFrozenNumber) {
  const SourceFile* header = repository_file(GetParam().header);
  const SourceFile* page = repository_file("docs/formats.md");
  ASSERT_TRUE(header != nullptr && page != nullptr);
  std::map<std::string, int> numbers;
  for (const auto& [enumerator, number] : enumerators(*header, GetParam().enum_name)) {
    std::string name = enumerator;
    if (GetParam().dotted) name[name.find('_', object_words(name))] = '.';
    numbers[name] = number;
  }
  ASSERT_GE(numbers.size(), GetParam().at_least);
  const Findings findings = undocumented(numbers, *page);
  EXPECT_TRUE(findings.empty()) << describe(findings);
}

INSTANTIATE_TEST_SUITE_P(Tables, Formats,
                         testing::Values(FrozenTable{"RecordTypes", "core/record_type.hpp", "RecordType", true, 40},
                                         FrozenTable{"Operations", "core/operation.hpp", "Operation", true, 20},
                                         FrozenTable{"OutcomeCodes", "core/outcome.hpp", "Code", false, 50}),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace tallygate::lint
