// Payouts of what was earned and of more, to accounts of every kind; what the bank says, expected or not.
#include <algorithm>
#include <set>

#include "tests/simulation/commands.hpp"

namespace tallygate::simulation {

using core::Operation;

namespace {

constexpr std::int64_t kPayouts = 100;

}  // namespace

std::vector<Commands::Earned> Commands::earned(const Model& model) {
  std::vector<Earned> out;
  for (const auto& [account, balance] : model.balances) {
    if (balance >= 0) continue;
    using enum core::Role;
    for (const auto role : {merchant, distributor, creator, partner, supplier}) {
      const std::string start = "liabilities:" + std::string(core::name_of(role)) + ":";
      if (!account.first.starts_with(start) || account.first.ends_with(":unmatured")) continue;
      const std::string rest = account.first.substr(start.size());
      out.push_back({rest.substr(0, rest.find(':')), role, account});
    }
  }
  return out;
}

std::string Commands::earner() {
  return one_in(2) ? id("m", 3) : one_in(3) ? id("c", 2) : id("p", 10);
}

core::Command Commands::payout(const Model& model) {
  core::PayoutRequest body;
  std::vector<std::string> paid_before;  // the bank says so, and nobody has asked yet
  for (const auto& [id, over] : model.breaks) {
    if (over.state != "open" || over.kind != "payout_unplaced") continue;
    const std::string unknown = over.subject.substr(over.subject.find(':') + 1);
    if (!model.payouts.contains(unknown) && !model.used_ids.contains("payout:" + unknown))
      paid_before.push_back(unknown);
  }
  body.payout_id =
      core::PayoutId(!paid_before.empty() && one_in(6) ? pick(paid_before) : fresh("w", kPayouts, model.payouts));
  body.party = core::PartyId(one_in(15) ? "nobody" : earner());
  body.currency = currency();
  body.amount = price() + 1;
  const auto all = earned(model);
  if (!all.empty() && !one_in(10)) {
    const Earned& from = pick(all);
    body.party = core::PartyId(from.party);
    body.currency = core::Currency::from_code(from.account.second).value();
    if (one_in(2)) body.role = from.role;
    const auto left = static_cast<core::Amount>(model.available(from.account));
    if (left > 0)
      body.amount = one_in(5)    ? left
                    : one_in(10) ? left + 1
                                 : 1 + below(one_in(2) ? std::min<core::Amount>(left, 50) : left);
    if (left > 16 && one_in(4)) body.amount -= body.amount % 16 - (one_in(2) ? 13 : 11);
  }
  body.amount = std::clamp<core::Amount>(body.amount, 1, core::kAmountMax);
  if (one_in(15)) {
    static const std::vector<core::Role> roles = {core::Role::buyer, core::Role::supplier, core::Role::partner};
    body.role = pick(roles);
  }
  const auto party = model.parties.find(body.party.str());
  if (party != model.parties.end() && !party->second.payout_accounts.empty() && !one_in(8)) {
    body.to.emplace().account = core::OtherId(pick(party->second.payout_accounts).id);
  } else if (one_in(6)) {
    body.to.emplace().account = core::OtherId(id("a", 4));
  }
  return make(Operation::payout_request, std::move(body));
}

core::Command Commands::payout_step(const Model& model) {
  const auto in = [&](const std::vector<std::string>& states) {
    const auto found = ids_where(
        model.payouts, [&](const ModelPayout& p) { return std::ranges::find(states, p.state) != states.end(); });
    return found.empty() || one_in(12) ? id("w", kPayouts) : pick(found);
  };
  static const std::vector<std::string> any = {"requested", "held",   "challenged", "blocked", "approved",
                                               "settled",   "failed", "returned",   "rejected"};
  const auto said = [&](auto& body) {
    if (one_in(3)) {
      body.amount = 1 + below(300);
      body.currency = currency();
    }
    if (one_in(3)) body.bank = core::OtherId(id("bank", 2));
  };
  switch (below(10)) {
    case 0:
    case 1:
    case 2:
    case 3: {
      core::PayoutApprove body;
      body.approve = !one_in(5);
      std::string payout = in(one_in(6) ? any : std::vector<std::string>{"requested"});
      const auto misplaced = ids_where(model.payouts, [&](const ModelPayout& p) {
        return p.state == "requested" && model.unexplained(p.id) != nullptr;
      });
      if (!misplaced.empty() && one_in(3)) payout = pick(misplaced);
      const auto changed = ids_where(model.payouts, [&](const ModelPayout& p) {
        if (p.state != "requested") return false;
        const auto& accounts = model.parties.at(p.party).payout_accounts;
        const auto to = std::ranges::find(accounts, p.to, &ModelPayoutAccount::id);
        const auto cool_off = core::seconds(model.settings.payout_cool_off_s.value_or(86'400));
        return to != accounts.end() && to->changed_seq > p.asked_seq && !to->closed &&
               model.last_at >= to->changed_at + cool_off;
      });
      if (!changed.empty() && one_in(2)) payout = pick(changed);
      auto c = make(Operation::payout_approve, std::move(body), payout);
      if (!one_in(5)) c.actor = one_in(2) ? core::Actor{"a1", "ann"} : core::Actor{"b1", "ben"};
      return c;
    }
    case 4:
    case 5:
    case 6: {
      core::PayoutSettle body;
      said(body);
      return make(Operation::payout_settle, std::move(body),
                  in(one_in(5) ? any : std::vector<std::string>{"approved"}));
    }
    case 7: {
      core::PayoutFail body;
      return make(Operation::payout_fail, std::move(body),
                  in(one_in(4)   ? any
                     : one_in(3) ? std::vector<std::string>{"settled"}
                                 : std::vector<std::string>{"requested", "approved"}));
    }
    default: {
      core::PayoutReturn body;
      said(body);
      return make(Operation::payout_return, std::move(body),
                  in(one_in(4) ? any : std::vector<std::string>{"settled", "approved"}));
    }
  }
}

core::Command Commands::payout_account(const Model& model) {
  core::PayoutAccountPut body;
  std::string party = earner();
  if (const auto all = earned(model); !all.empty() && one_in(2)) party = pick(all).party;
  body.account = core::OtherId(id("a", 4));
  auto asked = ids_where(model.payouts, [](const ModelPayout& p) { return !p.waiting.empty() && !p.to.empty(); });
  if (asked.empty() || one_in(3))
    asked = ids_where(model.payouts, [](const ModelPayout& p) { return p.state == "requested" && !p.to.empty(); });
  const bool meant = !asked.empty() && one_in(2);
  if (meant) {  // the one that a payout is to go to
    const ModelPayout& payout = model.payouts.at(pick(asked));
    party = payout.party;
    if (!payout.to.empty()) body.account = core::OtherId(payout.to);
  }
  if (one_in(meant ? 20 : 5)) {
    body.closed = true;
  } else if (one_in(3)) {
    body.closed = false;
  }
  if (!body.closed.value_or(false) || one_in(4)) {
    body.kind = one_in(3) ? core::PayoutAccountKind::wallet : core::PayoutAccountKind::bank;
    body.token = id("t", 3);
  }
  if (one_in(5)) body.currency = currency();
  const auto known = model.parties.find(party);
  if (known != model.parties.end() && !known->second.payout_accounts.empty() && one_in(6)) {  // as it is
    const ModelPayoutAccount& of = pick(known->second.payout_accounts);
    body = {};
    body.account = core::OtherId(of.id);
    if (of.closed) body.closed = true;
    if (!of.kind.empty())
      body.kind = of.kind == "bank" ? core::PayoutAccountKind::bank : core::PayoutAccountKind::wallet;
    if (!of.token.empty()) body.token = of.token;
    if (!of.currency.empty()) body.currency = core::Currency::from_code(of.currency).value();
  }
  return make(Operation::payout_account_put, std::move(body), one_in(20) ? "nobody" : party);
}

core::Command Commands::one_of_many_accounts(std::int64_t n) {
  core::PayoutAccountPut body;
  body.account = core::OtherId("a" + std::to_string(n));
  body.kind = core::PayoutAccountKind::bank;
  body.token = "t";
  return make(Operation::payout_account_put, std::move(body), "m0");
}

core::Command Commands::kyc() {
  core::PartyKyc body;
  body.level = below(4);
  return make(Operation::party_kyc, std::move(body), earner());
}

// Schedules keep payouts out, so they are few, and go again.
void Commands::payout_days(core::SettingsPut& body) {
  if (one_in(5)) {
    body.payout_schedule.emplace();
    if (one_in(2))
      for (const auto role : {core::Role::merchant, core::Role::creator}) {
        if (one_in(3)) continue;
        core::PayoutSchedule schedule;
        schedule.role = role;
        const auto every = below(3);
        if (every == 1) schedule.every = core::PayoutEvery::week, schedule.on = 1 + below(7);
        if (every == 2) schedule.every = core::PayoutEvery::month, schedule.on = 1 + below(31);
        body.payout_schedule->push_back(schedule);
      }
  }
  if (one_in(6)) {
    body.closed_weekdays.emplace();
    for (const auto weekday : {core::Weekday::monday, core::Weekday::thursday, core::Weekday::sunday})
      if (one_in(2)) body.closed_weekdays->push_back(weekday);
  }
  if (!one_in(6)) return;
  std::set<std::string> holidays;
  constexpr std::int32_t kAutumn = 20'717;  // days since 1970: where a run begins
  for (auto n = below(8); n > 0; --n)
    holidays.insert(core::format_date(core::Date{kAutumn + static_cast<std::int32_t>(below(one_in(2) ? 8 : 90))}));
  body.holidays = std::vector<std::string>(holidays.begin(), holidays.end());
}

void Commands::payout_settings(core::SettingsPut& body) {
  if (one_in(4)) payout_days(body);
  if (one_in(8)) body.order_expires_s = one_in(2) ? -1 : 1 + below(5 * 86'400);
  if (one_in(8)) body.order_release_after_s = one_in(2) ? -1 : below(3 * 86'400);
  if (one_in(8))
    body.order_on_late = one_in(3) ? core::OnLate::none : one_in(2) ? core::OnLate::mark : core::OnLate::cancel;
  if (one_in(3)) body.payout_cool_off_s = one_in(2) ? 0 : below(one_in(2) ? 2 : 2 * 86'400);
  if (one_in(4)) body.payout_kyc_level = one_in(2) ? 0 : below(3);
  if (one_in(4)) body.payout_registered_only = one_in(2);
  if (one_in(3)) {
    body.payout_minimum.emplace();
    if (!one_in(3)) body.payout_minimum->push_back({1 + below(60), currency()});
  }
  if (!one_in(3)) return;
  body.payout_tax.emplace();
  for (std::int64_t n = below(4); n > 0; --n) {
    core::PayoutTax rule;
    rule.bp = one_in(8) ? 10'000 : below(3'000);
    rule.role = one_in(2) ? core::Role::merchant : one_in(2) ? core::Role::distributor : core::Role::creator;
    if (one_in(2)) {
      rule.currency = currency();
      if (one_in(2)) rule.from = below(200);
    }
    if (one_in(2)) rule.period = one_in(2) ? core::TaxPeriod::month : core::TaxPeriod::year;
    body.payout_tax->push_back(rule);
  }
}

// What somebody asked for once, under another key: as it was, or with one thing otherwise.
core::Command Commands::again(const Model& model) {
  const auto all = ids_where(model.first_requests, [](const Shared&) { return true; });
  if (all.empty()) return kyc();
  core::Command c = make(Operation::order_place, {});
  const core::Command& first = *model.first_requests.at(pick(all));
  c.op = first.op;
  c.body = first.body;
  c.path_id = first.path_id;
  if (one_in(2)) return c;
  if (auto* order = std::get_if<core::OrderPlace>(&c.body)) {
    order->merchant = core::PartyId("m9");
  } else if (auto* payment = std::get_if<core::PaymentPut>(&c.body)) {
    if (one_in(3)) {
      payment->charge.reset();
      if (one_in(2)) charge(*payment);
    } else {
      payment->channel = core::Channel::voucher;
    }
  } else if (auto* refund = std::get_if<core::OrderRefund>(&c.body)) {
    refund->reason = "another";
  } else if (auto* dispute = std::get_if<core::PaymentDispute>(&c.body)) {
    if (one_in(2)) {
      dispute->reason = "another";
    } else {
      c.path_id = id("y", 240);
    }
  } else if (auto* settlement = std::get_if<core::ChannelSettle>(&c.body)) {
    settlement->gross += 1;
  } else if (auto* entry = std::get_if<core::JournalPost>(&c.body)) {
    entry->reason = "another";
  } else if (auto* topup = std::get_if<core::WalletTopup>(&c.body)) {
    topup->amount += topup->amount < core::kAmountMax ? 1 : -1;
  } else if (auto* withdrawal = std::get_if<core::WalletWithdraw>(&c.body)) {
    withdrawal->amount += 1;
  } else if (auto* back = std::get_if<core::PaymentRefund>(&c.body)) {
    if (one_in(2)) {
      back->amount += 1;
    } else {
      c.path_id = id("y", 240);
    }
  } else if (auto* payout = std::get_if<core::PayoutRequest>(&c.body)) {
    if (one_in(2)) {
      payout->party = core::PartyId("p1");
    } else {
      payout->amount += 1;
    }
  }
  return c;
}

}  // namespace tallygate::simulation
