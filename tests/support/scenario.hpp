// Scenarios in the words of the domain, over a real ledger:
//   Scenario s;
//   s.given(plan(500, {500, 200})).given(order("o1").of(cny(10'000)).referred_by("d1").paid());
//   s.when(refund("o1", cny(10'001))).then(refused(Code::exceeds_refundable));
// given() and when() run their steps; given() also asserts that each was accepted. then() looks at the last step and at
// the ledger.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/ledger_world.hpp"

namespace tallygate::tests {

// One command, or time that passes.
struct Step {
  std::string what;  // for the failure's message
  std::function<LedgerWorld::Outcome(LedgerWorld&)> run;
};

struct Expectation {
  std::function<void(const LedgerWorld&, const LedgerWorld::Outcome&)> verify;
};

class Story;  // several steps

class Scenario {
 public:
  Scenario& given(const Story& story);
  Scenario& given(const Step& step);
  Scenario& when(const Step& step);
  Scenario& then(const Expectation& expectation);
  LedgerWorld& world() { return world_; }
  const LedgerWorld::Outcome& last() const { return last_; }

 private:
  LedgerWorld world_;
  LedgerWorld::Outcome last_;
};

class Story {
 public:
  Story& then_do(Step step);
  const std::vector<Step>& steps() const { return steps_; }

 private:
  std::vector<Step> steps_;
};

// An order's life so far; of(), referred_by() … before the first step.
class OrderStory {
 public:
  explicit OrderStory(std::string id);
  OrderStory& of(core::Money total);
  OrderStory& by(std::string buyer);
  OrderStory& from(std::string merchant);
  OrderStory& referred_by(std::string distributor);
  OrderStory& created_by(std::string creator);
  OrderStory& on_plan(std::string plan);
  // Lines of goods, each with its quantity; the order's amount is all the first one's.
  OrderStory& with_goods(std::vector<std::pair<std::string, std::int64_t>> lines);
  OrderStory& expiring_in(core::Duration time);
  OrderStory& released_after(core::Duration delivery);
  OrderStory& to_deliver_by(core::Time time, std::optional<core::OnLate> on_late = {});
  Story placed() const;
  Story held() const;  // by risk, for review
  Story challenged() const;
  Story paid() const;  // in full, by payment "<order>.p1"
  Story paid(core::Money part) const;
  Story shipped() const;
  Story delivered() const;
  Story completed() const;

 private:
  Step placing(core::Verdict verdict) const;
  std::string id_;
  core::Command command_;
};
OrderStory order(std::string id);

// Steps.
Step plan(std::int64_t fee_bp, std::vector<std::int64_t> level_bps);  // the default plan, matures at once
Step plan_of(core::PlanPut terms);
Step distributor(std::string id, std::optional<std::string> upline = {});
Step pay(std::string order, core::Money money);  // payment "<order>.p<n>", n counting from 2
Step hold(std::string order, std::string payment, core::Money money, core::Duration expires_in = core::days(7));
Step capture(std::string payment, core::Amount amount);          // in the payment's currency
Step capture_rest(std::string payment);                          // all that is left of the hold
Step capture_finally(std::string payment, core::Amount amount);  // and release what is left
Step void_hold(std::string payment);
Step refund(std::string order, core::Money money);  // refund "<order>.r<seq>"
Step refund_as(std::string refund, std::string order, core::Money money);
Step settled_refund(std::string order, core::Money money);
Step fail(std::string refund);
Step dispute(std::string payment, std::string id, std::optional<core::Money> money = {});
Step win(std::string dispute);
Step lose(std::string dispute);
Step lose_of(std::string dispute, core::Amount lost);  // and win the rest
Step complete(std::string order);
Step cancel(std::string order);
Step ship(std::string order);
Step ship_part(std::string order, std::string waybill, std::vector<core::ShippedLine> lines);
Step deliver(std::string order);
Step deliver_waybill(std::string order, std::string waybill);
Step does(core::Command command);
Step under(core::Verdict verdict, core::Command command);  // with risk's verdict
Step after(core::Duration time);
Step answered(std::string challenge, bool passed);
Step released(std::string review);
Step rejected(std::string review);

// Expectations.
Expectation refused(core::Code code);
Expectation refused_at(core::Code code, std::string pointer);
Expectation recorded(std::vector<core::RecordType> types);
Expectation order_is(std::string order, std::string state);
Expectation owed(std::string account, core::Money money);       // a liability's or income's balance
Expectation holds(std::string account, core::Money money);      // an asset's balance
Expectation frozen(std::string account, core::Money money);     // posted, but not available
Expectation available(std::string account, core::Money money);  // what a request may still use
Expectation held(core::Money money);                            // by all open holds, in escrow
Expectation payment_is(std::string payment, std::string state);
Expectation every_account_is_zero();  // in both layers
Expectation both(Expectation a, Expectation b);

}  // namespace tallygate::tests
