// The kinds of social selling, told in sentences that an accountant can read: one file each in selling/.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/support/told_scenario.hpp"

namespace tallygate::tests {
namespace {

class SellingTold : public testing::TestWithParam<std::string> {};

TEST_P(SellingTold, EndsInTheBooksThatTheStoryNames) {
  run_told_scenario(std::filesystem::path(TALLYGATE_SOURCE_DIR) / "tests/scenarios/selling" / (GetParam() + ".txt"));
}

INSTANTIATE_TEST_SUITE_P(Kinds, SellingTold, testing::Values("shop", "content", "group_buy", "live", "tool"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace tallygate::tests
