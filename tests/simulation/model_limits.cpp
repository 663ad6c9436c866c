// Limits of what parties spend and are paid, and of how far payouts and entries may take an account below zero.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

namespace {

constexpr std::ptrdiff_t kLimitsOfAHolder = 16;

bool still_waits(const std::string& state) {
  return state == "held" || state == "challenged";
}

bool is_of(const ModelLimit& limit, const ModelPayout& payout) {
  return limit.currency == payout.currency &&
         (limit.party.empty() ? payout.account == limit.account : payout.party == limit.party);
}

// Whose account it is, where a party is paid of it.
std::string earner_of(const std::string& account) {
  return owner_of(account).value_or("");
}

}  // namespace

// Of a payment, what it takes of the buyer's, or of a wallet: orders of that buyer alone.
core::Amount Model::spent(const ModelPayment& payment, const std::string& holder) const {
  core::Amount sum = 0;
  const std::string buyer = is_wallet(holder) ? owner_of(holder).value() : holder;
  if (is_wallet(holder) && payment.wallet != buyer) return 0;
  for (const auto& [order_id, allocated] : payment.allocations) {
    const ModelOrder& order = orders.at(order_id);
    if (order.buyer != buyer) continue;
    if (still_waits(payment.state)) {
      sum += allocated;
      continue;
    }
    if (const auto left = payment.held.find(order_id); left != payment.held.end()) sum += left->second;
    for (const auto& capture : order.captures)
      if (capture.payment == payment.id) sum += capture.captured - capture.refunded;
  }
  return sum;
}

core::Amount Model::paid_out(const ModelPayout& payout) {
  const bool counts = still_waits(payout.state) || payout.state == "requested" || payout.state == "approved" ||
                      payout.state == "settled";
  return counts ? payout.amount : 0;
}

// What began then counts no more.
bool Model::is_over(const ModelLimit& limit, core::Time since) const {
  if (limit.period) return period_of(*limit.period, since) != period_of(*limit.period, last_at);
  return since + core::seconds(limit.period_s) <= last_at;
}

// What changed with the last record, or the records of one command. A payment or payout begins to count with the first
// record that counts more than 0, for limits that were put before; one of its records that begins when its time is over
// counts from there.
void Model::recount() {
  for (auto& [id, limit] : limits) {
    const auto change = [&, &of = limit](const std::string& subject, const std::string& whose, core::Amount now,
                                         bool anew = false) {
      const bool brought = begun_for_.contains({subject.substr(subject.find(':') + 1), whose});
      const bool begins = now > 0 && (brought || begun_.contains(subject));
      const auto entry = of.entries.find(subject);
      if (entry != of.entries.end()) {
        if (begins && (entry->second.out || is_over(of, entry->second.since))) entry->second = {last_at, now, false};
        entry->second.amount = now;
      } else if (begins) {
        const auto before = began_.find(subject + "|" + whose);
        if (anew || before == began_.end() || is_over(of, before->second)) of.entries[subject] = {last_at, now, false};
      }
    };
    const std::string& spender = limit.party.empty() ? limit.account : limit.party;
    if (limit.kind == "spend")
      for (const auto& [payment_id, payment] : payments)
        if (payment.currency == limit.currency)
          change("payment:" + payment_id, spender, spent(payment, spender), payment.at == last_at);
    if (limit.kind == "payout")
      for (const auto& [payout_id, payout] : payouts)
        if (is_of(limit, payout)) change("payout:" + payout_id, "", paid_out(payout), payout.at == last_at);
  }
  for (const auto& subject : begun_) {
    const std::string it = subject.substr(subject.find(':') + 1);
    if (subject.starts_with("payout:")) {
      if (paid_out(payouts.at(it)) > 0) began_.try_emplace(subject + "|", last_at);
      continue;
    }
    for (const auto& [order, amount] : payments.at(it).allocations)
      for (const std::string& spender : {orders.at(order).buyer, source_of("", orders.at(order).buyer)})
        if (spent(payments.at(it), spender) > 0) began_.try_emplace(subject + "|" + spender, last_at);
  }
  for (const auto& [payment, buyer] : begun_for_) began_.try_emplace("payment:" + payment + "|" + buyer, last_at);
}

