// The labelled abuse that is mixed into the real month. Every id begins with "syn-", every episode is known to the
// player, so that what was caught and missed can be counted.
#include <algorithm>

#include "bench/play/month.hpp"

namespace tallygate::play {
namespace {

std::string n(std::uint64_t value) {
  return std::to_string(value);
}

// Times inside trading hours of a day of the month.
core::Time moment(const Month& month, std::uint64_t day, std::uint64_t hour) {
  const core::Time midnight = core::start_of(core::date_of(month.from));
  return midnight + core::days(static_cast<std::int64_t>(day)) + core::hours(static_cast<std::int64_t>(hour));
}

Order order(const std::string& id, const std::string& buyer, const std::string& merchant, std::int64_t amount,
            core::Time at, const std::string& episode) {
  Order o;
  o.id = id, o.buyer = buyer, o.merchant = merchant, o.amount = amount, o.at = at, o.country = "GB",
  o.episode = episode;
  o.items = {{"SYN-ARTICLE", 1, amount}};
  o.device = "syn-dev-" + buyer;
  return o;
}

// Stolen card numbers are tried out: declines on one device, many cards, small amounts; then an order with one that
// worked.
void card_testing(Month& month, core::SeededRandom& random) {
  for (std::uint64_t e = 0; e < 4; ++e) {
    const auto at = moment(month, 3 + e * 4, 9 + e);
    const auto device = "syn-dev-tester" + n(e), ip = "45.155.20" + n(e) + ".10";
    for (std::uint64_t i = 0; i < 14; ++i)
      month.declines.push_back({"syn-ct" + n(e) + "-" + n(i), "syn-card-" + n(e) + "-" + n(i % 9), device, ip,
                                "syn-tester" + n(e), static_cast<std::int64_t>(100 + random.below(300)),
                                at + core::seconds(static_cast<std::int64_t>(i) * 40), "card_testing"});
    auto o = order("syn-ct" + n(e) + "-order", "syn-tester" + n(e), "m-gifts", 62'000, at + core::minutes(12),
                   "card_testing");
    o.device = device, o.ip = ip;
    month.orders.push_back(o);
  }
}

// One phone, many accounts, the same shop: sales that nobody made.
void brushing(Month& month, core::SeededRandom& random) {
  for (std::uint64_t e = 0; e < 3; ++e) {
    const auto at = moment(month, 5 + e * 5, 10);
    for (std::uint64_t i = 0; i < 9; ++i) {
      auto o = order("syn-br" + n(e) + "-" + n(i), "syn-brusher" + n(e) + "-" + n(i), "syn-shop" + n(e),
                     static_cast<std::int64_t>(1'900 + random.below(200)),
                     at + core::minutes(static_cast<std::int64_t>(i) * 25), "brushing");
      o.device = "syn-dev-farm" + n(e), o.ip = "45.155.210." + n(10 + e);
      month.orders.push_back(o);
    }
  }
}

// A distributor buys under other names from the own device, for the commission.
void self_referral(Month& month, core::SeededRandom& random) {
  for (std::uint64_t e = 0; e < 6; ++e) {
    const auto& d = month.distributors[12 + e * 5];
    for (std::uint64_t i = 0; i < 3; ++i) {
      auto o = order("syn-sr" + n(e) + "-" + n(i), "syn-alias" + n(e) + "-" + n(i), "m-gifts",
                     static_cast<std::int64_t>(8'000 + random.below(9'000)),
                     moment(month, 6 + e * 2, 11) + core::minutes(static_cast<std::int64_t>(i) * 45), "self_referral");
      o.referrer = d.id, o.device = d.device, o.ip = d.ip;
      month.orders.push_back(o);
    }
  }
}

// New accounts for the newcomer's coupon, all behind one address.
void coupon_farming(Month& month, core::SeededRandom& random) {
  for (std::uint64_t e = 0; e < 3; ++e)
    for (std::uint64_t i = 0; i < 10; ++i) {
      auto o = order("syn-cf" + n(e) + "-" + n(i), "syn-newcomer" + n(e) + "-" + n(i), "m-gifts",
                     static_cast<std::int64_t>(2'400 + random.below(500)),
                     moment(month, 7 + e * 4, 14) + core::minutes(static_cast<std::int64_t>(i) * 6), "coupon_farming");
      o.coupon = "NEW10", o.ip = "45.155.220." + n(20 + e), o.device = "syn-dev-cf" + n(e) + "-" + n(i / 4);
      month.orders.push_back(o);
    }
}

// Leaked passwords tried on many accounts from one address; a few open.
void credential_stuffing(Month& month, const std::vector<std::string>& customers) {
  for (std::uint64_t e = 0; e < 2; ++e)
    for (std::uint64_t i = 0; i < 40; ++i)
      month.logins.push_back({"syn-cs" + n(e) + "-" + n(i), customers[(e * 97 + i * 13) % customers.size()],
                              "syn-dev-bot" + n(e), "45.155.230." + n(30 + e), i % 13 == 12,
                              moment(month, 8 + e * 6, 13) + core::seconds(static_cast<std::int64_t>(i) * 8),
                              "credential_stuffing"});
}

// The same account, two continents, one lunch break.
void impossible_travel(Month& month, const std::vector<std::string>& customers) {
  for (std::uint64_t e = 0; e < 6; ++e) {
    const auto at = moment(month, 4 + e * 3, 12);
    const auto& user = customers[(e * 131 + 7) % customers.size()];
    month.logins.push_back({"syn-it" + n(e) + "-home", user, "syn-dev-" + user, "86.10.7." + n(40 + e), true, at, ""});
    month.logins.push_back({"syn-it" + n(e) + "-away", user, "syn-dev-away" + n(e), "36.110.7." + n(40 + e), true,
                            at + core::minutes(35), "impossible_travel"});
  }
}

}  // namespace

void add_abuse(Month& month, core::SeededRandom& random) {
  std::vector<std::string> customers;
  for (const auto& o : month.orders)
    if (!o.buyer.starts_with("guest-")) customers.push_back(o.buyer);
  std::sort(customers.begin(), customers.end());
  customers.erase(std::unique(customers.begin(), customers.end()), customers.end());
  card_testing(month, random);
  brushing(month, random);
  self_referral(month, random);
  coupon_farming(month, random);
  credential_stuffing(month, customers);
  impossible_travel(month, customers);
}

}  // namespace tallygate::play
