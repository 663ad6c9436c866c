// The month that is played: real orders and refunds from samples/online-retail by its README's rules, with what a
// platform adds (devices, addresses, payments, logins) made from a seed, and labelled abuse episodes, all of it marked
// synthetic by ids that begin with "syn-".
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/random.hpp"
#include "core/time.hpp"

namespace tallygate::play {

struct Item {
  std::string sku;
  std::int64_t quantity = 0, unit_price = 0;
};

// What will be asked of the platform about one order, as far as it is accepted.
struct Order {
  std::string id, buyer, merchant, referrer, coupon, device, ip, country, basket;
  std::string name, phone, address, postcode;  // where it goes: synthetic
  std::int64_t amount = 0;                     // minor units
  core::Time at;
  std::vector<Item> items;
  std::string episode;  // empty: an ordinary order; else which abuse it is part of
};

struct Refund {
  std::string id, order;
  std::int64_t amount = 0;
  core::Time at;
};

struct Login {
  std::string id, user, device, ip;
  bool success = true;
  core::Time at;
  std::string episode;
};

struct Decline {
  std::string payment, card, device, ip, buyer;
  std::int64_t amount = 0;
  core::Time at;
  std::string episode;
};

struct Distributor {
  std::string id, upline, device, ip, name, phone;
};

// Everything that will be tried, in no order: the player plays it by time.
struct Month {
  std::vector<Distributor> distributors;
  std::vector<Order> orders;
  std::vector<Refund> refunds;
  std::vector<Login> logins;
  std::vector<Decline> declines;
  std::string currency = "GBP";
  core::Time from, to;  // of the real orders
};

// Empty orders and a sentence in `why` when the file is not as its README says.
Month read_month(const std::string& csv_path, std::string& why);

// Adds the distributor tree, the referrers, ordinary logins, devices and addresses. The same seed gives the same month.
void dress(Month& month, core::SeededRandom& random);
// Adds the abuse episodes.
void add_abuse(Month& month, core::SeededRandom& random);

}  // namespace tallygate::play
