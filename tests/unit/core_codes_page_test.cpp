// The table of outcome codes in docs/formats.md is written from core/outcome.cpp: where they differ, this test fails,
// and with TALLYGATE_NEW_GOLDEN set it writes the page.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "core/outcome.hpp"

namespace tallygate::core {
namespace {

const std::filesystem::path kFormatsPage = std::filesystem::path(TALLYGATE_SOURCE_DIR) / "docs/formats.md";
const std::string kTableHead = "| number | code | status | recorded | retry | |\n|---|---|---|---|---|---|\n";

std::string table_of_codes() {
  std::string out = kTableHead;
  for (const CodeTraits& c : codes())
    out.append("| ").append(std::to_string(static_cast<int>(c.code))).append(" | `").append(c.name).append("` | ") +=
        std::to_string(c.status) + (c.recorded ? " | yes | " : " | no | ") + std::string(retry_name(c.retry)) + " | " +
        std::string(c.title) + " |\n";
  return out;
}

TEST(OutcomeCodes, StandInTheirPageAsTheSourceHasThem) {
  std::ifstream in(kFormatsPage, std::ios::binary);
  std::string page{std::istreambuf_iterator<char>(in), {}};
  const std::size_t from = page.find(kTableHead);
  ASSERT_NE(from, std::string::npos);
  const std::size_t to = page.find("\n\n", from) + 1;
  const std::string shown = page.substr(from, to - from);
  if (shown != table_of_codes() && std::getenv("TALLYGATE_NEW_GOLDEN") != nullptr) {
    page.replace(from, to - from, table_of_codes());
    std::ofstream(kFormatsPage, std::ios::binary) << page;
  }
  EXPECT_EQ(shown, table_of_codes());
}

}  // namespace
}  // namespace tallygate::core
