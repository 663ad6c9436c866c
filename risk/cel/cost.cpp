#include "risk/cel/cost.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace tallygate::risk::cel {
namespace {

using Steps = std::uint64_t;
constexpr Steps kStepsMax = std::numeric_limits<Steps>::max();

Steps plus(Steps a, Steps b) {
  return a > kStepsMax - b ? kStepsMax : a + b;
}
Steps times(Steps a, Steps b) {
  return b != 0 && a > kStepsMax / b ? kStepsMax : a * b;
}

constexpr Steps kBytesPerStep = 16;

// How large the value of a node can be.
struct Size {
  Steps bound = 0;   // elements, entries or bytes at the top
  Steps inner = 0;   // the same of its largest element
  Steps weight = 1;  // steps to visit all of it
};

bool is_text(Kind kind) {
  return kind == Kind::string || kind == Kind::bytes;
}
Size text(Steps bytes) {
  return {bytes, 0, 1 + bytes / kBytesPerStep};
}

Size larger(const Size& a, const Size& b) {
  return {std::max(a.bound, b.bound), std::max(a.inner, b.inner), std::max(a.weight, b.weight)};
}

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
        return is_text(node.literal) ? text(node.name.size()) : Size{};
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
    if (is_text(type.kind())) return text(bound != 0 ? bound : limits_.default_text_bound);
    if (type.kind() != Kind::list && type.kind() != Kind::map) return {};
    const Size key = type.kind() == Kind::map ? declared(type.key(), 0) : Size{};
    const Size element = declared(type.kind() == Kind::map ? type.mapped() : type.element(), 0);
    const Steps count = bound != 0 ? bound : limits_.default_list_bound;
    return {count, std::max(key.bound, element.bound), plus(1, times(count, plus(key.weight, element.weight)))};
  }

  // What can come out of a list or map: only two levels of bounds are kept, what is deeper is as large as the whole.
  static Size element_of(const Size& whole, Type type) {
    if (is_text(type.kind())) return text(whole.inner);
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
    Size size = literal_list(id, cost);
    size.bound /= 2;
    cost = plus(cost, times(size.bound, size.bound) / 4);  // keys are compared with each other
    return size;
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
    cost = plus(cost, plus(node.overload.cost, work(node, sizes)));
    return result(node, sizes);
  }

  Steps work(const Node& node, const std::vector<Size>& sizes) const {
    Steps sum = 0;
    switch (node.overload.shape) {
      case CostShape::fixed:
        return 0;
      case CostShape::linear:
        for (const Size& size : sizes) sum = plus(sum, size.bound / kBytesPerStep);
        return sum;
      case CostShape::pattern:
        return plus(50, sizes[0].bound);
      case CostShape::deep: {
        const bool maps = holds_map(tree_[node.children[0]].type);
        return maps ? times(sizes[0].weight, sizes[1].weight) : std::min(sizes[0].weight, sizes[1].weight);
      }
      case CostShape::scan: {
        const std::size_t container = node.name == "@in" ? 1 : 0;
        return times(sizes[container].bound, sizes[1 - container].weight);
      }
    }
    return sum;
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
    Size size{0, 0, 1};
    for (const Size& s : sizes) {
      size.bound = plus(size.bound, s.bound);
      size.inner = std::max(size.inner, s.inner);
      size.weight = plus(size.weight, s.weight);
    }
    return size;
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
    Size last;
    for (std::size_t i = 1; i < node.children.size(); ++i) last = child(id, i, round);
    cost = plus(cost, times(range.bound, round));
    switch (node.loop) {
      case LoopKind::all:
      case LoopKind::exists:
      case LoopKind::exists_one:
        return {};
      case LoopKind::filter:
        return range;
      default:
        return {range.bound, last.bound, plus(1, times(range.bound, plus(last.weight, key.weight)))};
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
