#include "ledger/promotion.hpp"

namespace tallygate::ledger {
namespace {

// floor(S * left / A): of the subsidy, what is taken back once `left` of the order's amount has left it.
core::Amount taken_back(const Order& order, core::Amount left) {
  return order.subsidy() == 0 || left == 0 ? 0 : core::floor_fraction(order.subsidy(), left, order.amount);
}

}  // namespace

core::Amount promotion_left(const Order& order, core::Amount gone) {
  return order.subsidy() - taken_back(order, gone);
}

core::Amount promotion_due(const Order& order) {
  return promotion_left(order, order.amount - order.escrow);
}

core::Amount own_given_back(const Order& order) {
  return order.split_refunded - order.promotion_back;
}

core::Amount promotion_given_back(const Order& order, core::Amount refunded) {
  const core::Amount before_completion = order.amount - (order.split_base - order.promoted);
  return taken_back(order, before_completion + refunded) - taken_back(order, before_completion);
}

core::Amount of_the_split(const Order& order, core::Amount refunded) {
  return refunded + promotion_given_back(order, refunded);
}

}  // namespace tallygate::ledger
