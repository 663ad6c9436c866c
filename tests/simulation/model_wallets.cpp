// Wallets: what a party keeps with the platform. It is topped up by a channel, pays its owner's orders, and is taken
// out to a registered account.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

// A fact, and a payment of its own for no order: it takes the place of one of this id that has captured nothing.
Model::Made Model::top_up(const Shared& command) {
  const auto& body = core::body_as<core::WalletTopup>(*command);
  const std::string id = body.payment_id.str();
  const auto known = payments.find(id);
  ModelPayment next;
  if (known != payments.end()) {
    ModelPayment& before = known->second;
    if (before.captured() > 0) return {{taken("payment:" + id, Code::payment_exists, *command)}, {}};
    if (!before.waiting.empty()) close(before.waiting, "closed");
    release(before, before.state);
    next.declines = before.declines;
    next.label = before.label;
    next.expires_at = before.expires_at;
    next.disputes = before.disputes;
  }
  first_requests["payment:" + id] = command;
  see(command->path_id);
  next.id = id;
  next.state = "captured";
  next.channel = core::name_of(body.channel);
  next.currency = body.currency.code();
  next.amount = next.topped_up = body.amount;
  next.reported = true;
  next.at = last_at;
  next.topped_up_of = command->path_id;
  doubt(next, command);
  payments[id] = next;
  post("assets:channel:" + next.channel, next.currency, body.amount);
  post("liabilities:wallet:" + command->path_id, next.currency, -body.amount);
  compare_sides("payment:" + id + "@" + next.channel, false);
  return {{}, {Type::wallet_topped_up}};
}

// Why the wallet of that buyer does not pay so much of a currency for these orders.
Codes Model::wallet_gives_not(const std::string& buyer, const std::vector<std::pair<std::string, core::Amount>>& asked,
                              const std::pair<std::string, core::Amount>& money) const {
  for (const auto& [order, amount] : asked)
    if (orders.at(order).buyer != buyer) return {Code::not_supported};
  const Account wallet{"liabilities:wallet:" + buyer, money.first};
  if (Codes why = gives_nothing(wallet.first); !why.empty()) return why;
  if (available(wallet) + credit_of(wallet) < money.second) return {Code::insufficient_funds};
  return {};
}

ModelWithdrawal withdrawal_of(const core::Command& command) {
  ModelWithdrawal out;
  const auto read = [&out](const auto& body) {
    out.id = body.payout_id.str();
    out.amount = body.amount;
    out.currency = body.currency;
  };
  if (command.op == core::Operation::wallet_withdraw) {
    const auto& body = core::body_as<core::WalletWithdraw>(command);
    read(body);
    out.party = command.path_id;
    out.to = body.to.account.str();
    out.from_wallet = true;
  } else {
    const auto& body = core::body_as<core::PayoutRequest>(command);
    read(body);
    out.party = body.party.str();
    out.to = body.to ? body.to->account.str() : "";
    out.role = body.role;
  }
  return out;
}

bool is_wallet(std::string_view account) {
  return account.starts_with("liabilities:wallet:");
}

}  // namespace tallygate::simulation
