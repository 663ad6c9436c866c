// What time alone makes due, oldest first; a day's commissions become payable when it has ended.
#include <algorithm>
#include <tuple>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

core::Time end_of_day(std::int64_t day) {
  return {(day + 1) * 86'400'000'000};
}

std::string payable_of(const std::string& unmatured) {
  return unmatured.substr(0, unmatured.rfind(':')) + ":payable";
}

void Model::pin_terms(ModelOrder& order, const core::OrderPlace& body) const {
  order.terms = {};
  order.placed_seq = next_seq;
  const core::OrderTerms own = body.terms.value_or(core::OrderTerms());
  const std::int64_t expires = own.expires_in.value_or(settings.order_expires_s.value_or(core::kTermNever));
  const std::int64_t release = own.release_after_s.value_or(settings.order_release_after_s.value_or(core::kTermNever));
  const auto on_late = own.on_late.value_or(settings.order_on_late.value_or(core::OnLate::none));
  if (expires >= 0) order.terms.expires_at = last_at + core::seconds(expires);
  if (release >= 0) order.terms.release_after_s = release;
  if (!body.deliver_by || on_late == core::OnLate::none) return;
  order.terms.deliver_by = body.deliver_by;
  order.terms.on_late = core::name_of(on_late);
}

void Model::add_terms(const ModelOrder& order, std::vector<Due>& out) const {
  const auto& terms = order.terms;
  const bool something_waits = order.reserved > 0 || order.disputed() > 0;
  const bool open = order.state == "placed" || order.state == "paid" || order.state == "shipped";
  if (terms.expires_at && order.state == "placed" && !something_waits)
    out.push_back({*terms.expires_at, kExpire, order.placed_seq, order.id, 0});
  const bool marks = terms.on_late == "mark" || !order.shipments.empty();
  if (terms.deliver_by && open && !order.delivered && !order.late && (marks || !something_waits))
    out.push_back({*terms.deliver_by, kLate, order.placed_seq, order.id, 0});
  const bool group_is_open = !order.group.empty() && groups.at(order.group).state == "open";
  if (terms.release_after_s && order.delivered_at && !group_is_open && order.captured == order.price() &&
      !something_waits && kept_by_doubt(order).empty() && (open || order.state == "delivered") &&
      order.state != "placed")
    out.push_back(
        {*order.delivered_at + core::seconds(*terms.release_after_s), kComplete, order.placed_seq, order.id, 0});
}

std::optional<Model::Due> Model::next_due() const {
  std::vector<Due> all;
  for (const auto& [id, wait] : waits)
    if (wait.state == "open")
      all.push_back({wait.expires_at, wait.kind == "challenge" ? kChallenges : kReviews, wait.seq, id, 0});
  for (const auto& [id, payment] : payments)
    if (payment.state == "authorised") all.push_back({*payment.expires_at, kHolds, payment.authorised_seq, id, 0});
  add_groups(all);
  for (const auto& [id, month] : months)
    if (month.state == "running") all.push_back({month.ends, kMonths, 0, id, 0});
  for (const auto& [id, order] : orders) {
    add_terms(order, all);
    for (const auto& part : order.parts)
      if (part.matures_on && !part.matured)
        all.push_back({end_of_day(*part.matures_on), kCommissions, 0, {}, *part.matures_on});
  }
  for (const auto& [subject, match] : matches)
    if (match.awaited_to) all.push_back({end_of_day(*match.awaited_to), kFound, 0, {}, *match.awaited_to});
  const auto before = [](const Due& a, const Due& b) {
    return std::tie(a.at.us, a.rank, a.seq) < std::tie(b.at.us, b.rank, b.seq);
  };
  const auto first = std::ranges::min_element(all, before);
  return first == all.end() ? std::nullopt : std::optional(*first);
}

std::vector<core::RecordType> Model::run_timers(core::Time now) {
  std::vector<core::RecordType> out;
  may_be_refused_ = keeps_closed_ = false;
  for (;;) {
    const auto due = next_due();
    if (!due || due->at > now) return out;
    if (due->rank == kCommissions) {
      mature(due->day, due->at, out);
      continue;
    }
    last_at = std::max(last_at, due->at);
    record_ = 0;
    begun_.clear();
    begun_for_.clear();
    std::vector<Type> made;
    if (due->rank == kMonths) {
      end_month(due->id);
      made = {Type::period_ended};
    } else if (due->rank == kHolds) {
      release(payments.at(due->id), "expired");
      made = {Type::payment_hold_expired};
    } else if (due->rank == kSucceed || due->rank == kFail) {
      groups.at(due->id).closed_at = last_at;
      groups.at(due->id).state = due->rank == kSucceed ? "succeeded" : "failed";
      made = {due->rank == kSucceed ? Type::group_succeeded : Type::group_failed};
      for (const auto& order : groups.at(due->id).joined) goods_changed(order);
    } else if (due->rank == kFound) {
      find_breaks(due->day);
      made = {Type::breaks_found};
    } else if (due->rank == kFall) {
      made = end_order(orders.at(due->id), "cancelled");
    } else if (due->rank == kExpire) {
      made = end_order(orders.at(due->id), "expired");
    } else if (due->rank == kLate) {
      ModelOrder& order = orders.at(due->id);
      if (order.terms.on_late == "cancel" && order.shipments.empty()) {
        made = end_order(order, "cancelled");
      } else {
        order.late = true;
        made = {Type::order_late};
      }
    } else if (due->rank == kComplete) {
      ModelOrder& order = orders.at(due->id);
      complete(order, split(order));
      made = {Type::order_completed};
    } else {
      const ModelWait wait = waits.at(due->id);
      close(wait.id, "expired");
      made = {wait.kind == "review" ? Type::review_expired : Type::challenge_expired};
      const auto rejected = is_of_fact(wait) ? std::vector<Type>() : reject(wait);
      made.insert(made.end(), rejected.begin(), rejected.end());
    }
    recount();
    out.insert(out.end(), made.begin(), made.end());
    next_seq += made.size();
  }
}

// One record an account: what was earned and not given back. What disputes freeze of it is kept until they end.
void Model::mature(std::int64_t day, core::Time due, std::vector<Type>& out) {
  std::map<Account, core::Amount> ripe;
  for (auto& [id, order] : orders) {
    const Frozen frozen = frozen_of(order);
    for (std::size_t k = 0; k < order.parts.size(); ++k) {
      ModelPart& part = order.parts[k];
      if (part.matures_on != day) continue;
      part.matured = true;
      part.kept = frozen.parts[k];
      ripe[{part.account, order.currency}] += part.paid - part.given_back - part.kept;
    }
  }
  for (const auto& [account, amount] : ripe) {
    if (amount == 0) continue;  // no record, and the log's time stays
    record_ = 0;
    last_at = std::max(last_at, due);
    post(account.first, account.second, amount);
    post(payable_of(account.first), account.second, -amount);
    out.push_back(Type::commission_matured);
    next_seq += 1;
  }
}

}  // namespace tallygate::simulation
