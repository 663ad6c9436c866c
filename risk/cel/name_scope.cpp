#include "risk/cel/name_scope.hpp"

#include <array>

namespace tallygate::risk::cel {

const NameScope::Local* NameScope::local(std::string_view name) const {
  for (auto it = locals_.rbegin(); it != locals_.rend(); ++it)
    if (it->name == name) return &*it;
  return nullptr;
}

// Tries "A.B.name", "A.name", "name" in the container A.B, until one gives something.
template <class Try>
auto NameScope::outwards(std::string_view name, bool absolute, Try attempt) const -> decltype(attempt(std::string())) {
  std::string_view space = absolute ? std::string_view() : container_;
  while (!space.empty()) {
    if (auto found = attempt(std::string(space) + "." + std::string(name))) return found;
    const std::size_t dot = space.rfind('.');
    space = dot == std::string_view::npos ? std::string_view() : space.substr(0, dot);
  }
  return attempt(std::string(name));
}

const Variable* NameScope::variable(std::string_view name, bool absolute) const {
  return outwards(name, absolute, [&](const std::string& full) { return environment_.variable(full); });
}

std::optional<std::string> NameScope::function(std::string_view name, bool absolute) const {
  return outwards(name, absolute, [&](const std::string& full) {
    return function_exists(full, false, environment_) ? std::optional(full) : std::nullopt;
  });
}

std::optional<std::string> NameScope::dotted(const Tree& tree, NodeId id) const {
  const Node& node = tree[id];
  if (node.kind == NodeKind::identifier) {
    if (!node.absolute && local(node.name) != nullptr) return std::nullopt;
    return node.name;
  }
  if (node.kind != NodeKind::select || node.absolute) return std::nullopt;
  auto front = dotted(tree, node.children[0]);
  if (front) *front += "." + node.name;
  return front;
}

bool NameScope::absolute(const Tree& tree, NodeId id) {
  while (tree[id].kind == NodeKind::select) id = tree[id].children[0];
  return tree[id].absolute;
}

std::optional<Kind> type_constant(std::string_view name) {
  constexpr std::array<Kind, 14> kKinds{Kind::null_value, Kind::boolean, Kind::integer, Kind::unsigned_integer,
                                        Kind::floating,   Kind::string,  Kind::bytes,   Kind::timestamp,
                                        Kind::duration,   Kind::list,    Kind::map,     Kind::type,
                                        Kind::address,    Kind::network};
  for (const Kind kind : kKinds)
    if (type_name(kind) == name) return kind;
  return std::nullopt;
}

}  // namespace tallygate::risk::cel
