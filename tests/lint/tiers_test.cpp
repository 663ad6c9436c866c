#include "tests/lint/tiers.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tallygate::lint {
namespace {

struct ForbiddenInclude {
  std::string name;
  std::string path;
  std::string line;
};

class Tiers : public testing::TestWithParam<ForbiddenInclude> {};

TEST_P(Tiers, RefusesAnIncludeThatTheTableDoesNotAllow) {
  const Findings findings = include_findings({source_file(GetParam().path, GetParam().line + "\n")});
  ASSERT_EQ(findings.size(), 1U) << GetParam().path << " with " << GetParam().line;
  EXPECT_EQ(findings[0].line, 1U);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Tiers,
    testing::Values(ForbiddenInclude{"core_upward", "core/money.cpp", "#include \"ledger/decide.hpp\""},
                    ForbiddenInclude{"core_reads_a_clock", "core/time.cpp", "#include <chrono>"},
                    ForbiddenInclude{"core_does_io", "core/bytes.cpp", "#include <fstream>"},
                    ForbiddenInclude{"core_posix", "core/random.cpp", "#include <unistd.h>"},
                    ForbiddenInclude{"tier_one_sideways", "risk/policy.cpp", "#include \"ledger/state.hpp\""},
                    ForbiddenInclude{"ledger_takes_a_library", "ledger/apply.cpp", "#include <sodium.h>"},
                    ForbiddenInclude{"eventstore_knows_orders", "eventstore/log.cpp", "#include \"ledger/order.hpp\""},
                    ForbiddenInclude{"audit_shares_arithmetic", "audit/postings.cpp", "#include \"ledger/split.hpp\""},
                    ForbiddenInclude{"engine_reads_the_vault", "engine/pipeline.cpp", "#include \"vault/vault.hpp\""},
                    ForbiddenInclude{"text_reads_the_vault", "vault/text/scores.cpp", "#include \"vault/vault.hpp\""},
                    ForbiddenInclude{"https_knows_us", "api/https/tls.cpp", "#include \"core/bytes.hpp\""},
                    ForbiddenInclude{"http_past_the_engine", "api/http/orders.cpp", "#include \"ledger/order.hpp\""},
                    ForbiddenInclude{"product_takes_tests", "api/app/main.cpp", "#include \"tests/support/world.hpp\""},
                    ForbiddenInclude{"not_from_the_root", "ledger/apply.cpp", "#include \"state.hpp\""}),
    [](const auto& info) { return info.param.name; });

TEST(TierTable, AllowsWhatItSays) {
  const std::vector<SourceFile> files = {
      source_file("core/hash.cpp", "#include \"core/hash.hpp\"\n#include <openssl/evp.h>\n#include <array>\n"),
      source_file("engine/pipeline.cpp", "#include \"ledger/decide.hpp\"\n#include \"risk/risk.hpp\"\n"),
      source_file("eventstore/lmdb.cpp", "#include <lmdb.h>\n#include <unistd.h>\n"),
      source_file("api/app/main.cpp", "#include \"ledger/ledger.hpp\"\n#include <CLI/CLI.hpp>\n"),
      source_file("tests/unit/core_hash_test.cpp", "#include \"tests/support/bytes.hpp\"\n#include <gtest/gtest.h>\n"),
  };
  EXPECT_TRUE(include_findings(files).empty()) << describe(include_findings(files));
}

TEST(TierTable, HasNoLoop) {
  FolderGraph allowed;
  for (const Tier& row : tiers()) {
    for (const std::string_view other : row.ours) allowed[std::string(row.folder)].insert(std::string(other));
  }
  EXPECT_EQ(loop_in(allowed), "");
}

TEST(FolderLoop, IsFoundAndNamed) {
  EXPECT_EQ(loop_in({{"a", {"b"}}, {"b", {"c"}}, {"c", {"b"}}}), "b -> c -> b");
  EXPECT_EQ(loop_in({{"a", {"b", "c"}}, {"b", {"c"}}}), "");
}

TEST(LinkLine, MustSayWhatTheIncludesSay) {
  const SourceFile source = source_file("vault/keys.cpp", "#include <sodium.h>\n#include \"core/bytes.hpp\"\n");
  const auto findings_with = [&](const std::string& cmake) {
    return link_findings({source, source_file("vault/CMakeLists.txt", cmake)});
  };
  EXPECT_TRUE(
      findings_with("tallygate_library(vault LINK_PUBLIC tallygate_core LINK_PRIVATE PkgConfig::SODIUM)\n").empty());
  EXPECT_EQ(findings_with("tallygate_library(vault LINK_PUBLIC tallygate_core)\n").size(), 1U);
  EXPECT_EQ(findings_with("tallygate_library(vault LINK_PRIVATE PkgConfig::SODIUM)  # tallygate_core\n").size(), 1U);
  EXPECT_EQ(
      findings_with("tallygate_library(vault LINK_PUBLIC tallygate_core tallygate_risk PkgConfig::SODIUM)\n").size(),
      1U);
  EXPECT_EQ(
      findings_with("tallygate_library(vault LINK_PUBLIC tallygate_core PkgConfig::SODIUM PkgConfig::LMDB)\n").size(),
      1U);
}

TEST(Repository, IncludesOnlyWhatTheTierTableAllows) {
  const Findings findings = include_findings(repository());
  EXPECT_TRUE(findings.empty()) << describe(findings);
}

TEST(Repository, HasNoLoopAmongItsFolders) {
  const FolderGraph graph = folder_graph(repository());
  EXPECT_FALSE(graph.empty());
  EXPECT_EQ(loop_in(graph), "");
}

TEST(Repository, LinksExactlyWhatItIncludes) {
  const Findings findings = link_findings(repository());
  EXPECT_TRUE(findings.empty()) << describe(findings);
}

}  // namespace
}  // namespace tallygate::lint
