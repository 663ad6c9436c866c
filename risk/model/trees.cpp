#include "risk/model/trees.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/check.hpp"

namespace tallygate::risk::model {

void Trees::fill_slots(std::span<const float> inputs, float* slots) const {
  TALLYGATE_CHECK(inputs.size() == features_, "a model is given another number of inputs than it has features");
  constexpr float kMost = std::numeric_limits<float>::max();
  constexpr float kLess = -std::numeric_limits<float>::infinity();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const float value = inputs[i];
    const bool missing = value != value;
    slots[2 * i] = missing ? kMost : value;
    slots[2 * i + 1] = missing ? kLess : value;
  }
  slots[2 * inputs.size()] = kLess;
}

template <class Step>
std::array<std::uint32_t, Trees::kBeside> Trees::walk(const Group& group, const float* slots, Step step) const {
  const Node* const nodes = nodes_.data();
  std::array<std::uint32_t, kBeside> at = group.roots;
  for (std::uint32_t done = 0; done < group.steps; ++done) {
    for (std::size_t k = 0; k < kBeside; ++k) {
      const Node& node = nodes[at[k]];
      const std::uint32_t next = node.left + static_cast<std::uint32_t>(!(slots[node.slot] < node.split));
      step(at[k], next, node.slot);
      at[k] = next;
    }
  }
  return at;
}

float Trees::margin(std::span<const float> inputs) const {
  std::array<float, kSlotsMax> slots;
  fill_slots(inputs, slots.data());
  float sum = base_margin_;
  std::size_t left = trees_;
  for (const Group& group : groups_) {
    const auto leaves = walk(group, slots.data(), [](std::uint32_t, std::uint32_t, std::uint32_t) {});
    const std::size_t count = std::min(left, kBeside);
    for (std::size_t k = 0; k < count; ++k) sum += nodes_[leaves[k]].split;
    left -= count;
  }
  return sum;
}

void Trees::contributions(std::span<const float> inputs, std::span<double> contributions) const {
  TALLYGATE_CHECK(contributions.size() == features_, "there is not one contribution a feature");
  std::array<float, kSlotsMax> slots;
  std::array<double, kSlotsMax> moved;
  fill_slots(inputs, slots.data());
  std::fill_n(moved.begin(), 2 * features_ + 1, 0.0);
  const double* const means = means_.data();
  for (const Group& group : groups_) {
    walk(group, slots.data(),
         [&](std::uint32_t from, std::uint32_t to, std::uint32_t slot) { moved[slot] += means[to] - means[from]; });
  }
  for (std::size_t i = 0; i < contributions.size(); ++i) contributions[i] = moved[2 * i] + moved[2 * i + 1];
}

std::size_t Trees::bytes() const {
  return sizeof(*this) + nodes_.capacity() * sizeof(Node) + means_.capacity() * sizeof(double) +
         groups_.capacity() * sizeof(Group);
}

}  // namespace tallygate::risk::model
