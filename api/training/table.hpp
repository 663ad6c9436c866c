// A table to train from: one line for each activity with the values of its features, and what became known of it, and
// when. CSV (api/statement/csv.hpp): comma, a line of column names, UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"

namespace tallygate::training {

inline constexpr std::size_t kTableBytesMax = std::size_t{1} << 30;  // held in memory, as text and as floats
inline constexpr std::size_t kTableRowsMax = 4'000'000;  // of 50 features: 800 MB, which libxgboost holds a second time

struct Columns {
  std::string key = "key", at = "at", label = "label", known_at = "known_at";
  std::string entity;                 // whom a label is about, a card, a buyer; empty: each row is one of its own
  std::vector<std::string> features;  // in this order; empty: all other columns
  std::vector<std::string> ignored;   // neither
};

enum class RowLabel : std::int8_t { unknown, negative, positive };

struct Table {
  std::vector<std::string> features;
  std::vector<float> values;  // row by row, features.size() each; NaN where a field is empty
  std::vector<std::string> keys;
  std::vector<core::Time> at;
  std::vector<RowLabel> label;
  std::vector<core::Time> known_at;   // of the label: the later of the column's time and `at`
  std::vector<std::uint32_t> entity;  // numbered as they come
  std::size_t entities = 0;

  std::size_t rows() const { return at.size(); }
};

// An error names the line and the column. `at` and `known_at` are RFC 3339 in UTC, `known_at` may be empty; a label is
// 1, 0 or empty; a feature a number, true, false or empty.
core::Result<Table> read_table(std::string_view csv, const Columns& columns);

}  // namespace tallygate::training
