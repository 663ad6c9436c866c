#include "risk/cel/pattern.hpp"

#include <re2/re2.h>

namespace tallygate::risk::cel {

void PatternDeleter::operator()(re2::RE2* pattern) const {
  delete pattern;
}

std::variant<Pattern, std::string> compile_pattern(std::string_view pattern, const Limits& limits) {
  if (pattern.size() > limits.pattern_bytes_max)
    return "A pattern has at most " + std::to_string(limits.pattern_bytes_max) + " bytes.";
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(static_cast<std::int64_t>(limits.pattern_memory_bytes));
  Pattern compiled(new re2::RE2(re2::StringPiece(pattern.data(), pattern.size()), options));
  if (!compiled->ok()) return "The pattern is refused: " + compiled->error() + ".";
  if (compiled->ProgramSize() > limits.pattern_instructions_max)
    return "The pattern compiles to " + std::to_string(compiled->ProgramSize()) + " instructions; " +
           std::to_string(limits.pattern_instructions_max) + " are allowed.";
  return std::move(compiled);
}

std::uint32_t steps_per_byte(const re2::RE2& pattern) {
  return 1 + static_cast<std::uint32_t>(pattern.ProgramSize()) / 4;
}

std::string_view source_of(const re2::RE2& pattern) {
  return pattern.pattern();
}

bool found_in(const re2::RE2& pattern, std::string_view text) {
  const re2::StringPiece piece(text.data(), text.size());
  return pattern.Match(piece, 0, piece.size(), re2::RE2::UNANCHORED, nullptr, 0);
}

}  // namespace tallygate::risk::cel
