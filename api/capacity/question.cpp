#include "api/capacity/question.hpp"

#include <algorithm>
#include <cmath>

namespace tallygate::capacity {
namespace {

constexpr std::uint64_t kOrdersOfABuyer = 10, kBuyersOfAMerchant = 100, kBuyersOfADistributor = 20;
constexpr std::uint64_t kPeopleMax = 10'000'000'000;

std::string decimal(double value) {
  std::string out = std::to_string(value);
  while (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  return out;
}

}  // namespace

std::optional<Wrong> check(const Question& q) {
  if (!std::isfinite(q.rate) || q.rate < kRateMin || q.rate > kRateMax)
    return Wrong{"rate", "is orders a second, more than 0 and at most " + decimal(kRateMax)};
  if (q.window.us <= 0 || q.window > kWindowMax)
    return Wrong{"window", "is a number and d, h, m or s, more than 0 and at most 3660d"};
  const double orders = q.rate * static_cast<double>(q.window.us) / 1e6;
  if (orders < static_cast<double>(kOrdersMin))
    return Wrong{"window", "has only " + decimal(std::floor(orders)) + " orders at this rate: at least 100 are needed"};
  if (orders > static_cast<double>(kOrdersMax))
    return Wrong{"window", "has more than 100,000,000,000 orders at this rate: that is no log of one tenant"};
  if (q.mix.buyers > kPeopleMax) return Wrong{"buyers", "is at most 10,000,000,000"};
  if (q.mix.merchants > kPeopleMax) return Wrong{"merchants", "is at most 10,000,000,000"};
  if (q.mix.distributors > kPeopleMax) return Wrong{"distributors", "is at most 10,000,000,000"};
  const double part = std::min(1.0, static_cast<double>(kSampleOrders) / orders);
  if (static_cast<double>(completed(q).mix.distributors) * part > static_cast<double>(kSampleDistributorsMax))
    return Wrong{
        q.mix.distributors == 0 ? "buyers" : "distributors",
        "makes more than 100,000 distributors in a sample of at most 40,000 orders: give fewer --distributors"};
  if (q.mix.levels > 2) return Wrong{"levels", "is 0, 1 or 2"};
  if (q.mix.id_chars < kIdCharsMin || q.mix.id_chars > kIdCharsMax) return Wrong{"id-chars", "is 10 to 60"};
  if (!std::isfinite(q.commands_a_commit) || (q.commands_a_commit != 0 && q.commands_a_commit < 1) ||
      q.commands_a_commit > kCommandsACommitMax)
    return Wrong{"commands-a-commit", "is 1 to 1000"};
  return std::nullopt;
}

Question completed(Question q) {
  const auto at_least_one = [](std::uint64_t n) { return std::max<std::uint64_t>(n, 1); };
  Mix& mix = q.mix;
  if (mix.buyers == 0) mix.buyers = at_least_one(q.orders() / kOrdersOfABuyer);
  if (mix.merchants == 0) mix.merchants = at_least_one(mix.buyers / kBuyersOfAMerchant);
  if (mix.distributors == 0) mix.distributors = at_least_one(mix.buyers / kBuyersOfADistributor);
  if (q.commands_a_commit == 0)
    q.commands_a_commit =
        std::clamp(q.rate * static_cast<double>(kCommandsOfAnOrder) * kCommitSeconds, 1.0, kCommandsACommitMax);
  return q;
}

}  // namespace tallygate::capacity
