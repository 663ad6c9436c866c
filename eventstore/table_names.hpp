// How the named tables of the environment are called and what kind of keys they have: one list for the log that writes
// them (tables.hpp) and the survey that reads them without LMDB (page_survey.hpp).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace tallygate::eventstore {

constexpr std::string_view kFormatRow = "format";
constexpr std::string_view kHeadRow = "head";
constexpr std::string_view kArchivesRow = "archives";
constexpr std::string_view kKeptRowPrefix = "kept.";  // and 20 digits
constexpr std::string_view kSideTablePrefix = "side.";

struct TableName {
  std::string_view name;
  bool integer_keys = false;
  bool written_once = false;  // rows are never deleted nor written over
};
// meta first: it holds the format.
constexpr std::array<TableName, 5> kTenantTables = {{{"meta", false, false},
                                                     {"records", true, true},
                                                     {"tiles", true, true},
                                                     {"keys", true, true},
                                                     {"blobs", false, true}}};

}  // namespace tallygate::eventstore
