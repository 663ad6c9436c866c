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
constexpr std::array<Macro, 17> kMacros{{
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
    {"transformMapEntry", 2, 3, LoopKind::transform_entry},
    {"transformMapEntry", 2, 4, LoopKind::transform_entry_filtered},
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

// In place of a map literal with one entry, its key and value.
bool open_entry(const Tree& tree, Node& call) {
  const Node& literal = tree[call.children.back()];
  if (literal.kind != NodeKind::map || literal.children.size() != 2) return false;
  call.children.back() = literal.children[0];
  call.children.push_back(literal.children[1]);
  return true;
}

// math.greatest(a, b, c) is math.greatest([a, b, c]): any number of numbers, all of one type.
std::optional<Fault> expand_extreme(Tree& tree, NodeId id) {
  if (tree[id].children.size() < 4) return std::nullopt;
  Node list;
  list.kind = NodeKind::list;
  list.children.assign(tree[id].children.begin() + 1, tree[id].children.end());
  list.begin = list.offset = tree[list.children.front()].begin;
  list.end = tree[list.children.back()].end;
  for (const NodeId child : list.children) list.height = std::max(list.height, tree[child].height + 1);
  tree[id].height = std::max(tree[id].height, list.height + 1);
  tree[id].children.resize(2);
  tree[id].children.back() = static_cast<NodeId>(tree.nodes.size());
  tree.nodes.push_back(std::move(list));
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
  const bool entry = macro.loop == LoopKind::transform_entry || macro.loop == LoopKind::transform_entry_filtered;
  if (entry && !open_entry(tree, call))
    return fault(tree[call.children.back()], "transformMapEntry() makes one entry of each: {value: key}.");
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
  if ((call.name == "greatest" || call.name == "least") && simple_name(receiver) && receiver.name == "math")
    return expand_extreme(tree, id);
  const auto named = [&](const Macro& m) { return m.name == call.name && m.arguments + 1 == call.children.size(); };
  const auto macro = std::find_if(kMacros.begin(), kMacros.end(), named);
  return macro == kMacros.end() ? std::nullopt : expand_loop(tree, call, *macro);
}

}  // namespace tallygate::risk::cel
