// Random commands of every kind, valid and not: mostly such that business goes on, drawn with the model's eyes.
#pragma once

#include <iterator>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

struct Asking {
  std::vector<Shared> lines;  // one, or an atomic batch's
  Shared batch;               // null: a single command
  std::vector<std::string> blobs;
  bool poison = false;  // fails a CHECK
};

constexpr std::int64_t kOrders = 120;  // names that orders have; the others' are as few

template <class Map>
std::vector<std::string> ids_where(const Map& map, auto&& wanted) {
  std::vector<std::string> out;
  for (const auto& [id, object] : map)
    if (wanted(object)) out.push_back(id);
  return out;
}

class Commands {
 public:
  explicit Commands(core::SeededRandom& chance);

  // The plan that a tenant starts with.
  Asking first_plan();
  // What someone might ask a tenant in this state, under keys that were not used before.
  Asking next(const Model& model);

  struct Earned {
    std::string party;
    core::Role role = core::Role::merchant;
    Model::Account account;
  };
  static std::vector<Earned> earned(const Model& model);  // accounts that a payout could be of

 private:
  using Body = core::Body;
  core::Command one(const Model& model, Asking& out);
  core::Command make(core::Operation op, Body body, std::string path = {});

  core::Command order_place(const Model& model);
  core::Command order_step(const Model& model);
  std::string order_to_complete(const Model& model);
  core::Command payment(const Model& model);
  core::Command reported_or_split_payment(const Model& model);
  core::Command hold_step(const Model& model);
  core::Command decline(const Model& model);
  core::Command refund(const Model& model);
  core::Command refund_outcome(const Model& model);
  core::Command late_refund_outcome(const Model& model);
  core::Command login(const Model& model);
  core::Command review(const Model& model);
  core::Command challenge(const Model& model);
  core::Command party();
  core::Command plan();
  void period_caps(core::PlanPut& body);
  core::Command settings();
  core::Command approval(const Model& model);
  core::Command ruleset(Asking& out);
  core::Command label();
  core::Command client();
  core::Command poison();
  core::Command again(const Model& model);

  // commands_lines.cpp
  void lines(core::OrderPlace& body);
  std::vector<core::RefundLine> refund_lines(const Model& model, const std::string& order, core::Amount& amount);
  static std::vector<ModelLine> lines_of(const Model& model, const std::string& order);

  // commands_groups.cpp
  void group(const Model& model, core::OrderPlace& body);
  std::string order_to_pay(const Model& model);

  // commands_reductions.cpp
  core::Command reduce(const Model& model);

  // commands_suspense.cpp
  core::Command suspense_step(const Model& model);
  core::Command paid_before(const Model& model, std::size_t step);
  core::Command report_twice(const Model& model);
  core::Command report_before_its_order(const Model& model);
  core::Command place_what_was_paid(const Model& model);
  core::Command allocate(const Model& model);
  core::Command refund_suspense(const Model& model);
  std::string payment_in_suspense(const Model& model);

  // commands_shipments.cpp
  core::Command ship(const Model& model);
  core::Command deliver(const Model& model);

  // commands_reconciliation.cpp
  core::Command statement(const Model& model, Asking& out);
  core::StatementRow row(const Model& model, const std::string& channel);
  core::Command carrier(const Model& model);
  void recon_settings(core::SettingsPut& body);

  // commands_entries.cpp
  core::Command settlement(const Model& model);
  core::Command entry(const Model& model);

  // commands_goods.cpp
  core::Command goods(const Model& model);
  void use_coupon(const Model& model, core::OrderPlace& body);

  // commands_accounts.cpp
  core::Command as_operator(core::Operation op, Body body, std::string path);
  core::Command account_change(const Model& model);
  core::Command limit(const Model& model);

  // commands_disputes.cpp
  core::Command dispute(const Model& model);
  std::string payment_to_dispute(const Model& model);
  core::Command dispute_step(const Model& model);
  core::Command dispute_evidence(const Model& model);
  core::Command break_resolve(const Model& model);

  // commands_conversions.cpp, commands_wallets.cpp
  core::Command conversion(const Model& model);
  static std::vector<Model::Account> wallets(const Model& model);  // that have something
  core::Command topup(const Model& model);
  core::Command wallet_payment(const Model& model);
  core::Command withdrawal(const Model& model);

  // commands_charges.cpp
  void charge(core::PaymentPut& body);
  void dispute_charge(const ModelPayment& payment, core::PaymentDispute& body);

  // commands_periods.cpp
  core::Command close_period(const Model& model);
  void date(const Model& model, core::Command& command);

  // commands_payouts.cpp
  core::Command payout(const Model& model);
  core::Command payout_step(const Model& model);
  core::Command payout_account(const Model& model);
  core::Command one_of_many_accounts(std::int64_t n);
  core::Command kyc();
  void payout_settings(core::SettingsPut& body);
  void payout_days(core::SettingsPut& body);
  std::string earner();

  std::int64_t below(std::int64_t n) { return static_cast<std::int64_t>(chance_.below(static_cast<std::uint64_t>(n))); }
  bool one_in(std::int64_t n) { return below(n) == 0; }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[chance_.below(from.size())];
  }
  template <class Map>
  const auto& pick_of(const Map& from) {
    return std::next(from.begin(), below(static_cast<std::int64_t>(from.size())))->second;
  }
  std::string id(const char* prefix, std::int64_t n) { return prefix + std::to_string(below(n)); }
  // Mostly one that the map does not have.
  template <class Map>
  std::string fresh(const char* prefix, std::int64_t n, const Map& taken) {
    std::string out = id(prefix, n);
    for (int i = 0; i < 5 && taken.contains(out); ++i) out = id(prefix, n);
    return out;
  }
  std::string order_in(const Model& model, const std::vector<std::string>& states);
  std::string wait_of(const Model& model, const std::string& kind);
  std::string order_that_waits(const Model& model);
  core::Amount price();
  core::Currency currency();
  core::Channel channel();

  core::SeededRandom& chance_;
  std::vector<std::int64_t> weights_;
  bool many_of_one_ = false;  // limits, all of one party
  bool in_parts_ = false;     // most orders have lines, and go in parts
  std::int64_t groups_ = 0;   // one order in so many is for one
  bool charges_ = false;      // most payments in another currency
  std::uint64_t keys_ = 0;
};

}  // namespace tallygate::simulation
