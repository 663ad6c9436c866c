// Facts that risk does not allow: booked as ever, and their money in doubt until a review releases it.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

bool Model::in_doubt(const ModelPayment& payment) const {
  if (payment.review.empty()) return false;
  const std::string& state = waits.at(payment.review).state;
  return state == "open" || state == "rejected" || state == "expired";
}

// The review is of something that has happened: nothing waits to be decided again.
bool Model::is_of_fact(const ModelWait& wait) const {
  if (wait.object != "payment") return false;
  const auto found = payments.find(wait.object_id);
  return found != payments.end() && found->second.review == wait.id;
}

void Model::doubt(ModelPayment& payment, const Shared& command) {
  if (outcome(*command) != core::Verdict::allow) payment.review = open("review", "payment", payment.id, command);
}

// Why money in doubt keeps the order from being completed.
Codes Model::kept_by_doubt(const ModelOrder& order) const {
  for (const auto& capture : order.captures) {
    const ModelPayment& payment = payments.at(capture.payment);
    if (capture.left() > 0 && in_doubt(payment))
      return {waits.at(payment.review).state == "open" ? Code::review_open : Code::payment_rejected};
  }
  return {};
}

// What of the wallet's top-ups is, or is in dispute; and what disputes of its payments gave back, while they are open.
__int128 Model::doubtful(const Account& wallet) const {
  __int128 sum = 0;
  for (const auto& [id, payment] : payments)
    if (payment.topped_up > 0 && payment.currency == wallet.second &&
        source_of("", payment.topped_up_of) == wallet.first)
      sum += in_doubt(payment) ? payment.topped_up - payment.top_up_lost : payment.top_up_disputed;
  for (const auto& [id, dispute] : disputes)
    if (dispute.state == "open" && !dispute.wallet.empty() && dispute.currency == wallet.second &&
        source_of("", dispute.wallet) == wallet.first)
      for (const auto& placed : dispute.allocations) sum += placed.amount;
  return sum;  // several top-ups may be more than an amount
}

}  // namespace tallygate::simulation
