// The state that an answer shows: what the record's type says, unless the record itself says another.
#include <gtest/gtest.h>

#include "engine/answer_states.hpp"

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

}  // namespace
}  // namespace tallygate::engine
