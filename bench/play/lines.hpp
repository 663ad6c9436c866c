// The batch lines (NDJSON) of the month's events, as a platform would send them.
#pragma once

#include <string>

#include "bench/play/month.hpp"

namespace tallygate::play {

std::string place_line(const Order& order, const std::string& currency);
// The k-th of `of` payments of an order, which add up to its amount.
struct Payment {
  std::string id;
  std::int64_t amount = 0;
};
std::vector<Payment> payments_of(const Order& order);
std::string pay_line(const Order& order, const Payment& payment, const std::string& currency, core::Time at);
std::string ship_line(const Order& order, core::Time at);
std::string deliver_line(const Order& order, core::Time at);
std::string complete_line(const Order& order, core::Time at);
std::string refund_line(const Refund& refund, const std::string& currency, core::Time at);
std::string login_line(const Login& login);
std::string decline_line(const Decline& decline, const std::string& currency);
std::string challenge_line(const std::string& challenge, bool passed, core::Time at);
std::string label_line(const std::string& subject, const std::string& kind, core::Time at);

}  // namespace tallygate::play
