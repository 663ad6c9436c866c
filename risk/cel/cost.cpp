#include "risk/cel/cost.hpp"

#include <algorithm>
#include <vector>

#include "risk/cel/size_bound.hpp"

namespace tallygate::risk::cel {
namespace {

using Size = SizeBound;

constexpr Steps kNumberSteps = 200;  // all digits of a double

class Pricing {
 public:
  Pricing(Tree& tree, const Limits& limits) : tree_(tree), limits_(limits), locals_(tree.locals) {}

  Steps run() {
    visit(tree_.root);
    return tree_[tree_.root].cost;
  }

 private:
  Size visit(NodeId id) {
    Steps cost = 1;
    const Size size = visit(id, cost);
    tree_[id].cost = cost;
    return size;
  }

  Size child(NodeId id, std::size_t index, Steps& cost) {
    const NodeId child_id = tree_[id].children[index];
    const Size size = visit(child_id);
    cost = plus(cost, tree_[child_id].cost);
    return size;
  }

  Size visit(NodeId id, Steps& cost) {
    const Node& node = tree_[id];
    switch (node.kind) {
      case NodeKind::literal:
        return is_text(node.literal) ? text_of(node.name.size()) : Size{};
      case NodeKind::identifier:
      case NodeKind::select:
        return name(id, cost);
      case NodeKind::presence:
        return presence(id, cost);
      case NodeKind::call:
        return call(id, cost);
      case NodeKind::conjunction:
      case NodeKind::disjunction:
        for (std::size_t i = 0; i < node.children.size(); ++i) child(id, i, cost);
        return {};
      case NodeKind::conditional:
        return conditional(id, cost);
      case NodeKind::list:
        return literal_list(id, cost);
      case NodeKind::map:
        return literal_map(id, cost);
      case NodeKind::structure:
        return {};
      case NodeKind::loop:
        return loop(id, cost);
      case NodeKind::bind: {
        locals_[node.local] = child(id, 0, cost);
        return child(id, 1, cost);
      }
    }
    return {};
  }

  Size declared(Type type, Steps bound) const {
    if (is_text(type.kind())) return text_of(bound != 0 ? bound : limits_.default_text_bound);
    if (type.kind() != Kind::list && type.kind() != Kind::map) return {};
    const Size key = type.kind() == Kind::map ? declared(type.key(), 0) : Size{};
    const Size element = declared(type.kind() == Kind::map ? type.mapped() : type.element(), 0);
    const Steps count = bound != 0 ? bound : limits_.default_list_bound;
    return {count, std::max(key.bound, element.bound), plus(1, times(count, plus(key.weight, element.weight)))};
  }

  // What can come out of a list or map: only two levels of bounds are kept, what is deeper is as large as the whole.
  static Size element_of(const Size& whole, Type type) {
    if (is_text(type.kind())) return text_of(whole.inner);
    if (type.kind() != Kind::list && type.kind() != Kind::map) return {};
    return {whole.inner, times(whole.weight, kBytesPerStep), whole.weight};
  }

  Size name(NodeId id, Steps& cost) {
    const Node& node = tree_[id];
    if (node.resolved == NameKind::variable) return declared(node.type, node.variable->bound);
    if (node.resolved == NameKind::local) return locals_[node.local];
    if (node.kind != NodeKind::select || node.resolved != NameKind::unresolved) return {};
    const Size map = child(id, 0, cost);
    cost = plus(cost, map.bound);
    return element_of(map, node.type);
  }

  Size presence(NodeId id, Steps& cost) {
    if (tree_[id].variable != nullptr) return {};
    child(id, 0, cost);
    return {};
  }

  Size conditional(NodeId id, Steps& cost) {
    child(id, 0, cost);
    Steps yes_cost = 0;
    Steps no_cost = 0;
    const Size yes = child(id, 1, yes_cost);
    const Size no = child(id, 2, no_cost);
    cost = plus(cost, std::max(yes_cost, no_cost));
    return larger(yes, no);
  }

  Size literal_list(NodeId id, Steps& cost) {
    Size size;
    size.bound = tree_[id].children.size();
    for (std::size_t i = 0; i < tree_[id].children.size(); ++i) {
      const Size element = child(id, i, cost);
      size.inner = std::max(size.inner, element.bound);
      size.weight = plus(size.weight, element.weight);
    }
    return size;
  }

  Size literal_map(NodeId id, Steps& cost) {
    Size size;
    Steps key_weight = 1;
    for (std::size_t i = 0; i < tree_[id].children.size(); ++i) {
      const Size part = child(id, i, cost);
      size.inner = std::max(size.inner, part.bound);
      size.weight = plus(size.weight, part.weight);
      if (i % 2 == 0) key_weight = std::max(key_weight, part.weight);
    }
    size.bound = tree_[id].children.size() / 2;
    cost = plus(cost, compared_with_each_other(size.bound, key_weight));
    return size;
  }

