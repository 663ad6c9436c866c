#include "tests/simulation/comparison.hpp"

#include <algorithm>

#include "core/record_codec.hpp"

namespace tallygate::simulation {

using engine::Answer;
using Kind = Expected::Kind;

namespace {

std::string names(const std::vector<core::RecordType>& types) {
  std::string out;
  for (const auto type : types) out.append(out.empty() ? "" : " ").append(core::name_of(type));
  return out;
}

std::string names(const std::set<core::Code>& codes) {
  std::string out;
  for (const auto code : codes) out.append(out.empty() ? "" : " or ").append(core::traits(code).name);
  return out.empty() ? "no refusal" : out;
}

std::string told(const Asking& asking) {
  std::string out;
  for (const auto& line : asking.lines)
    out.append(core::traits(line->op).name).append(" ").append(line->path_id).append(" ").append(line->request) += "\n";
  return out;
}

// The balances of an account in the order of their currencies, whatever they were first used.
std::string by_currency(std::string account) {
  const auto begin = account.find("[{"), end = account.find("}]");
  if (begin == std::string::npos || end == std::string::npos) return account;
  std::vector<std::pair<std::string, std::string>> balances;
  for (auto at = begin + 1; at < end;) {
    const auto close = account.find('}', at) + 1;
    const std::string balance = account.substr(at, close - at);
    balances.emplace_back(balance.substr(balance.find("currency")), balance);
    at = close + 1;
  }
  std::ranges::sort(balances);
  std::string sorted;
  for (const auto& [currency, balance] : balances) sorted.append(sorted.empty() ? "" : ",").append(balance);
  return account.replace(begin + 1, end - begin, sorted);
}

using Balances = std::map<Model::Account, __int128>;

void same_balances(const Balances& expected, const Balances& actual) {
  const auto of = [](const Balances& all, const Model::Account& account) {
    const auto it = all.find(account);
    const __int128 amount = it == all.end() ? 0 : it->second;
    return static_cast<std::int64_t>(std::clamp<__int128>(amount, -core::kAmountMax, core::kAmountMax));
  };
  for (const auto* side : {&expected, &actual})
    for (const auto& [account, amount] : *side)
      same("the balance of " + account.first + " in " + account.second, std::to_string(of(expected, account)),
           std::to_string(of(actual, account)));
}

}  // namespace

void differ(const std::string& what) {
  throw Differs(what);
}

void same(const std::string& what, const std::string& expected, const std::string& actual) {
  if (expected != actual) differ(what + "\n  expected " + expected + "\n  actual   " + actual);
}

void same(const std::string& what, std::uint64_t expected, std::uint64_t actual) {
  same(what, std::to_string(expected), std::to_string(actual));
}

std::string without_goods(std::string order) {
  for (const std::string_view name : {"\"stock\":", "\"coupon\":", "\"promotion\":"}) {
    const auto begin = order.find(name);
    if (begin == std::string::npos) continue;
    auto end = begin + name.size();
    int depth = 0;
    for (; depth > 0 || (order[end] != ',' && order[end] != '}'); ++end) {
      if (order[end] == '[' || order[end] == '{') ++depth;
      if (order[end] == ']' || order[end] == '}') --depth;
    }
    const bool last = order[end] == '}';
    order.erase(last ? begin - 1 : begin, end - begin + 1);
  }
  return order;
}

namespace {

std::string member_in(const std::string& json, const std::string& name) {
  const auto begin = json.find("\"" + name + "\":");
  if (begin == std::string::npos) return "none";
  const auto from = begin + name.size() + 3;
  return json.substr(from, json.find_first_of(",}", from) - from);
}

std::vector<std::string> ids_in(const std::string& listed) {
  constexpr std::string_view kId = "\"id\":\"";
  std::vector<std::string> out;
  for (auto at = listed.find(kId); at != std::string::npos; at = listed.find(kId, at)) {
    at += kId.size();
    out.push_back(listed.substr(at, listed.find('"', at) - at));
  }
  return out;
}

// The list of requests has those that are open, oldest first.
void same_open_approvals(const Model& model, const std::string& listed) {
  std::map<std::uint64_t, std::string> open;
  for (const auto& [id, of] : model.approvals)
    if (of.state == "open") open.emplace(of.seq, id);
  std::string expected, actual;
  for (const auto& [seq, id] : open) expected += id + " ";
  for (const auto& id : ids_in(listed)) actual += id + " ";
  same("the approvals that are open", expected, actual);
}

// The list of those that are open has no other.
void same_open_breaks(const Model& model, const std::string& listed) {
  const auto all = ids_in(listed);
  const std::set<std::string> actual(all.begin(), all.end());
  std::set<std::string> expected;
  for (const auto& [id, of] : model.breaks)
    if (of.state == "open") expected.insert(id);
  for (const auto& id : expected)
    if (!actual.contains(id)) differ("a break that is not listed: " + break_json(model, model.breaks.at(id)));
  for (const auto& id : actual)
    if (!expected.contains(id)) differ("a break that the model has not, " + id + " in " + listed);
}

}  // namespace

void compare_records(const Expected& expected, const engine::Produced& produced) {
  std::vector<core::RecordType> timers, made;
  for (const auto& logged : produced.records)
    (timers.size() < expected.timers.size() ? timers : made).push_back(logged->record.type);
  auto due = expected.timers;
  std::ranges::sort(due);
  std::ranges::sort(timers);
  same("the records of timers", names(due), names(timers));
  same("the records", names(expected.made), names(made));
}

void compare_answer(const Asking& asking, const Expected& expected, const engine::Produced& produced) {
  try {
    compare_records(expected, produced);
    same("answers", asking.lines.size(), produced.answers.size());
    std::optional<core::Code> refused;
    if (!expected.made.empty())
      if (const auto& refusal = produced.records[expected.timers.size()]->record.refusal) {
        refused = refusal->code;
        if (asking.batch)
          same("the refused line", "/" + std::to_string(expected.failed_line),
               refusal->pointer.substr(0, refusal->pointer.find('/', 1)));
      }
    for (std::size_t line = 0; line < produced.answers.size(); ++line) {
      const auto& answer = produced.answers[line];
      const bool replays = expected.kind == Kind::replayed || expected.kind == Kind::reused;
      const auto wanted = expected.kind == Kind::recorded ? Answer::Kind::recorded
                          : replays                       ? Answer::Kind::replayed
                                                          : Answer::Kind::rejected;
      if (answer.kind != wanted)
        differ("the answer is of another kind, with " + std::string(core::traits(answer.code).name) + " " +
               answer.detail);
      if (replays && answer.same_content != (expected.kind == Kind::replayed))
        differ("the content counts as the same, or not");
      if (wanted == Answer::Kind::rejected) refused = answer.code;
      if (asking.batch && wanted == Answer::Kind::recorded) {
        const auto code = !refused                       ? core::Code::ok
                          : line == expected.failed_line ? *refused
                                                         : core::Code::batch_aborted;
        same("a line's code", std::string(core::traits(code).name), std::string(core::traits(answer.code).name));
      }
    }
    const bool justified = refused ? expected.codes.contains(*refused) : expected.codes.empty();
    if (!justified)
      differ("refused with " + (refused ? std::string(core::traits(*refused).name) : "nothing") + ", expected " +
             names(expected.codes));
  } catch (const Differs& difference) {
    std::string how = difference.what();
    for (const auto& made : produced.records)
      if (made->record.refusal) how += "\n  refused with " + std::string(core::traits(made->record.refusal->code).name);
    for (const auto& answer : produced.answers)
      if (answer.kind == Answer::Kind::rejected)
        how += "\n  rejected with " + std::string(core::traits(answer.code).name) + " " + answer.detail;
    differ(how + "\n" + told(asking));
  }
}

void compare_dry_run(const Asking& asking, const Expected& expected, const engine::Produced& produced) {
  same("a dry run's records", 0, produced.records.size());
  same("a dry run's answers", asking.lines.size(), produced.answers.size());
  const bool replays = expected.kind == Kind::replayed || expected.kind == Kind::reused;
  const auto wanted = expected.kind == Kind::recorded ? Answer::Kind::dry_run
                      : replays                       ? Answer::Kind::replayed
                                                      : Answer::Kind::rejected;
  for (std::size_t line = 0; line < produced.answers.size(); ++line) {
    const auto& answer = produced.answers[line];
    if (answer.kind != wanted) differ("a dry run's answer is of another kind\n" + told(asking));
    if (replays) continue;
    core::Code code = answer.code;
    if (!asking.batch && wanted == Answer::Kind::dry_run && answer.made->record.refusal)
      code = answer.made->record.refusal->code;
    const bool aborted = asking.batch && !expected.codes.empty() && line != expected.failed_line;
    const bool justified = expected.codes.empty()                       ? code == core::Code::ok
                           : aborted && wanted == Answer::Kind::dry_run ? code == core::Code::batch_aborted
                                                                        : expected.codes.contains(code);
    if (!justified)
      differ("a dry run says of line " + std::to_string(line) + " " + std::string(core::traits(code).name) +
             ", expected " + names(expected.codes) + "\n" + told(asking));
  }
}

namespace {

void compare_balances(const Model& model, const engine::TenantState& state) {
  same("the next seq", model.next_seq, state.next_seq());
  same("the last time", core::format_time(model.last_at), core::format_time(state.last_at()));
  Balances actual, held;
  for (const auto& b : state.ledger().balances()) {
    actual[{b.account, std::string(b.currency.code())}] = b.posted;
    held[{b.account, std::string(b.currency.code())}] = b.held;
  }
  same_balances(model.balances, actual);
  same_balances(model.held, held);
}

// Of the kinds that have money of their own. A subject that the model has no object of is another's to compare.
void compare_subject(const Model& model, const engine::TenantState& state, const std::string& subject) {
  const auto colon = subject.find(':');
  const std::string kind = subject.substr(0, colon), id = subject.substr(colon + 1);
  const auto& ledger = state.ledger();
  if (kind == "order") {
    if (const auto it = model.orders.find(id); it != model.orders.end())
      same("order " + id, order_json(model, it->second), without_goods(ledger.order_json(id)));
  } else if (kind == "payment") {
    if (const auto it = model.payments.find(id); it != model.payments.end())
      same("payment " + id, payment_json(model, it->second), ledger.payment_json(id));
  } else if (kind == "refund") {
    if (const auto it = model.refunds.find(id); it != model.refunds.end())
      same("refund " + id, refund_json(model, it->second), ledger.refund_json(id));
  } else if (kind == "payout") {
    if (const auto it = model.payouts.find(id); it != model.payouts.end())
      same("payout " + id, payout_json(model, it->second), ledger.payout_json(id));
  } else if (kind == "dispute") {
    if (const auto it = model.disputes.find(id); it != model.disputes.end())
      same("dispute " + id, dispute_json(model, it->second), ledger.dispute_json(id));
  } else if (kind == "group") {
    if (const auto it = model.groups.find(id); it != model.groups.end())
      same("group " + id, group_json(model, it->second), ledger.group_json(id));
  }
}

}  // namespace

void compare_touched(const Model& model, const engine::TenantState& state, const engine::Produced& produced) {
  compare_balances(model, state);
  std::set<std::string> subjects;
  for (const auto& logged : produced.records)
    for (const auto& subject : logged->record.subjects) subjects.insert(subject.name);
  for (const std::string& subject : subjects) compare_subject(model, state, subject);
  same_open_breaks(model, state.ledger().breaks_json({"open", ""}, "", 10'000, model.last_at));
  same_open_approvals(model, state.ledger().approvals_json("", 10'000));
}

void compare_state(const Model& model, const engine::TenantState& state) {
  compare_balances(model, state);
  const auto& ledger = state.ledger();
  for (const auto& [id, order] : model.orders) compare_subject(model, state, "order:" + id);
  for (const auto& [id, stock] : model.stock) {
    const std::string shown = ledger.stock_json(id);
    same("taken of " + id, std::to_string(stock.taken), member_in(shown, "taken"));
    same("available of " + id, std::to_string(std::max<std::int64_t>(0, stock.quantity - stock.taken)),
         member_in(shown, "available"));
    same("whose " + id + " is", stock.merchant.empty() ? "none" : "\"" + stock.merchant + "\"",
         member_in(shown, "merchant"));
  }
  for (const auto& [id, coupon] : model.coupons) {
    const std::string shown = ledger.coupon_json(id);
    same("used of " + id, std::to_string(coupon.used), member_in(shown, "used"));
    same("whose " + id + " is", coupon.terms.merchant ? "\"" + coupon.terms.merchant->str() + "\"" : "none",
         member_in(shown, "merchant"));
  }
  for (const auto& [id, group] : model.groups) compare_subject(model, state, "group:" + id);
  for (const auto& [id, payment] : model.payments) compare_subject(model, state, "payment:" + id);
  for (const auto& [id, refund] : model.refunds) compare_subject(model, state, "refund:" + id);
  for (const auto& [id, payout] : model.payouts) compare_subject(model, state, "payout:" + id);
  for (const auto& [id, dispute] : model.disputes) compare_subject(model, state, "dispute:" + id);
  same_open_breaks(model, ledger.breaks_json({"open", ""}, "", 10'000, model.last_at));
  for (const auto& [id, open] : model.breaks)
    same("break " + id, break_json(model, open), ledger.break_json(id, model.last_at));
  std::set<std::string> accounts;
  for (const auto& [account, amount] : model.balances) accounts.insert(account.first);
  for (const auto& [account, standing] : model.standings) accounts.insert(account);
  const auto frozen = model.frozen();
  for (const auto& account : accounts)
    same("account " + account, account_json(model, account, frozen),
         by_currency(ledger.account_json(account, model.last_at)));
  for (const auto& [id, party] : model.parties) same("party " + id, party_json(model, id), ledger.party_json(id));
  for (const auto& [id, limit] : model.limits)
    same("limit " + id, limit_json(model, limit), ledger.limit_json(id, model.last_at));
  for (const auto& [id, wait] : model.waits)
    if (wait.kind == "review") same("review " + id, review_json(model, wait), ledger.review_json(id));
  for (const auto& [id, approval] : model.approvals)
    same("approval " + id, approval_json(model, approval), ledger.approval_json(id));
  same("the settings", settings_json(model), ledger.settings_json());
  same("the months", periods_json(model), ledger.periods_json("", 1'000));
}

void compare_trail(const MemoryLog& log, const std::string& tenant, const Model& model) {
  core::RecordDecoder decoder;
  Balances posted, held;
  std::map<std::string, std::uint64_t> subjects;
  std::set<std::string> keys;
  core::Time last;
  std::uint64_t group_end = 0;
  for (std::uint64_t seq = 0; seq < log.synced(tenant); ++seq) {
    const auto decoded = decoder.decode(log.read_one(tenant, seq).value());
    if (!decoded) differ("a record cannot be read: " + decoded.error().message);
    const core::Record& r = decoded->record;
    const std::string here = "record " + std::to_string(seq);
    if (r.at < last) differ(here + " goes back in time");
    last = r.at;
    for (const auto& subject : r.subjects) same(here + ", " + subject.name, ++subjects[subject.name], subject.n);
    if (r.group && r.group->first == seq) group_end = seq + r.group->n;
    if (r.group ? seq >= group_end || r.group->first + r.group->n != group_end : seq < group_end)
      differ(here + " stands wrongly in its group");
    if (!r.key.empty() && !keys.insert(r.actor.client + "|" + r.key).second) differ(here + " uses a key again");
    for (const auto& p : r.postings.all())
      (p.layer == core::Layer::held ? held : posted)[{p.account, std::string(p.currency.code())}] += p.amount;
  }
  if (group_end > log.synced(tenant)) differ("the log ends inside a group");
  same_balances(model.balances, posted);
  same_balances(model.held, held);
}

}  // namespace tallygate::simulation
