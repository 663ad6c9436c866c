#include "tests/support/scenario.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace tallygate::tests {
namespace {

std::string name_of_outcome(const LedgerWorld::Outcome& outcome) {
  if (outcome.refusal)
    return "refused: " + std::string(core::traits(outcome.refusal->code).name) + ", " + outcome.refusal->detail;
  return std::string(core::name_of(outcome.first()));
}

}  // namespace

Scenario& Scenario::given(const Story& story) {
  for (const Step& step : story.steps()) given(step);
  return *this;
}

Scenario& Scenario::given(const Step& step) {
  when(step);
  EXPECT_FALSE(last_.refusal) << "given " << step.what << ": " << name_of_outcome(last_);
  return *this;
}

Scenario& Scenario::when(const Step& step) {
  last_ = step.run(world_);
  return *this;
}

Scenario& Scenario::then(const Expectation& expectation) {
  expectation.verify(world_, last_);
  return *this;
}

Story& Story::then_do(Step step) {
  steps_.push_back(std::move(step));
  return *this;
}

OrderStory::OrderStory(std::string id) : id_(id), command_(place_order(std::move(id), cny(10'000))) {}

OrderStory& OrderStory::of(core::Money total) {
  auto& body = std::get<core::OrderPlace>(command_.body);
  body.amount = total.amount;
  body.currency = total.currency;
  return *this;
}
OrderStory& OrderStory::by(std::string buyer) {
  std::get<core::OrderPlace>(command_.body).buyer = core::PartyId(std::move(buyer));
  return *this;
}
OrderStory& OrderStory::from(std::string merchant) {
  std::get<core::OrderPlace>(command_.body).merchant = core::PartyId(std::move(merchant));
  return *this;
}
OrderStory& OrderStory::referred_by(std::string distributor) {
  std::get<core::OrderPlace>(command_.body).referrer = core::PartyId(std::move(distributor));
  return *this;
}
OrderStory& OrderStory::created_by(std::string creator) {
  std::get<core::OrderPlace>(command_.body).creator = core::PartyId(std::move(creator));
  return *this;
}
OrderStory& OrderStory::on_plan(std::string plan) {
  std::get<core::OrderPlace>(command_.body).plan = core::PlanId(std::move(plan));
  return *this;
}

namespace {
core::OrderTerms& terms_of(core::Command& placing) {
  auto& terms = std::get<core::OrderPlace>(placing.body).terms;
  return terms ? *terms : terms.emplace();
}
}  // namespace

OrderStory& OrderStory::with_goods(std::vector<std::pair<std::string, std::int64_t>> lines) {
  auto& body = std::get<core::OrderPlace>(command_.body);
  for (auto& [id, quantity] : lines) {
    core::OrderLine line;
    line.line_id = std::move(id);
    line.quantity = quantity;
    line.amount = body.lines.empty() ? body.amount : 0;
    body.lines.push_back(std::move(line));
  }
  return *this;
}
OrderStory& OrderStory::expiring_in(core::Duration time) {
  terms_of(command_).expires_in = time.us / 1'000'000;
  return *this;
}
OrderStory& OrderStory::released_after(core::Duration delivery) {
  terms_of(command_).release_after_s = delivery.us / 1'000'000;
  return *this;
}
OrderStory& OrderStory::to_deliver_by(core::Time time, std::optional<core::OnLate> on_late) {
  std::get<core::OrderPlace>(command_.body).deliver_by = time;
  if (on_late) terms_of(command_).on_late = on_late;
  return *this;
}

Step OrderStory::placing(core::Verdict verdict) const {
  return under(verdict, command_);
}

Story OrderStory::placed() const {
  return Story().then_do(placing(core::Verdict::allow));
}
Story OrderStory::held() const {
  return Story().then_do(placing(core::Verdict::review));
}
Story OrderStory::challenged() const {
  return Story().then_do(placing(core::Verdict::challenge));
}

Story OrderStory::paid() const {
  const auto& body = std::get<core::OrderPlace>(command_.body);
  return paid({body.amount, body.currency});
}
Story OrderStory::paid(core::Money part) const {
  return placed().then_do(does(pay_order(id_, id_ + ".p1", part)));
}
Story OrderStory::shipped() const {
  return paid().then_do(ship(id_));
}
Story OrderStory::delivered() const {
  return shipped().then_do(does(deliver_order(id_)));
}
Story OrderStory::completed() const {
  return paid().then_do(complete(id_));
}

OrderStory order(std::string id) {
  return OrderStory(std::move(id));
}

Step does(core::Command command) {
  return under(core::Verdict::allow, std::move(command));
}

Step under(core::Verdict verdict, core::Command command) {
  std::string what(core::traits(command.op).name);
  return {std::move(what), [verdict, command](LedgerWorld& world) { return world.run(command, verdict); }};
}

Step after(core::Duration time) {
  return {"time passes", [time](LedgerWorld& world) {
            world.pass(time);
            return LedgerWorld::Outcome{};
          }};
}

Step plan(std::int64_t fee_bp, std::vector<std::int64_t> level_bps) {
  return plan_of(plan_terms(fee_bp, std::move(level_bps)));
}
Step plan_of(core::PlanPut terms) {
  return does(publish_plan("default", std::move(terms)));
}
Step distributor(std::string id, std::optional<std::string> upline) {
  return does(put_party(std::move(id), std::move(upline)));
}

Step pay(std::string order, core::Money money) {
  return {"pay", [order, money](LedgerWorld& world) {
            std::string payment = order + ".p" + std::to_string(world.log().size());
            return world.run(pay_order(order, std::move(payment), money));
          }};
}

Step hold(std::string order, std::string payment, core::Money money, core::Duration expires_in) {
  return does(hold_payment(std::move(order), std::move(payment), money, expires_in));
}
Step capture(std::string payment, core::Amount amount) {
  return does(capture_payment(std::move(payment), amount));
}
Step capture_rest(std::string payment) {
  return does(capture_payment(std::move(payment)));
}
Step capture_finally(std::string payment, core::Amount amount) {
  return does(capture_payment(std::move(payment), amount, true));
}
Step void_hold(std::string payment) {
  return does(void_payment(std::move(payment)));
}

Step refund(std::string order, core::Money money) {
  return {"refund", [order, money](LedgerWorld& world) {
            std::string refund = order + ".r" + std::to_string(world.log().size());
            return world.run(refund_order(order, std::move(refund), money));
          }};
}
Step refund_as(std::string refund, std::string order, core::Money money) {
  return does(refund_order(std::move(order), std::move(refund), money));
}
Step settled_refund(std::string order, core::Money money) {
  return {"settled refund", [order, money](LedgerWorld& world) {
            core::Command c = refund_order(order, order + ".r" + std::to_string(world.log().size()), money);
            std::get<core::OrderRefund>(c.body).settled = true;
            return world.run(std::move(c));
          }};
}

Step fail(std::string refund) {
  return does(fail_refund(std::move(refund)));
}
Step dispute(std::string payment, std::string id, std::optional<core::Money> money) {
  return does(dispute_payment(std::move(payment), std::move(id), money));
}
Step win(std::string dispute) {
  return does(resolve_dispute(std::move(dispute), core::DisputeOutcome::won));
}
Step lose(std::string dispute) {
  return does(resolve_dispute(std::move(dispute), core::DisputeOutcome::lost));
}
Step lose_of(std::string dispute, core::Amount lost) {
  return does(resolve_dispute(std::move(dispute), core::DisputeOutcome::partial, lost));
}
Step complete(std::string order) {
  return does(complete_order(std::move(order)));
}
Step cancel(std::string order) {
  return does(cancel_order(std::move(order)));
}
Step ship(std::string order) {
  std::string waybill = order + ".w1";
  return does(ship_order(std::move(order), std::move(waybill)));
}
Step ship_part(std::string order, std::string waybill, std::vector<core::ShippedLine> lines) {
  core::Command c = ship_order(std::move(order), std::move(waybill));
  std::get<core::OrderShip>(c.body).lines = std::move(lines);
  return does(std::move(c));
}
Step deliver_waybill(std::string order, std::string waybill) {
  core::Command c = deliver_order(std::move(order));
  std::get<core::OrderDeliver>(c.body).waybill = std::move(waybill);
  return does(std::move(c));
}
Step deliver(std::string order) {
  return does(deliver_order(std::move(order)));
}
Step answered(std::string challenge, bool passed) {
  return does(answer_challenge(std::move(challenge), passed));
}
Step released(std::string review) {
  return does(resolve_review(std::move(review), core::ReviewOutcome::release));
}
Step rejected(std::string review) {
  return does(resolve_review(std::move(review), core::ReviewOutcome::reject));
}

Expectation refused(core::Code code) {
  return {[code](const LedgerWorld&, const LedgerWorld::Outcome& last) {
    ASSERT_TRUE(last.refusal) << "expected " << core::traits(code).name << ", was " << name_of_outcome(last);
    EXPECT_EQ(core::traits(last.refusal->code).name, core::traits(code).name) << last.refusal->detail;
  }};
}

Expectation refused_at(core::Code code, std::string pointer) {
  return both(refused(code), {[pointer](const LedgerWorld&, const LedgerWorld::Outcome& last) {
                if (last.refusal) {
                  EXPECT_EQ(last.refusal->pointer, pointer) << last.refusal->detail;
                }
              }});
}

Expectation recorded(std::vector<core::RecordType> types) {
  return {[types](const LedgerWorld&, const LedgerWorld::Outcome& last) {
    std::vector<std::string> expected, actual;
    for (const auto type : types) expected.emplace_back(core::name_of(type));
    for (const auto& record : last.records) actual.emplace_back(core::name_of(record.type));
    EXPECT_EQ(actual, expected) << name_of_outcome(last);
  }};
}

Expectation order_is(std::string order, std::string state) {
  return {[order, state](const LedgerWorld& world, const LedgerWorld::Outcome&) {
    EXPECT_EQ(world.state_of_order(order), state);
  }};
}

Expectation owed(std::string account, core::Money money) {
  return {[account, money](const LedgerWorld& world, const LedgerWorld::Outcome&) {
    EXPECT_EQ(-world.balance(account, money.currency.code()), money.amount) << account;
  }};
}

Expectation holds(std::string account, core::Money money) {
  return {[account, money](const LedgerWorld& world, const LedgerWorld::Outcome&) {
    EXPECT_EQ(world.balance(account, money.currency.code()), money.amount) << account;
  }};
}

Expectation frozen(std::string account, core::Money money) {
  return {[account, money](const LedgerWorld& world, const LedgerWorld::Outcome&) {
    EXPECT_EQ(world.frozen(account), money.amount) << account;
  }};
}

Expectation available(std::string account, core::Money money) {
  return {[account, money](const LedgerWorld& world, const LedgerWorld::Outcome&) {
    const std::string json = world.ledger().account_json(account, world.now());
    const std::string wanted = "{\"available\":" + std::to_string(money.amount) + ",\"currency\":\"" +
                               std::string(money.currency.code()) + "\"";
    EXPECT_NE(json.find(wanted), std::string::npos) << json;
  }};
}

Expectation held(core::Money money) {
  return {[money](const LedgerWorld& world, const LedgerWorld::Outcome&) {
    EXPECT_EQ(-world.held("liabilities:escrow"), money.amount);
  }};
}

Expectation payment_is(std::string payment, std::string state) {
  return {[payment, state](const LedgerWorld& world, const LedgerWorld::Outcome&) {
    const std::string json = world.ledger().payment_json(payment);
    EXPECT_NE(json.find("\"state\":\"" + state + "\""), std::string::npos) << json;
  }};
}

Expectation every_account_is_zero() {
  return {[](const LedgerWorld& world, const LedgerWorld::Outcome&) {
    for (const auto& b : world.ledger().balances()) {
      EXPECT_EQ(b.posted, 0) << b.account << " " << b.currency.code();
      EXPECT_EQ(b.held, 0) << b.account << " " << b.currency.code() << ", held";
    }
  }};
}

Expectation both(Expectation a, Expectation b) {
  return {[a, b](const LedgerWorld& world, const LedgerWorld::Outcome& last) {
    a.verify(world, last);
    b.verify(world, last);
  }};
}

}  // namespace tallygate::tests
