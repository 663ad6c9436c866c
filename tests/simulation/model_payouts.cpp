// Payouts: the money leaves the party's account when it is asked for; the bank is believed whatever the state.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

namespace {

constexpr const char* kOnTheirWay = "liabilities:payouts";
constexpr const char* kTax = "liabilities:tax:withheld";
constexpr const char* kSuspense = "liabilities:suspense:payouts";

}  // namespace

std::string payable_account(core::Role role, const std::string& party) {
  const std::string name = "liabilities:" + std::string(core::name_of(role)) + ":" + party;
  return role == core::Role::merchant ? name : name + ":payable";
}

core::Role role_of(const std::string& account) {
  using enum core::Role;
  for (const auto role : {distributor, creator, partner, supplier})
    if (account.starts_with("liabilities:" + std::string(core::name_of(role)))) return role;
  return merchant;
}

// The role's where it is given, else the first that something was ever posted on.
std::optional<std::string> Model::paying_account(const ModelWithdrawal& asked) const {
  if (asked.from_wallet) return "liabilities:wallet:" + asked.party;
  if (asked.role) return payable_account(*asked.role, asked.party);
  using enum core::Role;
  for (const auto role : {merchant, distributor, creator, partner, supplier}) {
    std::string account = payable_account(role, asked.party);
    if (balances.contains({account, std::string(asked.currency.code())})) return account;
  }
  return std::nullopt;
}

Model::Made Model::pay_out(const Shared& command, const ModelWait* answered) {
  const ModelWithdrawal body = withdrawal_of(*command);
  const std::string &id = body.id, currency(body.currency.code());
  if (answered == nullptr && payouts.contains(id)) return {{taken("payout:" + id, Code::payout_exists, *command)}, {}};
  if (answered == nullptr && used_ids.contains("payout:" + id)) return {{Code::id_used_up}, {}};
  const auto party = parties.find(body.party);
  if (party == parties.end()) return {{Code::party_not_found}, {}};
  if (body.role == core::Role::buyer) return {{Code::not_supported}, {}};
  const auto account = paying_account(body);
  if (answered == nullptr && account && !body.from_wallet && !is_payout_day(role_of(*account)))
    return {{Code::not_a_payout_day}, {}};
  for (const auto& least : settings.payout_minimum.value_or(std::vector<core::PayoutMinimum>()))
    if (least.currency == body.currency && body.amount < least.amount) return {{Code::below_minimum}, {}};
  if (party->second.kyc_level < settings.payout_kyc_level.value_or(0)) return {{Code::kyc_required}, {}};
  if (Codes why = no_payee(body.party, body.to, currency, body.from_wallet); !why.empty()) return {why, {}};
  if (account)
    if (Codes why = gives_nothing(*account); !why.empty()) return {why, {}};
  if (!account || available({*account, currency}, id) + credit_of({*account, currency}) < body.amount)
    return {{Code::insufficient_funds}, {}};

  ModelPayout next = answered == nullptr ? ModelPayout() : payouts.at(id);
  next.id = id;
  next.party = body.party;
  next.account = *account;
  next.currency = currency;
  next.to = body.to;
  next.amount = body.amount;
  next.at = last_at;
  next.waiting.clear();
  if (answered == nullptr) next.requested_by = command->actor.person, next.asked_seq = next_seq;
  withhold(next);
  if (Codes why = over_limit(next); !why.empty()) return {why, {}};
  if (!fits({{{next.account, currency}, next.amount},
             {{kOnTheirWay, currency}, -next.net},
             {{kTax, currency}, -next.tax}}))
    return {{Code::account_overflow}, {}};
  if (answered == nullptr) first_requests["payout:" + id] = command;
  Made made;
  switch (verdict(*command, answered)) {
    case core::Verdict::allow:
      next.state = "requested";
      next.let_go_seq = next_seq;
      post(next.account, currency, next.amount);
      post(kOnTheirWay, currency, -next.net);
      post(kTax, currency, -next.tax);
      made.types = {Type::payout_requested};
      break;
    case core::Verdict::challenge:
      next.state = "challenged";
      next.waiting = open("challenge", "payout", id, command);
      made.types = {Type::payout_challenged};
      break;
    case core::Verdict::review:
      next.state = "held";
      next.waiting = open("review", "payout", id, command);
      made.types = {Type::payout_held};
      break;
    case core::Verdict::block:
      next.state = "blocked";
      made.types = {Type::payout_blocked};
      made.codes = {Code::risk_blocked};
      break;
  }
  payouts[id] = next;
  begun_.insert("payout:" + id);
  return made;
}

void Model::give_up_payout(ModelPayout& payout, const std::string& as) {
  payout.state = as;
  post(kOnTheirWay, payout.currency, payout.net);
  post(kTax, payout.currency, payout.tax);
  post(payout.account, payout.currency, -payout.amount);
}

const ModelBreak* Model::unexplained(const std::string& payout) const {
  const auto found = std::ranges::find_if(breaks, [subject = "payout:" + payout](const auto& b) {
    return b.second.state == "open" && b.second.kind == "payout_unplaced" && b.second.subject == subject;
  });
  return found == breaks.end() ? nullptr : &found->second;
}

