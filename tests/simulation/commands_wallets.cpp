// Wallets topped up, paid with, and emptied to registered accounts and others.
#include <algorithm>

#include "tests/simulation/commands.hpp"

namespace tallygate::simulation {

using core::Operation;

namespace {

constexpr std::string_view kWallet = "liabilities:wallet:";

}  // namespace

std::vector<Model::Account> Commands::wallets(const Model& model) {
  std::vector<Model::Account> out;
  for (auto it = model.balances.lower_bound({std::string(kWallet), ""});
       it != model.balances.end() && it->first.first.starts_with(kWallet); ++it)
    if (it->second < 0) out.push_back(it->first);
  return out;
}

core::Command Commands::topup(const Model& model) {
  core::WalletTopup body;
  const auto idle = ids_where(model.payments, [](const ModelPayment& p) { return p.captured() == 0; });
  body.payment_id = core::PaymentId(!idle.empty() && one_in(12) ? pick(idle)
                                    : one_in(12)                ? id("y", 240)
                                                                : fresh("y", 240, model.payments));
  body.currency = currency();
  body.amount = one_in(40) ? price() + 1 : 1 + below(one_in(3) ? 60 : 9'000);
  body.channel = channel();
  if (one_in(20)) body.channel = core::Channel::voucher;
  body.amount = std::min(body.amount, core::kAmountMax);
  return make(Operation::wallet_topup, std::move(body), id("p", one_in(12) ? 14 : 8));
}

// An order of somebody whose wallet has something, and all or some of what is left of it to pay.
core::Command Commands::wallet_payment(const Model& model) {
  const auto buyers = wallets(model);
  const auto wanted = ids_where(model.orders, [&](const ModelOrder& o) {
    return o.state == "placed" &&
           std::ranges::find(buyers, Model::Account{std::string(kWallet) + o.buyer, o.currency}) != buyers.end();
  });
  auto c = payment(model);
  auto& body = std::get<core::PaymentPut>(c.body);
  body.channel = core::Channel::wallet;
  if (!one_in(20)) body.charge.reset();
  if (wanted.empty() || body.charge || one_in(15)) return c;
  c.path_id = pick(wanted);
  const ModelOrder& order = model.orders.at(c.path_id);
  const core::Amount payable = order.price() - order.captured - model.held_for(order.id);
  const auto has = static_cast<core::Amount>(
      std::min<__int128>(model.available({std::string(kWallet) + order.buyer, order.currency}), core::kAmountMax));
  body.currency = core::Currency::from_code(order.currency).value();
  body.amount = std::max<core::Amount>(1, one_in(8) ? payable : std::min(payable, has));
  if (one_in(4)) body.amount = 1 + below(body.amount);
  if (one_in(12) && body.amount < core::kAmountMax) body.amount += 1;
  return c;
}

core::Command Commands::withdrawal(const Model& model) {
  core::WalletWithdraw body;
  body.payout_id = core::PayoutId(fresh("w", 100, model.payouts));
  body.currency = currency();
  body.amount = 1 + below(300);
  body.to.account = core::OtherId(id("a", 4));
  std::string party = id("p", 8);
  if (const auto all = wallets(model); !all.empty() && !one_in(10)) {
    const auto& from = pick(all);
    party = from.first.substr(kWallet.size());
    body.currency = core::Currency::from_code(from.second).value();
    const auto left = static_cast<core::Amount>(std::min<__int128>(model.available(from), core::kAmountMax - 1));
    if (left > 0) body.amount = one_in(4) ? left : one_in(10) ? left + 1 : 1 + below(left);
    if (left > 32 && one_in(3)) body.amount = left - left % 16 - (one_in(2) ? 5 : 3);
  }
  if (one_in(25)) party = "nobody";
  const auto known = model.parties.find(party);
  if (known != model.parties.end() && !known->second.payout_accounts.empty()) {
    if (!one_in(8)) body.to.account = core::OtherId(pick(known->second.payout_accounts).id);
  } else if (!one_in(8)) {  // it must have one
    core::PayoutAccountPut account;
    account.account = core::OtherId(id("a", 4));
    account.kind = core::PayoutAccountKind::bank;
    account.token = id("t", 3);
    return make(Operation::payout_account_put, std::move(account), party);
  }
  return make(Operation::wallet_withdraw, std::move(body), party);
}

}  // namespace tallygate::simulation
