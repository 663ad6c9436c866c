// What the columns of a channel's file mean, declared in TOML (docs/command-line.md, The mapping of a channel's file).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/commands/reconciliation.hpp"
#include "core/result.hpp"

namespace tallygate::statement {

inline constexpr std::size_t kMappingBytesMax = 64 * 1024;

// Where a row's values stand: names of columns. Empty: nowhere.
struct Columns {
  std::string amount, at, currency, fee, id, reference;
};

// What is another for the rows of one kind.
struct KindColumns {
  Columns columns;
  int sign = 1;  // -1: the file has what goes out with a minus
  int fee_sign = 1;
};

struct Mapping {
  std::string channel;  // empty: any
  char delimiter = ',';
  char decimal = '.';
  std::string thousands;        // characters that stand between digits for the eye; may be empty
  std::string strip = " \t";    // characters taken off both ends of every field
  std::string comment;          // lines that begin with it are passed over; empty: none
  std::string footer;           // the rows end before a line whose first field begins with it; empty: with the file
  std::int64_t skip_lines = 0;  // before the line of column names
  bool minor_units = false;     // amounts are in them: "1234" is 12.34 CNY
  std::string time_format;      // of %Y %m %d %H %M %S, and other characters as they are; empty: RFC 3339
  std::int64_t offset_s = 0;    // of the file's times from UTC
  std::optional<core::Currency> currency;  // where no column says it
  std::string kind_column;                 // empty: all rows are of `only_kind`
  core::StatementKind only_kind = core::StatementKind::payment;
  std::map<std::string, std::optional<core::StatementKind>>
      kinds;  // by the file's word; none: such rows are passed over
  Columns columns;
  std::map<core::StatementKind, KindColumns> of_kind;

  // What holds for rows of this kind: its own columns before those of all.
  KindColumns of(core::StatementKind kind) const;
};

// `invalid`, with a sentence that names the key, where it is no mapping.
core::Result<Mapping> read_mapping(std::string_view toml);

}  // namespace tallygate::statement