Model::Made Model::decide_payout(const core::Command& command) {
  const auto found = payouts.find(command.path_id);
  if (found == payouts.end()) return {{Code::payout_not_found}, {}};
  ModelPayout& payout = found->second;
  if (payout.state == "approved") return {{Code::payout_already_approved}, {}};
  if (payout.state == "settled") return {{Code::payout_already_settled}, {}};
  if (payout.state == "failed") return {{Code::payout_already_failed}, {}};
  if (payout.state == "returned") return {{Code::payout_already_returned}, {}};
  if (payout.state != "requested") return {{Code::payout_not_open}, {}};
  const std::string& person = command.actor.person;
  if (!core::body_as<core::PayoutApprove>(command).approve) {
    payout.decided_by = person;
    give_up_payout(payout, "rejected");
    return {{}, {Type::payout_rejected}};
  }
  if (const ModelBreak* open = unexplained(payout.id)) {
    met.insert(open->seq < payout.asked_seq ? "payout asked for after its misplaced fact"
                                            : "payout with a misplaced fact");
    return {{Code::payout_unplaced}, {}};
  }
  if (person.empty() || person == payout.requested_by) return {{Code::four_eyes}, {}};
  if (parties.at(payout.party).kyc_level < settings.payout_kyc_level.value_or(0)) return {{Code::kyc_required}, {}};
  if (Codes why = no_payee(payout.party, payout.to, payout.currency, is_wallet(payout.account)); !why.empty())
    return {why, {}};
  if (was_put_since(payout)) return {{Code::payout_account_changed}, {}};
  if (Codes why = gives_nothing(payout.account); !why.empty()) return {why, {}};
  payout.decided_by = person;
  payout.state = "approved";
  return {{}, {Type::payout_approved}};
}

Model::Made Model::bank_fact(const core::Command& command) {
  const auto found = payouts.find(command.path_id);
  ModelPayout* payout = found == payouts.end() ? nullptr : &found->second;
  const std::string state = payout == nullptr ? "" : payout->state;
  if (command.op == core::Operation::payout_fail) {
    if (payout == nullptr) return {{Code::payout_not_found}, {}};
    if (state == "failed") return {{Code::payout_already_failed}, {}};
    if (state == "returned") return {{Code::payout_already_returned}, {}};
    if (state == "settled") {  // it came back: all that had left the bank
      met.insert("settled payout failed");
      post("assets:bank:" + payout->bank, payout->currency, payout->net);
      post(kTax, payout->currency, payout->tax);
      post(payout->account, payout->currency, -payout->amount);
      payout->state = "returned";
      return {{}, {Type::payout_returned}};
    }
    if (state == "requested" || state == "approved") {
      give_up_payout(*payout, "failed");
    }
    return {{}, {Type::payout_failed}};
  }
  const bool settles = command.op == core::Operation::payout_settle;
  std::optional<core::Amount> amount;
  std::string currency, bank;
  const auto read = [&](const auto& body) {
    amount = body.amount;
    if (body.currency) currency = body.currency->code();
    if (body.bank) bank = body.bank->str();
  };
  if (settles) {
    read(core::body_as<core::PayoutSettle>(command));
  } else {
    read(core::body_as<core::PayoutReturn>(command));
  }
  if (payout == nullptr && (!amount || currency.empty())) return {{Code::payout_not_found}, {}};
  if (settles && (state == "settled" || state == "returned")) return {{Code::payout_already_settled}, {}};
  if (!settles && state == "returned") return {{Code::payout_already_returned}, {}};
  if (bank.empty() && !settles && payout != nullptr) bank = payout->bank;
  if (bank.empty()) bank = "main";
  if (currency.empty()) currency = payout->currency;
  const core::Amount moved = amount ? *amount : payout->net;
  bool fits_state = state == "approved" || (!settles && state == "settled");
  fits_state = fits_state && currency == payout->currency;
  const std::string ours = "assets:bank:" + bank;
  core::Amount suspense = 0;  // debited
  if (!fits_state) {
    suspense = settles ? moved : -moved;
    post(ours, currency, -suspense);
  } else if (settles) {
    suspense = moved - payout->net;
    post(kOnTheirWay, currency, payout->net);
    post(ours, currency, -moved);
    payout->state = "settled";
  } else {
    suspense = payout->net - moved;
    post(ours, currency, state == "approved" ? moved - payout->net : moved);
    if (state == "approved") post(kOnTheirWay, currency, payout->net);
    post(kTax, currency, payout->tax);
    post(payout->account, currency, -payout->amount);
    payout->state = "returned";
  }
  post(kSuspense, currency, suspense);
  open_break("payout_unplaced", "payout:" + command.path_id, {kSuspense, currency}, suspense);
  if (fits_state) payout->bank = bank;
  return {{}, {settles ? Type::payout_settled : Type::payout_returned}};
}

}  // namespace tallygate::simulation
