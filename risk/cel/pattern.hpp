// Regular expressions by RE2: linear in the text, whatever the pattern. Compiled when a rule set is published; matching
// is thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "risk/cel/limits.hpp"

namespace re2 {
class RE2;
}

namespace tallygate::risk::cel {

struct PatternDeleter {
  void operator()(re2::RE2* pattern) const;
};
using Pattern = std::unique_ptr<re2::RE2, PatternDeleter>;

// The pattern, or a sentence about what is wrong with it.
std::variant<Pattern, std::string> compile_pattern(std::string_view pattern, const Limits& limits);

// What looking at one byte of a text may cost: RE2 is linear in the text, by a factor that grows with the pattern where
// its automaton does not fit its memory (measured: up to 12 ns for each byte and instruction).
std::uint32_t steps_per_byte(const re2::RE2& pattern);

std::string_view source_of(const re2::RE2& pattern);

// Whether it matches anywhere in the text.
bool found_in(const re2::RE2& pattern, std::string_view text);

}  // namespace tallygate::risk::cel
