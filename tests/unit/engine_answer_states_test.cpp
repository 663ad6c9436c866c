// The state that an answer shows: what the record's type says, unless the record itself says another.
#include <gtest/gtest.h>

#include "engine/answer_states.hpp"
#include "engine/answers.hpp"

namespace tallygate::engine {
namespace {

core::Record delivery(core::RecordType type, std::optional<std::string> state) {
  core::Record record;
  record.type = type;
  core::ObjectEffect effect;
  effect.subject = "order:o1";
  effect.state = std::move(state);
  record.effect = std::move(effect);
  return record;
}

TEST(AnswerStates, OfADeliveryAreTheOrdersWhateverItDelivers) {
  EXPECT_EQ(state_in(delivery(core::RecordType::order_part_delivered, {})), "shipped");
  EXPECT_EQ(state_in(delivery(core::RecordType::order_part_delivered, "completed")), "completed");
  EXPECT_EQ(state_in(delivery(core::RecordType::order_delivered, {})), "delivered");
  EXPECT_EQ(state_in(delivery(core::RecordType::order_delivered, "cancelled")), "cancelled");
}

// A refund that was settled out of turn, and its order could not give it.
TEST(AnswerStates, OfARefundSayWhetherItIsUnplaced) {
  core::Record record;
  record.type = core::RecordType::refund_settled;
  core::RefundEffect refund;
  refund.order = core::OrderId("o1");
  refund.refund = core::RefundId("r1");
  refund.amount = 5;
  refund.settled = true;
  record.effect = refund;
  EXPECT_EQ(render_dry_run(record, 7).body.find("unplaced"), std::string::npos);
  refund.unplaced = true;
  record.effect = refund;
  const std::string body = render_dry_run(record, 7).body;
  EXPECT_NE(body.find(R"("state":"settled","unplaced":true)"), std::string::npos) << body;
}

}  // namespace
}  // namespace tallygate::engine