core::Amount Model::used(const ModelLimit& limit, const std::string& but) const {
  core::Amount sum = 0;
  for (const auto& [subject, entry] : limit.entries)
    if (subject != but && !entry.out && !is_over(limit, entry.since)) sum += entry.amount;
  return sum;
}

Codes Model::over_limit(const std::string& payment, const std::vector<std::pair<std::string, core::Amount>>& asked,
                        const std::string& currency, const std::string& wallet) const {
  for (const auto& [id, limit] : limits) {
    if (limit.kind != "spend" || !limit.amount || limit.currency != currency) continue;
    __int128 all = 0;
    for (const auto& [order, amount] : asked)
      if (orders.at(order).buyer == limit.party || (!wallet.empty() && source_of("", wallet) == limit.account))
        all += amount;
    if (all > 0 && all + used(limit, "payment:" + payment) > *limit.amount) return {Code::account_limit};
  }
  return {};
}

Codes Model::over_limit(const ModelPayout& payout) const {
  for (const auto& [id, limit] : limits) {
    if (limit.kind != "payout" || !limit.amount) continue;
    if (!is_of(limit, payout)) continue;
    if (static_cast<__int128>(payout.amount) + used(limit, "payout:" + payout.id) > *limit.amount)
      return {Code::account_limit};
  }
  return {};
}

core::Amount Model::credit_of(const Account& account) const {
  std::optional<core::Amount> least;
  for (const auto& [id, limit] : limits)
    if (limit.kind == "credit" && limit.amount && Account{limit.account, limit.currency} == account)
      least = std::min(least.value_or(*limit.amount), *limit.amount);
  return least.value_or(0);
}

Codes Model::no_limit(const core::Command& command) const {
  const auto& body = core::body_as<core::LimitPut>(command);
  const auto known = limits.find(command.path_id);
  if (!body.amount && known == limits.end()) return {Code::limit_not_found};
  const std::string party = body.party ? body.party->str() : earner_of(*body.account);
  if (party.empty()) return {Code::not_supported};
  if (body.kind == core::LimitKind::spend && body.account && !is_wallet(*body.account)) return {Code::not_supported};
  if (body.period && !east) return {Code::time_zone_unknown};
  if (!parties.contains(party)) return {Code::party_not_found};
  const std::string account = body.account.value_or("");
  const auto same_holder = [&](const ModelLimit& limit) {
    return limit.account == account && limit.party == (body.party ? party : "");
  };
  if (known != limits.end()) {
    const ModelLimit& limit = known->second;
    if (limit.kind != core::name_of(body.kind) || limit.currency != body.currency.code() || !same_holder(limit))
      return {Code::limit_exists};
    return {};
  }
  if (std::ranges::count_if(limits, [&](const auto& l) { return same_holder(l.second); }) >= kLimitsOfAHolder)
    return {Code::not_supported};
  return {};
}

void Model::put_limit(const core::Command& command) {
  const auto& body = core::body_as<core::LimitPut>(command);
  const auto [it, fresh] = limits.try_emplace(command.path_id);
  ModelLimit& limit = it->second;
  limit.version += 1;
  limit.amount = body.amount;
  for (auto& [subject, entry] : limit.entries)  // what is out of it stays out
    entry.out = entry.out || is_over(limit, entry.since);
  limit.period_s = body.period_s.value_or(0);
  limit.period = body.period;
  if (!fresh) return;
  limit.id = command.path_id;
  limit.kind = core::name_of(body.kind);
  limit.party = body.party ? body.party->str() : "";
  limit.account = body.account.value_or("");
  limit.currency = body.currency.code();
}

}  // namespace tallygate::simulation
