// Declared window features: what a rule set says of them (Declaration), and how they are laid out in memory
// (FeaturePlan). A feature is a number over the log's past, read at an activity's `at` = t over the window (t - W, t],
// before the activity itself is counted.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/record_type.hpp"
#include "core/time.hpp"
#include "risk/activity.hpp"
#include "risk/cel/type.hpp"

namespace tallygate::risk {

using RecordTypeSet = std::bitset<256>;  // by number

enum class FeatureOp : std::uint8_t {
  count,  // matching records in the window
  sum,    // of an integer field over them
  avg,    // a double; absent over none
  min,
  max,             // absent over none
  distinct,        // different values of a field, exact up to `cap`, then it stays there
  streak,          // matching records since the last one that did not match `where`, in the window
  first_seen_age,  // seconds since the first matching record; absent when there was none
  last,            // the field's value in the newest matching record; absent when there was none
  last_age,        // seconds since the newest matching record; absent when there was none
  ratio,           // a double: one feature over another; absent when either is, or the other is 0
};

// One value of a key: the first of up to three fields that the activity has ("buyer|user|party"). Absent when it has
// none.
struct KeyPart {
  static constexpr std::size_t kAlternativesMax = 3;
  std::array<Field, kAlternativesMax> fields{};
  std::uint8_t count = 0;
  bool operator==(const KeyPart&) const = default;
};

struct Declaration {
  std::string name;
  std::int64_t version = 1;
  FeatureOp op = FeatureOp::count;
  RecordTypeSet of;                  // counted record types
  std::vector<KeyPart> by, read_by;  // read_by: the same number of parts, used for reading; empty: the same as by
  std::int64_t window_us = 0;        // `over`, or `horizon` of what lasts
  std::optional<Field> value;        // of sum, avg, min, max, distinct, last
  std::uint32_t cap = 64;            // of distinct
  std::int16_t where = -1;           // index of the condition in the rule set; -1: none
  std::string currency;              // only records in it; empty: any
  bool include_current = false;      // as if the activity had been counted already
  std::uint16_t a = 0, b = 0;        // of ratio: features declared before
  bool operator==(const Declaration&) const = default;
};

cel::Type result_type(const Declaration& feature);
bool is_lasting(FeatureOp op);  // first_seen_age, last, last_age: kept for their horizon, not for a window

// What an operation may be recorded as when it is done; decides what include_current counts.
RecordTypeSet record_types_of(core::Operation op);

// One thing that is counted for each key of a group. Features with different windows over the same thing share a lane.
enum class LaneKind : std::uint8_t {
  count,
  sum,
  streak,
  lowest,
  highest,
  distinct,
  first,
  last_time,
  last_number,
  last_text
};
struct Lane {
  LaneKind kind = LaneKind::count;
  RecordTypeSet of;
  std::int16_t where = -1;
  std::string currency;
  std::optional<Field> value;
  std::int64_t window_us = 0;  // the widest that reads it; of distinct and lasting lanes part of what it is
  std::uint32_t cap = 0;
  std::uint32_t column = 0;  // count, sum, streak: its column in the entries and its running total in cells
  std::uint32_t cell =
      0;  // streak: the total at its start; first: first and newest time; last_*: time, then the number if there is one
  std::uint32_t slot = 0;  // lowest, highest, distinct, last_text: index among the key's own lists
};
bool same_lane(const Lane& x, const Lane& y);
constexpr bool has_column(const Lane& lane) {
  return lane.kind == LaneKind::count || lane.kind == LaneKind::sum || lane.kind == LaneKind::streak;
}

// All that is counted by the same fields: one table, one lookup, one time-ordered store per key, as long as the widest
// window.
struct Group {
  std::vector<KeyPart> by;
  bool lasting = false;
  RecordTypeSet of;
  std::vector<Lane> lanes;
  std::uint32_t columns = 0, cells = 0, distincts = 0, extremes = 0, texts = 0;
  std::int64_t widest_us = 0;
  std::uint32_t entry_words() const { return 1 + columns; }  // time, then each column's total before the entry
};

struct Feature {
  Declaration declared;
  std::uint16_t group = 0, lane = 0;
  std::uint16_t count_lane = 0;  // of avg: how many values its sum has
};

struct FeaturePlan {
  std::vector<Feature> features;  // in declared order
  std::vector<Group> groups;
  std::vector<std::string> conditions;  // the texts that `where` numbers
};
FeaturePlan plan_features(std::vector<Declaration> declarations, std::vector<std::string> conditions);

}  // namespace tallygate::risk
