// One activity as rules and features read it: values in the slots of the expression language, hashes of key values and
// answers of the features' conditions, each made once and only when asked. One thread; what it points to lives as long
// as the activity.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "risk/activity.hpp"
#include "risk/cel/evaluate.hpp"
#include "risk/feature.hpp"
#include "risk/window_key.hpp"

namespace tallygate::risk {

class ActivityValues {
 public:
  ActivityValues() : slots_(kFields) {}

  // Starts over with another activity. `used` are the fields that expressions may read; `conditions` the features'
  // `where`, by index.
  void bind(const Activity& activity, std::span<const Field> used, std::span<const cel::Program> conditions,
            std::size_t features);

  const Activity& activity() const { return *activity_; }
  std::int64_t at_us() const { return activity_->at.us; }
  std::span<const cel::Value> slots() const { return slots_; }  // fields, then features in declared order
  cel::Value& feature_slot(std::size_t feature) { return slots_[kFields + feature]; }
  cel::Scratch& scratch() { return scratch_; }

  std::optional<WindowKey> key(std::span<const KeyPart> parts);  // empty when a part is absent
  std::optional<WindowKey> value_hash(Field field);              // of text or a number; empty when absent
  // Whether the activity, recorded as one of `of`, is what the lane counts. A condition that cannot be evaluated counts
  // as false.
  bool matches(const Lane& lane);

 private:
  bool condition(std::size_t index);

  const Activity* activity_ = nullptr;
  std::span<const cel::Program> conditions_;
  std::vector<cel::Value> slots_;
  std::array<WindowKey, kFields> hashes_;
  std::bitset<kFields> hashed_;
  std::vector<std::int8_t> condition_;  // -1: not asked yet
  cel::Scratch scratch_;
};

// The values that every activity has even where the engine sets none: op, at, hour, weekday.
cel::Value field_value(const Activity& activity, Field field);

}  // namespace tallygate::risk
