// The scopes of the API (what a client may do), as a set of bits.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/operation.hpp"

namespace tallygate::http {

enum class Scope : std::uint8_t {
  transactions_write,
  transactions_read,
  facts_write,
  logins_write,
  plans_write,
  plans_approve,
  settings_write,
  risk_read,
  risk_write,
  risk_approve,
  payouts_approve,
  audit_read,
  reports_read,
  privacy_read,
  privacy_write,
  admin,
};

class ScopeSet {
 public:
  constexpr ScopeSet() = default;
  constexpr ScopeSet(std::initializer_list<Scope> scopes) {
    for (const Scope s : scopes) add(s);
  }
  constexpr void add(Scope s) { bits_ |= 1U << static_cast<unsigned>(s); }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool has(Scope s) const { return (bits_ >> static_cast<unsigned>(s) & 1U) != 0; }
  constexpr bool intersects(ScopeSet other) const { return (bits_ & other.bits_) != 0; }
  constexpr bool contains(ScopeSet other) const { return (bits_ & other.bits_) == other.bits_; }
  constexpr ScopeSet operator&(ScopeSet other) const {
    ScopeSet both;
    both.bits_ = bits_ & other.bits_;
    return both;
  }
  constexpr bool operator==(const ScopeSet&) const = default;

 private:
  std::uint32_t bits_ = 0;
};

std::span<const std::string_view> scope_names();  // by Scope: "transactions:write" …
std::optional<Scope> scope_named(std::string_view name);

// Space-separated as OAuth writes them (RFC 6749 3.3); nothing when a name is unknown.
std::optional<ScopeSet> parse_scopes(std::string_view text);
ScopeSet scopes_of(const std::vector<std::string>& names);  // unknown names grant nothing
std::string format_scopes(ScopeSet scopes);                 // in the order of the enumeration

// Any one of these lets a client call the operation.
ScopeSet scopes_for(core::Operation op);

}  // namespace tallygate::http
