#include "api/http/scopes.hpp"

#include <array>

#include "core/check.hpp"

namespace tallygate::http {
namespace {

constexpr std::array<std::string_view, 16> kNames = {
    "transactions:write", "transactions:read", "facts:write",   "logins:write", "plans:write",     "plans:approve",
    "settings:write",     "risk:read",         "risk:write",    "risk:approve", "payouts:approve", "audit:read",
    "reports:read",       "privacy:read",      "privacy:write", "admin",
};

constexpr std::size_t kOperationNumbers = 128;

std::array<ScopeSet, kOperationNumbers> operation_scopes() {
  std::array<ScopeSet, kOperationNumbers> table{};
  for (const core::OperationTraits& o : core::operations()) {
    const std::optional<Scope> scope = scope_named(o.scope);
    TALLYGATE_CHECK(scope.has_value(), "an operation names a scope that does not exist");
    table[static_cast<std::size_t>(o.op)] = ScopeSet{*scope};
  }
  // An approval's subject says which of the approve scopes it needs (governance.cpp); any of them reaches the call.
  table[static_cast<std::size_t>(core::Operation::approval_decide)] =
      ScopeSet{Scope::plans_approve, Scope::risk_approve, Scope::payouts_approve};
  // Whoever reports logins also reports how their challenges ended.
  table[static_cast<std::size_t>(core::Operation::challenge_answer)].add(Scope::logins_write);
  return table;
}

}  // namespace

std::span<const std::string_view> scope_names() {
  return kNames;
}

std::optional<Scope> scope_named(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (kNames[i] == name) return static_cast<Scope>(i);
  return std::nullopt;
}

std::optional<ScopeSet> parse_scopes(std::string_view text) {
  ScopeSet set;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    const std::string_view name = text.substr(0, space);
    text = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
    if (name.empty()) continue;
    const std::optional<Scope> scope = scope_named(name);
    if (!scope) return std::nullopt;
    set.add(*scope);
  }
  return set;
}

ScopeSet scopes_of(const std::vector<std::string>& names) {
  ScopeSet set;
  for (const std::string& name : names)
    if (const std::optional<Scope> scope = scope_named(name)) set.add(*scope);
  return set;
}

std::string format_scopes(ScopeSet scopes) {
  std::string text;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (!scopes.has(static_cast<Scope>(i))) continue;
    if (!text.empty()) text += ' ';
    text += kNames[i];
  }
  return text;
}

ScopeSet scopes_for(core::Operation op) {
  static const std::array<ScopeSet, kOperationNumbers> table = operation_scopes();
  return table[static_cast<std::size_t>(op)];
}

}  // namespace tallygate::http
