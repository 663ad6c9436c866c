// What is due at one instant on a log that nobody writes to: all of it happens, a bounded piece at a time.
#include "tests/support/engine_fixture.hpp"
#include "tests/support/engine_stream.hpp"
#include "tests/support/eventually.hpp"

namespace tallygate::tests {
namespace {

std::string expiring(int i) {
  const auto id = "o" + std::to_string(i);
  return R"({"op":"order.place","key":")" + id + R"(","body":{"order_id":")" + id +
         R"(","buyer":"b1","merchant":"m1","amount":9,"currency":"CNY","terms":{"expires_in":3600}}})";
}

class Timers : public EngineTest {};

TEST_F(Timers, OfOneInstantAreAllRecordedWithoutACommand) {
  constexpr int kOrders = 600;
  for (int i = 0; i < kOrders; ++i) ask(expiring(i));
  const auto placed = engine_->durable_head(kTenant).size;
  clock_.step(core::hours(2));
  ASSERT_TRUE(eventually([&] { return engine_->durable_head(kTenant).size == placed + kOrders; }));
  EXPECT_NE(read(engine::Ticket::Kind::order, "o599").find(R"("state":"expired")"), std::string::npos);
}

TEST(TimersInPieces, EndWithTheirBoundAndGoOnWhereTheyEnded) {
  Rulesets rulesets;
  StreamWorld world(rulesets);
  core::Time now{1'790'000'000'000'000};
  world.open(rulesets.put(std::string(risk::Ruleset::default_toml())), now);
  for (int i = 0; i < 5; ++i) world.run(command(expiring(i)), now);
  engine::Quarantine quarantine(8);
  engine::Pipeline pipeline(*world.state, quarantine);
  now = now + core::hours(2);
  std::vector<std::size_t> pieces;
  for (int i = 0; i < 4; ++i) {
    engine::Produced made;
    EXPECT_FALSE(pipeline.run_timers(now, now, made, 2));
    pieces.push_back(made.records.size());
  }
  EXPECT_EQ(pieces, (std::vector<std::size_t>{2, 2, 1, 0}));
}

}  // namespace
}  // namespace tallygate::tests
