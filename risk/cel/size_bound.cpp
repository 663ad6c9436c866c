#include "risk/cel/size_bound.hpp"

#include <optional>

namespace tallygate::risk::cel {
namespace {

// A number as "%.100f" writes it; a scalar inside a list with the comma behind it.
constexpr Steps kNumberBytes = 420;
constexpr Steps kElementBytes = 96;

std::optional<std::string_view> literal_text(const Tree& tree, const Node& call, std::size_t argument) {
  if (call.children.size() <= argument) return std::nullopt;
  const Node& node = tree[call.children[argument]];
  return node.kind == NodeKind::literal && node.literal == Kind::string ? std::optional<std::string_view>(node.name)
                                                                        : std::nullopt;
}

// Places in `bytes` where the argument can stand: the empty string stands before every byte and at the end.
Steps places(const Tree& tree, const Node& call, std::size_t argument, Steps bytes) {
  const auto part = literal_text(tree, call, argument);
  return part && !part->empty() ? bytes / part->size() : plus(bytes, 1);
}

// How often at most, where that is a literal and not negative.
Steps limited(const Tree& tree, const Node& call, std::size_t argument, Steps count) {
  if (call.children.size() <= argument) return count;
  const Node& node = tree[call.children[argument]];
  const bool known = node.kind == NodeKind::literal && node.literal == Kind::integer && node.integer >= 0;
  return known ? std::min(count, static_cast<Steps>(node.integer)) : count;
}

SizeBound sum_of(std::span<const SizeBound> sizes) {
  SizeBound size{0, 0, 1};
  for (const SizeBound& s : sizes) {
    size.bound = plus(size.bound, s.bound);
    size.inner = std::max(size.inner, s.inner);
    size.weight = plus(size.weight, s.weight);
  }
  return size;
}

}  // namespace

SizeBound grown(const Tree& tree, const Node& call, std::span<const SizeBound> sizes) {
  const SizeBound& first = sizes[0];
  switch (call.overload.growth) {
    case Growth::first:
      return first;
    case Growth::pieces: {
      const Steps count = limited(tree, call, 2, plus(places(tree, call, 1, first.bound), 1));
      return {count, first.bound, plus(plus(1, count), first.bound / kBytesPerStep)};
    }
    case Growth::joined: {
      // Either bound holds; the second is the better one where one element may hold nearly everything.
      const Steps elements = std::min(times(first.bound, first.inner), times(first.weight, kBytesPerStep));
      return text_of(plus(elements, times(first.bound, sizes.size() > 1 ? sizes[1].bound : 0)));
    }
    case Growth::replaced: {
      const Steps count = limited(tree, call, 3, places(tree, call, 1, first.bound));
      return text_of(plus(first.bound, times(count, sizes[2].bound)));
    }
    case Growth::quoted:
      return text_of(plus(times(2, first.bound), 2));
    case Growth::encoded:
      return text_of(times(4, plus(first.bound / 3, 1)));
    case Growth::formatted:
      return text_of(
          plus(first.bound, plus(times(sizes[1].bound, kNumberBytes), times(sizes[1].weight, kElementBytes))));
    case Growth::sum:
      break;
  }
  return sum_of(sizes);
}

}  // namespace tallygate::risk::cel
