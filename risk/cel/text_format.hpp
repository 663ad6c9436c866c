// The clauses of format(): "%s", "%.2f" … Shared by the function and by the check of a literal format string.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <variant>

#include "risk/cel/type.hpp"

namespace tallygate::risk::cel {

// Digits after the point, of "%f" and "%e".
constexpr std::size_t kPrecisionDefault = 6;
constexpr std::size_t kPrecisionMax = 100;

struct FormatClause {
  std::string_view before;  // text in front of it, as it stands; of "%%" with the first sign
  char letter = 0;          // s d f e b o x X; 0: there is none, only the rest of the text
  std::size_t precision = kPrecisionDefault;
};

// Takes the next clause off `format`; the sentence says what is wrong with it. An empty format has one clause of letter
// 0.
std::variant<FormatClause, std::string_view> next_format_clause(std::string_view& format);

// Whether a clause can say a value of this kind.
bool formats(char letter, Kind kind);

}  // namespace tallygate::risk::cel
