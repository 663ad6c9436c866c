// One thing that does not hold in a log's file, and where.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace tallygate::audit {

constexpr std::size_t kFindingsOfOneKindMax = 16;  // that one pass keeps: the first ones

struct Finding {
  std::string table;                                 // "acme/records"; empty for the file as a whole
  std::optional<std::uint64_t> page;                 // of the file
  std::optional<std::uint64_t> first_seq, last_seq;  // the records that it concerns, where it concerns records
  std::string what;                                  // a clause
  // Follows from something else, or another finding tells better where: named only where nothing else is.
  bool secondary = false;
};

std::string finding_text(const Finding& finding);  // one line for a person

}  // namespace tallygate::audit
