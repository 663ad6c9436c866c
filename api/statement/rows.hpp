// A channel's file as rows, in pieces that one record each can hold.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/statement/mapping.hpp"

namespace tallygate::statement {

inline constexpr std::size_t kFileBytesMax = 256 * 1024 * 1024;
inline constexpr std::size_t kFaultsMax = 20;  // that are named; the file is refused at the first

struct Piece {
  std::vector<core::StatementRow> rows;  // at most core::kStatementRowsMax
  std::size_t begin = 0, end = 0;        // of its text in the file
};

// `pieces` hold all rows in their order, and the texts of the pieces one after the other are the file. Where there is a
// fault nothing of the file counts.
struct ReadFile {
  std::vector<Piece> pieces;
  std::uint64_t rows = 0;
  std::uint64_t passed_over = 0;    // lines that the mapping skips by their kind
  std::vector<std::string> faults;  // "line 12, column Amount: …"
};

ReadFile read_file(std::string_view text, const Mapping& mapping);

// The body of channel.statement, as JSON, of piece number `at` (from 0).
std::string piece_body(std::string_view text, const ReadFile& file, std::size_t at, std::string_view statement_id,
                       std::string_view file_sha256);

}  // namespace tallygate::statement
