// What time alone makes due, oldest first; a day's commissions become payable when it has ended.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

core::Time end_of_day(std::int64_t day) {
  return {(day + 1) * 86'400'000'000};
}

std::string payable_of(const std::string& unmatured) {
  return unmatured.substr(0, unmatured.rfind(':')) + ":payable";
}

std::vector<core::RecordType> Model::run_timers(core::Time now) {
  std::vector<core::RecordType> out;
  for (;;) {
    std::optional<core::Time> due;
    const ModelWait* waiting = nullptr;
    ModelPayment* hold = nullptr;
    std::optional<std::int64_t> day;
    for (const auto& [id, wait] : waits)
      if (wait.state == "open" && (!due || wait.expires_at < *due)) due = wait.expires_at, waiting = &wait;
    for (auto& [id, payment] : payments)
      if (payment.state == "authorised" && (!due || *payment.expires_at < *due))
        due = payment.expires_at, hold = &payment;
    for (const auto& [id, order] : orders)
      for (const auto& part : order.parts)
        if (part.matures_on && !part.matured && (!due || end_of_day(*part.matures_on) < *due))
          due = end_of_day(*part.matures_on), day = part.matures_on;
    if (!due || *due > now) return out;
    if (day) {
      mature(*day, *due, out);
      continue;
    }
    last_at = std::max(last_at, *due);
    if (hold != nullptr) {
      release(*hold, "expired");
      out.push_back(Type::payment_hold_expired);
      next_seq += 1;
      continue;
    }
    const ModelWait wait = *waiting;
    out.push_back(wait.kind == "review" ? Type::review_expired : Type::challenge_expired);
    next_seq += 1;
    close(wait.id, "expired");
    if (const auto rejected = reject(wait)) {
      out.push_back(*rejected);
      next_seq += 1;
    }
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
    last_at = std::max(last_at, due);
    post(account.first, account.second, amount);
    post(payable_of(account.first), account.second, -amount);
    out.push_back(Type::commission_matured);
    next_seq += 1;
  }
}

}  // namespace tallygate::simulation
