// What the wholesaler's file does not have and a social-commerce platform does: a distributor tree, referrers, devices,
// addresses, logins. Synthetic, from a seed.
#include <array>
#include <set>

#include "bench/play/month.hpp"

namespace tallygate::play {
namespace {

constexpr std::size_t kTop = 12, kPerTop = 3;   // distributors: 12, and three below each
constexpr std::uint64_t kReferredPercent = 60;  // of the buyers came through a distributor

constexpr std::array<const char*, 12> kFirst = {"Amelia", "Bruno", "Chiara", "Dmitri",  "Esther", "Farid",
                                                "Greta",  "Hamza", "Ingrid", "Joaquim", "Keiko",  "Lorenzo"};
constexpr std::array<const char*, 12> kLast = {"Abernathy", "Brightwater", "Castellano", "Drummond",
                                               "Ellsworth", "Fairbanks",   "Galloway",   "Hollister",
                                               "Ivanovich", "Jankowski",   "Kilbride",   "Lindqvist"};

// Blocks that the packaged country database places where the buyer is; anything else goes to the first.
std::string address_in(const std::string& country, std::uint64_t n) {
  const auto host = std::to_string(1 + n % 250), net = std::to_string((n / 250) % 250);
  if (country == "DE") return "91.10." + net + "." + host;
  if (country == "FR") return "90.10." + net + "." + host;
  if (country == "US") return "24.10." + net + "." + host;
  if (country == "CN") return "36.110." + net + "." + host;
  if (country == "AU") return "1.120." + net + "." + host;
  return "86.10." + net + "." + host;  // GB
}

constexpr std::array<const char*, 6> kStreets = {"Marigold Lane",  "Tanner Row",    "Orchard Crescent",
                                                 "Harbour Parade", "Weavers Close", "Priory Gardens"};

void address_to(Order& order, std::uint64_t n) {
  order.name = std::string(kFirst[n % 12]) + " " + kLast[(n / 12) % 12];
  order.phone = "+44 7700 " + std::to_string(900'000 + n);
  order.address = std::to_string(1 + n % 190) + " " + kStreets[(n / 7) % 6];
  order.postcode = "TG" + std::to_string(1 + n % 20) + " " + std::to_string(n % 10) + "AB";
}

}  // namespace

void dress(Month& month, core::SeededRandom& random) {
  for (std::size_t i = 0; i < kTop + kTop * kPerTop; ++i) {
    const auto n = std::to_string(100 + i);
    const std::string upline = i < kTop ? "" : "syn-d" + std::to_string(100 + (i - kTop) / kPerTop);
    month.distributors.push_back({"syn-d" + n, upline, "syn-dev-d" + n, address_in("GB", 40'000 + i * 7),
                                  std::string(kFirst[i % 12]) + " " + kLast[(i / 4) % 12], "+44 20 7946 0" + n});
  }
  std::map<std::string, std::uint64_t> number_of;
  std::map<std::string, std::string> referrer_of;
  std::map<std::string, core::Time> last_login;
  for (auto& order : month.orders) {
    const auto [it, first] = number_of.try_emplace(order.buyer, number_of.size());
    const auto n = it->second;
    if (first && random.below(100) < kReferredPercent)
      referrer_of[order.buyer] = month.distributors[random.below(month.distributors.size())].id;
    if (const auto r = referrer_of.find(order.buyer); r != referrer_of.end()) order.referrer = r->second;
    order.device = "syn-dev-" + order.buyer;
    order.ip = address_in(order.country, n);
    address_to(order, n);
    // A named customer logs in before ordering, at most once in two hours; one login in fifty is mistyped first.
    if (order.buyer.starts_with("guest-")) continue;
    auto& last = last_login[order.buyer];
    if (last.us != 0 && (order.at - last) < core::hours(2)) continue;
    last = order.at;
    const auto id = "syn-l" + std::to_string(month.logins.size());
    if (random.below(50) == 0)
      month.logins.push_back({id + "-x", order.buyer, order.device, order.ip, false, order.at - core::minutes(3), ""});
    month.logins.push_back({id, order.buyer, order.device, order.ip, true, order.at - core::minutes(2), ""});
  }
}

}  // namespace tallygate::play
