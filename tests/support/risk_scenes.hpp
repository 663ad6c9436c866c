// Activities in domain words, as the engine makes them of commands: the account that acts is `user` and `party` as well
// as `buyer`.
#pragma once

#include "tests/support/risk_world.hpp"

namespace tallygate::support {

inline Act account(core::Operation op, std::string_view who) {
  Act a(op);
  a.with(risk::Field::user, who).with(risk::Field::party, who);
  return a;
}

inline Act order_by(std::string_view buyer, std::int64_t amount = 10'000) {
  Act a = account(core::Operation::order_place, buyer);
  a.with(risk::Field::buyer, buyer)
      .with(risk::Field::merchant, "m1")
      .with(risk::Field::amount, amount)
      .with(risk::Field::currency, "CNY");
  return a;
}

inline Act payment_by(std::string_view buyer, std::int64_t amount = 10'000) {
  Act a = account(core::Operation::order_pay, buyer);
  a.with(risk::Field::buyer, buyer)
      .with(risk::Field::merchant, "m1")
      .with(risk::Field::amount, amount)
      .with(risk::Field::currency, "CNY")
      .with(risk::Field::order_amount, amount);
  return a;
}

inline Act decline_of(std::string_view buyer, std::string_view card) {
  Act a = account(core::Operation::payment_decline, buyer);
  a.with(risk::Field::buyer, buyer).with(risk::Field::card, card);
  return a;
}

inline Act refund_by(std::string_view buyer, std::int64_t amount = 1'000, std::string_view order = "o1") {
  Act a = account(core::Operation::order_refund, buyer);
  a.with(risk::Field::buyer, buyer)
      .with(risk::Field::order_id, order)
      .with(risk::Field::amount, amount)
      .with(risk::Field::currency, "CNY")
      .with(risk::Field::order_age_s, 86'400);
  return a;
}

inline Act payout_to(std::string_view party, std::int64_t amount = 1'000) {
  Act a = account(core::Operation::payout_request, party);
  a.with(risk::Field::amount, amount).with(risk::Field::currency, "CNY");
  return a;
}

inline Act login_of(std::string_view user, bool success = true) {
  Act a = account(core::Operation::login_attempt, user);
  a.with(risk::Field::success, success);
  return a;
}

inline Act change_of(std::string_view user, std::string_view what) {
  Act a = account(core::Operation::party_change, user);
  a.with(risk::Field::change, what);
  return a;
}

inline Act party(std::string_view id) {
  return account(core::Operation::party_put, id);
}

inline Act with(Act act, risk::Field f, std::string_view text) {
  act.with(f, text);
  return act;
}
inline Act with(Act act, risk::Field f, const char* text) {
  return with(std::move(act), f, std::string_view(text));
}
inline Act with(Act act, risk::Field f, std::int64_t number) {
  act.with(f, number);
  return act;
}
inline Act with(Act act, risk::Field f, int number) {
  return with(std::move(act), f, std::int64_t{number});
}
inline Act with(Act act, risk::Field f, bool value) {
  act.with(f, value);
  return act;
}

// A world in which things happen and verdicts are asked, by the default rule set.
class Scene : public RiskWorld {
 public:
  using RiskWorld::RiskWorld;
  void placed(Act a) { count(core::RecordType::order_placed, a); }
  void paid(Act a) { count(core::RecordType::payment_captured, a); }
  void authorised(Act a) { count(core::RecordType::payment_authorised, a); }
  void declined(Act a) { count(core::RecordType::payment_declined, a); }
  void refunded(Act a) { count(core::RecordType::refund_sent, a); }
  void logged_in(Act a) { count(core::RecordType::login_succeeded, a); }
  void login_failed(Act a) { count(core::RecordType::login_failed, a); }
  void changed(Act a) { count(core::RecordType::party_changed, a); }
  void joined(Act a) { count(core::RecordType::party_put, a); }
  core::Assessment asked(Act a) { return assess(a); }
};

#define EXPECT_FIRES(assessment, code) \
  EXPECT_TRUE(::tallygate::support::has_reason(assessment, code)) << ::tallygate::support::reasons(assessment)
#define EXPECT_QUIET(assessment, code) \
  EXPECT_FALSE(::tallygate::support::has_reason(assessment, code)) << ::tallygate::support::reasons(assessment)

}  // namespace tallygate::support
