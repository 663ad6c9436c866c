// Identifiers are the platform's own, [A-Za-z0-9][A-Za-z0-9._-]{0,63}, compared byte by byte. One type each, so none
// can stand for another.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace tallygate::core {

constexpr std::size_t kIdLengthMax = 64;
bool valid_id(std::string_view text);

template <class Tag>
class Id {
 public:
  Id() = default;
  explicit Id(std::string text) : text_(std::move(text)) {}
  const std::string& str() const { return text_; }
  std::string_view view() const { return text_; }
  bool empty() const { return text_.empty(); }
  auto operator<=>(const Id&) const = default;

 private:
  std::string text_;
};

using TenantId = Id<struct TenantTag>;
using PartyId = Id<struct PartyTag>;
using OrderId = Id<struct OrderTag>;
using PaymentId = Id<struct PaymentTag>;
using RefundId = Id<struct RefundTag>;
using PlanId = Id<struct PlanTag>;
using LoginId = Id<struct LoginTag>;
using PayoutId = Id<struct PayoutTag>;
using DisputeId = Id<struct DisputeTag>;
using OtherId =
    Id<struct OtherTag>;  // devices, coupons, groups, baskets, skus …: named by the platform, no state of their own

// Lookups by string_view in maps keyed by std::string.
struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view s) const noexcept { return std::hash<std::string_view>{}(s); }
};
struct StringEqual {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const noexcept { return a == b; }
};

}  // namespace tallygate::core
