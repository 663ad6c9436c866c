#include "risk/cel/environment.hpp"

#include <algorithm>
#include <array>

#include "core/ascii.hpp"
#include "risk/cel/lexer.hpp"

namespace tallygate::risk::cel {
namespace {

constexpr std::array<std::string_view, 4> kKeywords{"false", "in", "null", "true"};

bool dotted_name(std::string_view name) {
  if (name.empty() || name.size() > 255) return false;
  while (true) {
    const std::size_t dot = name.find('.');
    const std::string_view part = name.substr(0, dot);
    if (part.empty() || !is_name_start(part.front())) return false;
    if (!std::all_of(part.begin(), part.end(), [](char c) { return is_name_start(c) || core::is_digit(c); }))
      return false;
    if (std::find(kKeywords.begin(), kKeywords.end(), part) != kKeywords.end()) return false;
    if (dot == std::string_view::npos) return true;
    name.remove_prefix(dot + 1);
  }
}

std::string refused(std::string_view name, std::string_view why) {
  return "`" + std::string(name) + "` " + std::string(why);
}

}  // namespace

std::optional<std::string> Environment::declare(Variable variable) {
  if (!dotted_name(variable.name)) return refused(variable.name, "is not a name: identifiers joined by dots.");
  if (variable.slot >= kSlotsMax) return refused(variable.name, "has a slot past the last one.");
  if (variable.type == Type() || variable.type.kind() == Kind::error) return refused(variable.name, "has no type.");
  std::string name = variable.name;
  if (!variables_.emplace(name, std::move(variable)).second) return refused(name, "is declared twice.");
  return std::nullopt;
}

std::optional<std::string> Environment::declare(Function function) {
  if (!dotted_name(function.name)) return refused(function.name, "is not a name: identifiers joined by dots.");
  if (function.call == nullptr) return refused(function.name, "has no implementation.");
  if (function.parameters.size() > kParametersMax) return refused(function.name, "has too many parameters.");
  if (function.member && function.parameters.empty()) return refused(function.name, "has no receiver.");
  std::vector<Function>& overloads = functions_[function.name];
  for (const Function& other : overloads)
    if (other.member == function.member && other.parameters == function.parameters)
      return refused(function.name, "is declared twice with the same parameters.");
  overloads.push_back(std::move(function));
  return std::nullopt;
}

std::optional<std::string> Environment::declare(NamedList list) {
  if (list.name.empty() || list.name.size() > 255) return refused(list.name, "is not the name of a list.");
  const Kind kind = list.element.kind();
  if (kind != Kind::string && kind != Kind::integer && kind != Kind::unsigned_integer)
    return refused(list.name, "must hold strings, ints or uints.");
  std::string name = list.name;
  if (!lists_.emplace(name, std::move(list)).second) return refused(name, "is declared twice.");
  return std::nullopt;
}

const Variable* Environment::variable(std::string_view name) const {
  const auto it = variables_.find(name);
  return it == variables_.end() ? nullptr : &it->second;
}

const NamedList* Environment::list(std::string_view name) const {
  const auto it = lists_.find(name);
  return it == lists_.end() ? nullptr : &it->second;
}

std::span<const Function> Environment::functions(std::string_view name) const {
  const auto it = functions_.find(name);
  if (it == functions_.end()) return {};
  return it->second;
}

}  // namespace tallygate::risk::cel
