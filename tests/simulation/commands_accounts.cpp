// Accounts frozen, closed and opened again, and limits of what parties spend, are paid and owe.
#include <algorithm>

#include "tests/simulation/commands.hpp"

namespace tallygate::simulation {

using core::Operation;

namespace {

constexpr std::int64_t kLimits = 40;

}  // namespace

core::Command Commands::as_operator(Operation op, Body body, std::string path) {
  auto c = make(op, std::move(body), std::move(path));
  if (!one_in(3)) c.actor = {"system", ""};  // at once
  return c;
}

// Mostly one that something can be done with: that has nothing, that is paid of, that is not open.
core::Command Commands::account_change(const Model& model) {
  core::AccountChange body;
  body.reason = "looked at";
  std::vector<std::string> shut;
  for (const auto& [account, standing] : model.standings)
    if (standing.state != "open") shut.push_back(account);
  if (!shut.empty() && one_in(2))
    return as_operator(one_in(12)   ? Operation::account_freeze
                       : one_in(12) ? Operation::account_close
                                    : Operation::account_unfreeze,
                       std::move(body), pick(shut));
  static const std::vector<std::string> any = {"assets:bank:main",
                                               "assets:bank:bank1",
                                               "assets:channel:card",
                                               "assets:channel:alipay",
                                               "assets:channel:wechat_pay",
                                               "expenses:channel_fee:card",
                                               "expenses:channel_fee:alipay",
                                               "expenses:promotion",
                                               "income:platform_fee",
                                               "liabilities:suspense:card",
                                               "liabilities:suspense:wechat_pay",
                                               "liabilities:suspense:payouts",
                                               "liabilities:tax:withheld",
                                               "equity:adjustments",
                                               "liabilities:merchant:m0",
                                               "liabilities:merchant:m1",
                                               "liabilities:merchant:m2",
                                               "liabilities:creator:c0:payable",
                                               "liabilities:partner:c1:payable",
                                               "liabilities:supplier:m1:payable",
                                               "liabilities:distributor:p1:payable",
                                               "liabilities:distributor:p3:payable"};
  static const std::vector<std::string> odd = {"liabilities:escrow", "liabilities:payouts",
                                               "liabilities:merchant:nobody", "liabilities:distributor:p1:unmatured",
                                               "assets:channel:cash"};
  std::string account = pick(any);
  if (const auto all = earned(model); !all.empty() && one_in(3)) account = pick(all).account.first;
  if (const auto all = wallets(model); !all.empty() && one_in(5)) account = pick(all).first;
  if (one_in(15)) account = pick(odd);
  if (one_in(2)) return as_operator(Operation::account_freeze, std::move(body), account);
  std::vector<std::string> empty;
  for (const auto& name : any) {
    const auto has = [&name](const auto& b) { return b.first.first == name && b.second != 0; };
    if (std::ranges::none_of(model.balances, has) && std::ranges::none_of(model.held, has)) empty.push_back(name);
  }
  for (const auto& [of, balance] : model.balances)
    if (balance == 0 && of.first.starts_with("liabilities:") && (of.first.ends_with(":payable") || is_wallet(of.first)))
      empty.push_back(of.first);
  if (!empty.empty() && !one_in(6)) account = pick(empty);
  return as_operator(one_in(15) ? Operation::account_unfreeze : Operation::account_close, std::move(body), account);
}

core::Command Commands::limit(const Model& model) {
  core::LimitPut body;
  body.currency = core::Currency::from_code(one_in(15) ? "JPY" : "CNY").value();
  if (!one_in(8)) body.amount = one_in(10) ? 0 : below(one_in(2) ? 30'000 : 2'000);
  const auto put = [&](const std::string& limit_id) {
    if (body.kind != core::LimitKind::credit && one_in(4)) {
      body.period = one_in(2) ? core::PlanPeriod::day : core::PlanPeriod::month;
    } else if (body.kind != core::LimitKind::credit) {
      body.period_s = 1 + below(one_in(2) ? 600 : 3 * 86'400);
    }
    return as_operator(Operation::limit_put, std::move(body), limit_id);
  };
  if (!model.limits.empty() && one_in(3)) {  // one that is there, anew
    const ModelLimit& known = pick_of(model.limits);
    body.currency = core::Currency::from_code(known.currency).value();
    for (const auto kind : {core::LimitKind::credit, core::LimitKind::payout, core::LimitKind::spend})
      if (core::name_of(kind) == known.kind) body.kind = kind;
    if (!known.party.empty()) body.party = core::PartyId(known.party);
    if (!known.account.empty()) body.account = known.account;
    return put(known.id);
  }
  const auto all = earned(model);
  const auto account = [&]() -> std::string {
    if (one_in(20)) return one_in(2) ? "liabilities:escrow" : "liabilities:merchant:nobody";
    if (const auto wallet = wallets(model); !wallet.empty() && one_in(3)) return pick(wallet).first;
    return all.empty() || one_in(6) ? "liabilities:merchant:m0" : pick(all).account.first;
  };
  const auto kind = below(4);
  if (many_of_one_ && !one_in(5)) {
    body.kind = core::LimitKind::spend;
    body.party = core::PartyId("p1");
    body.amount = 20'000 + below(20'000);
  } else if (kind == 0) {
    body.kind = core::LimitKind::credit;
    body.account = account();
  } else if (kind == 1) {
    body.kind = core::LimitKind::payout;
    if (one_in(2)) {
      body.account = account();
    } else {
      body.party = core::PartyId(all.empty() || one_in(6) ? earner() : pick(all).party);
    }
    if (body.amount && one_in(2)) body.amount = below(300);
  } else if (const auto wallet = wallets(model); !wallet.empty() && one_in(3)) {
    body.kind = core::LimitKind::spend;
    body.account = one_in(15) ? account() : pick(wallet).first;
  } else {
    body.kind = core::LimitKind::spend;
    body.party = core::PartyId(one_in(20) ? "nobody" : id("p", 8));
  }
  return put(!model.limits.empty() && one_in(6) ? pick_of(model.limits).id : fresh("q", kLimits, model.limits));
}

}  // namespace tallygate::simulation
