#include "risk/cel/lexer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include "core/ascii.hpp"
#include "risk/cel/double_text.hpp"
#include "risk/cel/string_literal.hpp"

namespace tallygate::risk::cel {
namespace {

constexpr std::array<std::string_view, 17> kReserved{"as",        "break",  "const",  "continue", "else", "for",
                                                     "function",  "if",     "import", "let",      "loop", "package",
                                                     "namespace", "return", "var",    "void",     "while"};
constexpr std::array<std::string_view, 6> kSymbols2{"==", "!=", "<=", ">=", "&&", "||"};
constexpr std::string_view kSymbols1 = "()[]{}.,:?+-*/%<>!";

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  std::variant<std::vector<Token>, Fault> run() {
    while (!fault_) {
      skip_space();
      Token token;
      token.begin = here();
      if (at_ == source_.size()) {
        token.end = here();
        tokens_.push_back(std::move(token));
        return std::move(tokens_);
      }
      next(token);
      token.end = here();
      tokens_.push_back(std::move(token));
    }
    return std::move(*fault_);
  }

 private:
  std::uint32_t here() const { return static_cast<std::uint32_t>(at_); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }

  void fail(std::size_t at, std::string why) {
    fault_ = Fault{CompileCode::syntax, static_cast<std::uint32_t>(at), std::move(why)};
  }

  void skip_space() {
    while (at_ < source_.size()) {
      const char c = source_[at_];
      if (c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r') {
        ++at_;
      } else if (c == '/' && peek(1) == '/') {
        at_ = std::min(source_.find_first_of("\r\n", at_), source_.size());
      } else {
        return;
      }
    }
  }

  void next(Token& token) {
    const char c = peek();
    if (core::is_digit(c) || (c == '.' && core::is_digit(peek(1)))) return number(token);
    if (c == '"' || c == '\'') return quoted(token, 0);
    if (is_name_start(c)) {
      const std::size_t prefix = string_prefix();
      return prefix > 0 ? quoted(token, prefix) : identifier(token);
    }
    if (c == '`') return quoted_identifier(token);
    symbol(token);
  }

  // Letters before a quote: r, b, rb, br in any case; 0 when this is an identifier.
  std::size_t string_prefix() const {
    const auto is = [&](std::size_t i, char lower) { return peek(i) == lower || peek(i) == lower - 32; };
    const auto quote = [&](std::size_t i) { return peek(i) == '"' || peek(i) == '\''; };
    if ((is(0, 'r') || is(0, 'b')) && quote(1)) return 1;
    if (((is(0, 'r') && is(1, 'b')) || (is(0, 'b') && is(1, 'r'))) && quote(2)) return 2;
    return 0;
  }

  void identifier(Token& token) {
    const std::size_t begin = at_;
    while (is_name_start(peek()) || core::is_digit(peek())) ++at_;
    token.kind = TokenKind::identifier;
    token.text = source_.substr(begin, at_ - begin);
  }

  void quoted_identifier(Token& token) {
    const std::size_t end = source_.find('`', at_ + 1);
    if (end == std::string_view::npos) return fail(at_, "The ` of this name is never closed.");
    token.kind = TokenKind::quoted_identifier;
    token.text = source_.substr(at_ + 1, end - at_ - 1);
    const bool plain = std::all_of(token.text.begin(), token.text.end(), [](char c) {
      return is_name_start(c) || core::is_digit(c) || c == '.' || c == '-' || c == '/' || c == ' ';
    });
    if (token.text.empty() || !plain)
      return fail(at_, "Between ` stand letters, digits, dots, dashes, slashes and spaces.");
    at_ = end + 1;
  }

  void quoted(Token& token, std::size_t prefix) {
    const std::size_t begin = at_;
    bool raw = false;
    bool bytes = false;
    for (; prefix > 0; --prefix, ++at_) (peek() == 'r' || peek() == 'R' ? raw : bytes) = true;
    const char quote = peek();
    const std::string_view triple = quote == '"' ? "\"\"\"" : "'''";
    const bool is_triple = source_.substr(at_).starts_with(triple);
    const std::string_view delimiter = is_triple ? triple : triple.substr(0, 1);
    at_ += delimiter.size();
    const std::size_t body = at_;
    while (!source_.substr(at_).starts_with(delimiter)) {
      if (at_ >= source_.size()) return fail(begin, "This literal is never closed.");
      if (!is_triple && (peek() == '\n' || peek() == '\r'))
        return fail(begin, "A literal with one quote ends on its own line.");
      at_ += !raw && peek() == '\\' ? 2 : 1;
      at_ = std::min(at_, source_.size());
    }
    token.kind = bytes ? TokenKind::bytes : TokenKind::string;
    const std::string_view inside = source_.substr(body, at_ - body);
    at_ += delimiter.size();
    if (raw) {
      token.text = inside;
      return;
    }
    DecodedLiteral decoded = decode_literal(inside, bytes);
    if (!decoded.problem.empty()) return fail(body + decoded.at, std::move(decoded.problem));
    token.text = std::move(decoded.text);
  }

  void number(Token& token) {
    const std::size_t begin = at_;
    if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && core::is_hex_digit(peek(2))) {
      at_ += 2;
      const std::size_t digits = at_;
      while (core::is_hex_digit(peek())) ++at_;
      return integer(token, begin, source_.substr(digits, at_ - digits), 16);
    }
    while (core::is_digit(peek())) ++at_;
    bool floating = false;
    if (peek() == '.' && core::is_digit(peek(1))) {
      floating = true;
      ++at_;
      while (core::is_digit(peek())) ++at_;
    }
    const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 2 : 1;
    if ((peek() == 'e' || peek() == 'E') && core::is_digit(peek(sign))) {
      floating = true;
      at_ += sign;
      while (core::is_digit(peek())) ++at_;
    }
    const std::string_view text = source_.substr(begin, at_ - begin);
    if (!floating) return integer(token, begin, text, 10);
    token.kind = TokenKind::floating;
    const auto value = parse_double(text);
    if (!value || *value > std::numeric_limits<double>::max())
      return fail(begin, "This number is out of the range of a double.");
    token.floating = *value;
    if (is_name_start(peek())) return fail(at_, "A number is followed by a letter.");
  }

  void integer(Token& token, std::size_t begin, std::string_view digits, int base) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), token.number, base);
    if (error != std::errc() || end != digits.data() + digits.size())
      return fail(begin, "This number is out of the range of 64 bits.");
    token.kind = TokenKind::integer;
    if (peek() == 'u' || peek() == 'U') {
      token.kind = TokenKind::unsigned_integer;
      ++at_;
    }
    if (is_name_start(peek())) fail(at_, "A number is followed by a letter.");
  }

  void symbol(Token& token) {
    token.kind = TokenKind::symbol;
    const std::string_view two = source_.substr(at_, 2);
    if (std::find(kSymbols2.begin(), kSymbols2.end(), two) != kSymbols2.end()) {
      token.text = two;
      at_ += 2;
      return;
    }
    if (kSymbols1.find(peek()) == std::string_view::npos || peek() == '\0')
      return fail(at_, "This character has no meaning here.");
    token.text = source_.substr(at_, 1);
    ++at_;
  }

  std::string_view source_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
  std::optional<Fault> fault_;
};

}  // namespace

std::variant<std::vector<Token>, Fault> tokenize(std::string_view source) {
  return Lexer(source).run();
}

bool reserved(std::string_view word) {
  return std::find(kReserved.begin(), kReserved.end(), word) != kReserved.end();
}

}  // namespace tallygate::risk::cel
