// Commands about what is sold: stock that is limited, and coupons.
#pragma once

#include <optional>
#include <string>

#include "core/commands/plan.hpp"

namespace tallygate::core {

// path: the sku. What orders may take of it, as long as the sale lasts.
struct StockPut {
  std::optional<Time> ends_at;      // from then on nothing is sold; absent: no end
  std::optional<PartyId> merchant;  // whose orders alone may take of it; absent: any
  std::optional<Time> occurred_at;
  std::optional<std::int64_t> per_buyer;  // at most so many for one buyer
  std::int64_t quantity = 0;              // in all, what was taken before included
  std::optional<OtherId> sale;            // another than before begins anew: nothing of it is taken yet
  std::optional<Time> starts_at;          // before then nothing is sold; absent: open now
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("ends_at", s.ends_at);
    v("merchant", s.merchant);
    v("occurred_at", s.occurred_at);
    v("per_buyer", s.per_buyer, between(1, 1'000'000'000));
    v("quantity", s.quantity, between(0, 1'000'000'000'000));
    v("sale", s.sale);
    v("starts_at", s.starts_at);
  }
};

// Who pays for what a discount takes off: the platform makes it good to the split, or the merchant gets less.
enum class FundedBy : std::uint8_t { merchant, platform };
std::span<const EnumName<FundedBy>> enum_names(FundedBy);

// path: the coupon. Either `amount`, or `bp` of the goods with at most `max`.
struct CouponPut {
  std::optional<Amount> amount;  // at most what the goods are worth
  std::optional<std::int64_t> bp;
  Currency currency;
  std::optional<Time> expires_at;  // from then on no order may use it
  FundedBy funded_by = FundedBy::merchant;
  std::optional<Amount> max;
  std::optional<PartyId> merchant;  // whose orders alone may use it; absent: any
  std::optional<Time> occurred_at;
  std::optional<std::int64_t> per_buyer;
  std::optional<std::int64_t> uses;  // in all, those before included; absent: any number
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount, at_least(1));
    v("bp", s.bp, between(1, kBasisPoints));
    v("currency", s.currency);
    v("expires_at", s.expires_at);
    v("funded_by", s.funded_by);
    v("max", s.max, at_least(1));
    v("merchant", s.merchant);
    v("occurred_at", s.occurred_at);
    v("per_buyer", s.per_buyer, between(1, 1'000'000'000));
    v("uses", s.uses, between(0, 1'000'000'000'000));
  }
};

}  // namespace tallygate::core