  static Steps compared_with_each_other(Steps keys, Steps key_weight) {
    return times(times(keys, keys) / 2, key_weight);
  }

  Size call(NodeId id, Steps& cost) {
    const Node& node = tree_[id];
    if (node.named_list != nullptr) {
      child(id, 0, cost);
      cost = plus(cost, 20);
      return {};
    }
    std::vector<Size> sizes;
    sizes.reserve(node.children.size());
    for (std::size_t i = 0; i < node.children.size(); ++i) sizes.push_back(child(id, i, cost));
    const Size made = result(node, sizes);
    cost = plus(cost, plus(node.overload.cost, work(node, sizes, made)));
    return made;
  }

  Steps work(const Node& node, const std::vector<Size>& sizes, const Size& made) const {
    Steps sum = 0;
    switch (node.overload.shape) {
      case CostShape::fixed:  // a call reads what it is given
        if (node.overload.op != Op::call) return 0;
        [[fallthrough]];
      case CostShape::linear:
        for (const Size& size : sizes) sum = plus(sum, size.bound / kBytesPerStep);
        return sum;
      case CostShape::pattern:
        return plus(50, times(sizes[0].bound, node.pattern_steps));
      case CostShape::deep: {
        const bool maps = holds_map(tree_[node.children[0]].type);
        return maps ? times(sizes[0].weight, sizes[1].weight) : std::min(sizes[0].weight, sizes[1].weight);
      }
      case CostShape::scan: {
        const std::size_t container = node.name == "@in" ? 1 : 0;
        if (holds_map(tree_[node.children[1 - container]].type))
          return times(sizes[container].weight, sizes[1 - container].weight);
        return times(sizes[container].bound, sizes[1 - container].weight);
      }
      case CostShape::text:
        for (std::size_t i = 0; i < sizes.size(); ++i)
          sum = plus(sum, character_steps(tree_[node.children[i]].type, sizes[i]));
        if (node.overload.growth == Growth::formatted) sum = plus(sum, times(kNumberSteps, sizes[1].bound));
        return plus(sum, character_steps(node.type, made));
    }
    return sum;
  }

  // Functions that look at every character.
  static Steps character_steps(Type type, const Size& size) {
    if (is_text(type.kind())) return size.bound / 4;
    return type.kind() == Kind::list || type.kind() == Kind::map ? times(size.weight, 4) : 0;
  }

  static bool holds_map(Type type) {
    while (type.kind() == Kind::list) type = type.element();
    return type.kind() == Kind::map;
  }

  Size result(const Node& node, const std::vector<Size>& sizes) const {
    const Kind kind = node.type.kind();
    if (node.name == "_[_]") return element_of(sizes[0], node.type);
    if (!is_text(kind) && kind != Kind::list && kind != Kind::map) return {};
    if (node.overload.call != nullptr && node.overload.bound != 0) return declared(node.type, node.overload.bound);
    return grown(tree_, node, sizes);
  }

  Size loop(NodeId id, Steps& cost) {
    const Size range = child(id, 0, cost);
    const Node& node = tree_[id];
    const Type range_type = tree_[node.children[0]].type;
    const bool two = !node.second_name.empty();
    const Size element = element_of(range, range_type.kind() == Kind::map ? range_type.mapped() : range_type.element());
    const Size key = range_type.kind() == Kind::map ? element_of(range, range_type.key()) : Size{};
    locals_[node.local] = two || range_type.kind() == Kind::map ? key : element;
    locals_[node.local + 1] = element;
    Steps round = 4;
    Size last, entry_key;  // the value, and the key before it
    for (std::size_t i = 1; i < node.children.size(); ++i) {
      entry_key = last;
      last = child(id, i, round);
    }
    cost = plus(cost, times(range.bound, round));
    switch (node.loop) {
      case LoopKind::all:
      case LoopKind::exists:
      case LoopKind::exists_one:
        return {};
      case LoopKind::filter:
        return range;
      case LoopKind::transform_entry:
      case LoopKind::transform_entry_filtered:
        cost = plus(cost, compared_with_each_other(range.bound, entry_key.weight));
        return {range.bound, std::max(last.bound, entry_key.bound),
                plus(1, times(range.bound, plus(last.weight, entry_key.weight)))};
      default:
        return {range.bound, std::max(last.bound, key.bound),
                plus(1, times(range.bound, plus(last.weight, key.weight)))};
    }
  }

  Tree& tree_;
  const Limits& limits_;
  std::vector<Size> locals_;
};

}  // namespace

std::uint64_t price(Tree& tree, const Limits& limits) {
  return Pricing(tree, limits).run();
}

}  // namespace tallygate::risk::cel
