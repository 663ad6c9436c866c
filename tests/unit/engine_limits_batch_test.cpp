// Limits and atomic batches: what a limit refuses takes the whole batch with it, and nothing of it counts.
#include "tests/support/engine_fixture.hpp"

namespace tallygate::tests {
namespace {

using engine::Answer;

class LimitsInBatches : public EngineTest {
 protected:
  // Of the buyer of order `of`, for a day; by the system, so it is live at once.
  void limit(const std::string& of, std::int64_t amount) {
    core::Command c;
    c.op = core::Operation::limit_put;
    c.actor = {"system", ""};
    c.key = "limit";
    c.path_id = "L1";
    core::LimitPut put;
    put.kind = core::LimitKind::spend;
    put.party = core::PartyId("b-" + of);
    put.amount = amount;
    put.currency = *core::Currency::from_code("CNY");
    put.period_s = 86'400;
    c.body = std::move(put);
    core::finish_command(c);
    ASSERT_EQ(ask(std::move(c)).record->type, core::RecordType::limit_put);
  }
  std::string used() { return read(engine::Ticket::Kind::limit, "L1"); }
};

TEST_F(LimitsInBatches, AnOrderIsNotThereWhereItsPaymentIsRefused) {
  ask(place("known", 100));
  limit("known", 500);
  std::string placing = place("o1", 900);
  placing.replace(placing.find("b-o1"), 4, "b-known");
  const auto digest = engine_->state_digest(kTenant);
  const auto answers = ask_atomic({placing, pay("o1", 900)}, "both");
  EXPECT_EQ(answers.at(0).code, core::Code::batch_aborted);
  EXPECT_EQ(answers.at(1).code, core::Code::account_limit);
  EXPECT_EQ(read(engine::Ticket::Kind::order, "o1"), "");
  EXPECT_EQ(read(engine::Ticket::Kind::payment, "p-o1"), "");
  EXPECT_NE(used().find(R"("used":0,)"), std::string::npos) << used();
  EXPECT_NE(engine_->state_digest(kTenant), digest) << "the refusal itself is recorded";
  EXPECT_EQ(ask(placing).record->type, core::RecordType::order_placed) << "no id and no key is used up";
  EXPECT_EQ(ask(pay("o1", 500, "less")).record->type, core::RecordType::payment_captured);
  EXPECT_NE(used().find(R"("used":500,)"), std::string::npos) << used();
}

TEST_F(LimitsInBatches, TheLinesBeforeCountForTheLinesAfter) {
  ask(place("o1", 900));
  limit("o1", 500);
  const auto answers = ask_atomic({pay("o1", 300, "p1"), pay("o1", 201, "p2")}, "both");
  EXPECT_EQ(answers.at(1).code, core::Code::account_limit);
  EXPECT_NE(used().find(R"("used":0,)"), std::string::npos) << used();
  for (const auto& answer : ask_atomic({pay("o1", 300, "p3"), pay("o1", 200, "p4")}, "exactly"))
    EXPECT_EQ(answer.record->type, core::RecordType::payment_captured);
  EXPECT_NE(used().find(R"("used":500,)"), std::string::npos) << used();
  EXPECT_EQ(ask(pay("o1", 1, "p5")).record->refusal->code, core::Code::account_limit);
  const auto digest = engine_->state_digest(kTenant);
  restart();
  EXPECT_EQ(engine_->state_digest(kTenant), digest);
}

}  // namespace
}  // namespace tallygate::tests
