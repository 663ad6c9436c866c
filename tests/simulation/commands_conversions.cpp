// Conversions of what accounts have and of more, at rates that fit the figures and that do not.
#include <algorithm>

#include "tests/simulation/commands.hpp"

namespace tallygate::simulation {

using core::Operation;

core::Command Commands::conversion(const Model& model) {
  if (one_in(12)) {
    core::SettingsPut waits;
    waits.four_eyes = std::vector<std::string>{"conversions"};
    return as_operator(Operation::settings_put, std::move(waits), "");
  }
  core::ConversionPost body;
  body.conversion_id = core::OtherId(id("v", 60));
  body.source = "a bank";
  struct Has {
    Model::Account account;
    core::Amount amount;
  };
  std::vector<Has> all;
  for (const auto& [account, balance] : model.balances) {
    const auto owner = owner_of(account.first);
    const bool ours = account.first.starts_with("assets:");
    if (!owner || (owner->empty() && !ours) || balance == 0) continue;
    const auto left = std::min<__int128>(model.available(account), core::kAmountMax);
    if (left > 0) all.push_back({account, static_cast<core::Amount>(left)});
  }
  const auto code = [](const std::string& currency) { return core::Currency::from_code(currency).value(); };
  body.from = {"assets:bank:main", 1 + below(100), code("CNY")};
  if (!all.empty() && !one_in(15)) {
    const Has& has = pick(all);
    body.from = {has.account.first, one_in(4) ? has.amount : 1 + below(has.amount), code(has.account.second)};
    if (one_in(12) && has.amount < core::kAmountMax) body.from.amount = has.amount + 1;
    if (one_in(2)) body.from.amount = std::min<core::Amount>(body.from.amount, 1 + below(400));
  }
  body.to = {body.from.account, 1, code(body.from.currency.code() == "CNY" ? "JPY" : "CNY")};
  const std::string party = owner_of(body.from.account).value_or("");
  if (party.empty() && one_in(2)) body.to.account = one_in(2) ? "assets:channel:card" : "assets:bank:bank1";
  static const std::vector<std::string> odd = {"liabilities:escrow", "liabilities:merchant:nobody",
                                               "equity:adjustments", "liabilities:merchant:m0", "assets:channel:cash"};
  if (one_in(20)) (one_in(2) ? body.from : body.to).account = pick(odd);
  if (const auto owner = owner_of(body.from.account); owner && !owner->empty() && owner == owner_of(body.to.account))
    body.to.account = body.from.account;
  static const std::vector<core::ConversionRate> rates = {{1, 20}, {20, 1}, {1'000, 21'377},
                                                          {7, 3},  {3, 7},  {100'003, 99'991}};
  body.rate = pick(rates);
  if (one_in(30)) body.rate.num = core::kAmountMax - below(5);
  const __int128 gets = static_cast<__int128>(body.from.amount) * body.rate.num / body.rate.den;
  body.to.amount = static_cast<core::Amount>(std::clamp<__int128>(gets, 1, core::kAmountMax));
  if (one_in(20)) body.to.amount += 1;
  if (body.to.amount > core::kAmountMax) body.to.amount = core::kAmountMax;
  return make(Operation::conversion_post, std::move(body));
}

}  // namespace tallygate::simulation
