#include "risk/cel/macros.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace tallygate::risk::cel {
namespace {

struct Macro {
  std::string_view name;
  std::size_t variables;  // names that it binds
  std::size_t arguments;  // all, the names included
  LoopKind loop;
};

// langdef.md, "Macros", and the two-variable forms of the comprehensions extension.
constexpr std::array<Macro, 15> kMacros{{
    {"all", 1, 2, LoopKind::all},
    {"exists", 1, 2, LoopKind::exists},
    {"exists_one", 1, 2, LoopKind::exists_one},
    {"existsOne", 1, 2, LoopKind::exists_one},
    {"map", 1, 2, LoopKind::map},
    {"map", 1, 3, LoopKind::map_filtered},
    {"filter", 1, 2, LoopKind::filter},
    {"all", 2, 3, LoopKind::all},
    {"exists", 2, 3, LoopKind::exists},
    {"exists_one", 2, 3, LoopKind::exists_one},
    {"existsOne", 2, 3, LoopKind::exists_one},
    {"transformList", 2, 3, LoopKind::map},
    {"transformList", 2, 4, LoopKind::map_filtered},
    {"transformMap", 2, 3, LoopKind::transform_map},
    {"transformMap", 2, 4, LoopKind::transform_map_filtered},
}};

Fault fault(const Node& at, std::string why) {
  return {CompileCode::syntax, at.begin, std::move(why)};
}

bool simple_name(const Node& node) {
  return node.kind == NodeKind::identifier && !node.absolute;
}

std::optional<Fault> expand_has(Tree& tree, Node& call) {
  const Node& operand = tree[call.children[0]];
  if (operand.kind != NodeKind::select && !simple_name(operand))
    return fault(operand, "has() takes a name or a field: has(device.emulator).");
  call.kind = NodeKind::presence;
  return std::nullopt;
}

std::optional<Fault> expand_bind(Tree& tree, Node& call) {
  const Node& bound = tree[call.children[1]];
  if (!simple_name(bound)) return fault(bound, "cel.bind() binds a simple name: cel.bind(x, 2, x + x).");
  call.kind = NodeKind::bind;
  call.name = bound.name;
  call.children = {call.children[2], call.children[3]};
  return std::nullopt;
}

std::optional<Fault> expand_loop(Tree& tree, Node& call, const Macro& macro) {
  const Node& first = tree[call.children[1]];
  if (!simple_name(first)) return fault(first, "This macro binds a simple name first: items.all(x, x > 0).");
  std::string second;
  if (macro.variables == 2) {
    const Node& other = tree[call.children[2]];
    if (!simple_name(other)) return fault(other, "This macro binds two simple names first: items.all(i, x, x > i).");
    if (other.name == first.name) return fault(other, "The two names that a macro binds must differ.");
    second = other.name;
  }
  call.kind = NodeKind::loop;
  call.loop = macro.loop;
  call.name = first.name;
  call.second_name = std::move(second);
  const auto begin = call.children.begin();
  call.children.erase(begin + 1, begin + 1 + static_cast<std::ptrdiff_t>(macro.variables));
  return std::nullopt;
}

}  // namespace

std::optional<Fault> expand_macro(Tree& tree, NodeId id) {
  Node& call = tree[id];
  if (!call.member) return call.name == "has" && call.children.size() == 1 ? expand_has(tree, call) : std::nullopt;
  const Node& receiver = tree[call.children[0]];
  if (call.name == "bind" && call.children.size() == 4 && simple_name(receiver) && receiver.name == "cel")
    return expand_bind(tree, call);
  const auto named = [&](const Macro& m) { return m.name == call.name && m.arguments + 1 == call.children.size(); };
  const auto macro = std::find_if(kMacros.begin(), kMacros.end(), named);
  return macro == kMacros.end() ? std::nullopt : expand_loop(tree, call, *macro);
}

}  // namespace tallygate::risk::cel
