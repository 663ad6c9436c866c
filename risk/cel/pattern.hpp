// Regular expressions by RE2: linear in the text, whatever the pattern. Compiled when a rule set is published; matching
// is thread-safe.
#pragma once

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

// Whether it matches anywhere in the text.
bool found_in(const re2::RE2& pattern, std::string_view text);

}  // namespace tallygate::risk::cel
