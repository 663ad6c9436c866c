// Source text to tokens (langdef.md, "Syntax"). Literals are decoded here, so that later stages see values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/ascii.hpp"
#include "risk/cel/compile.hpp"

namespace tallygate::risk::cel {

enum class TokenKind : std::uint8_t {
  end,
  identifier,
  quoted_identifier,  // `content-type`, after a dot
  integer,            // magnitude in `number`; the sign is the parser's
  unsigned_integer,
  floating,
  string,
  bytes,
  symbol,  // an operator or bracket; its characters are the token's text
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::uint32_t begin = 0;  // bytes in the source
  std::uint32_t end = 0;
  std::uint64_t number = 0;
  double floating = 0;
  std::string text;  // decoded string, identifier, or symbol
};

// What went wrong at a byte of the source; compile() turns the offset into line and column.
struct Fault {
  CompileCode code = CompileCode::syntax;
  std::uint32_t offset = 0;
  std::string message;
};

// Thrown within a pass of the compiler only, to leave a deep descent; the pass turns it into a value.
struct Stop {
  Fault fault;
};

// What a name begins with; digits may follow.
constexpr bool is_name_start(char c) {
  return core::is_letter(c) || c == '_';
}

// All tokens, the last of kind end.
std::variant<std::vector<Token>, Fault> tokenize(std::string_view source);

// A word that cannot name a variable (langdef.md, RESERVED).
bool reserved(std::string_view word);

}  // namespace tallygate::risk::cel
