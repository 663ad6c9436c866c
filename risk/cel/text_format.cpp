// format() of the strings extension: a format string and a list of what its clauses say.
#include "risk/cel/text_format.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "core/ascii.hpp"
#include "risk/cel/civil_time.hpp"
#include "risk/cel/double_text.hpp"
#include "risk/cel/functions.hpp"
#include "risk/cel/network_address.hpp"
#include "risk/cel/ordering.hpp"

namespace tallygate::risk::cel {
namespace {

// Writes what the clauses say, and stops where the scratch could not hold it.
class Formatted {
 public:
  explicit Formatted(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  bool full() const { return out_.size() > bytes_max_; }
  const std::string& text() const { return out_; }
  void put(std::string_view text) { out_ += text; }

  void put_clause(const FormatClause& clause, const Value& v) {
    switch (clause.letter) {
      case 'f':
        return put_double(v.as_double(), std::chars_format::fixed, clause.precision);
      case 'e':
        return put_double(v.as_double(), std::chars_format::scientific, clause.precision);
      case 'b':
        return put_whole(v, 2);
      case 'o':
        return put_whole(v, 8);
      case 'x':
      case 'X':
        return put_hex(v, clause.letter == 'X');
      default:
        return put_value(v);
    }
  }

  // Lists and maps as they are written, without quotes; a map in the order of its keys' texts.
  void put_value(const Value& v) {
    if (full()) return;
    switch (v.kind()) {
      case Kind::string:
      case Kind::bytes:
        return put(v.as_text());
      case Kind::integer:
      case Kind::unsigned_integer:
        return put_whole(v, 10);
      case Kind::floating:
        return put_shortest(v.as_double());
      case Kind::timestamp:
        return put(instant_text(v.as_instant()));
      case Kind::duration:
        return put(duration_text(v.as_duration_ns()));
      case Kind::type:
        return put(type_name(v.as_type()));
      case Kind::address:
        return put(address_text(v.as_network()));
      case Kind::network:
        return put(network_text(v.as_network()));
      case Kind::list:
        return put_list(v.as_list());
      case Kind::map:
        return put_map(v.as_map());
      case Kind::boolean:
        return put(v.as_bool() ? "true" : "false");
      default:
        return put("null");
    }
  }

 private:
  // What is no number has a name of its own here.
  bool put_named(double v) {
    if (v - v == 0) return false;
    put(v != v ? "NaN" : v > 0 ? "Infinity" : "-Infinity");
    return true;
  }

  void put_shortest(double v) {
    if (!put_named(v)) put(double_text(v).view());
  }

  void put_double(double v, std::chars_format format, std::size_t precision) {
    if (put_named(v)) return;
    std::array<char, 512> room;  // 309 digits, a sign, a point and 100 more
    const auto [end, error] =
        std::to_chars(room.data(), room.data() + room.size(), v, format, static_cast<int>(precision));
    put({room.data(), static_cast<std::size_t>(end - room.data())});
  }

  void put_whole(const Value& v, int base) {
    std::array<char, 72> room;
    char* const last = room.data() + room.size();
    const auto end = v.is(Kind::unsigned_integer) ? std::to_chars(room.data(), last, v.as_uint(), base).ptr
                                                  : std::to_chars(room.data(), last, v.as_int(), base).ptr;
    put({room.data(), static_cast<std::size_t>(end - room.data())});
  }

  void put_hex(const Value& v, bool upper) {
    const std::size_t begin = out_.size();
    if (v.is(Kind::integer) || v.is(Kind::unsigned_integer)) {
      put_whole(v, 16);
    } else {
      constexpr std::string_view kHex = "0123456789abcdef";
      for (const char c : v.as_text()) {
        out_ += kHex[static_cast<unsigned char>(c) >> 4];
        out_ += kHex[static_cast<unsigned char>(c) & 15];
      }
    }
    if (upper)
      std::transform(out_.begin() + static_cast<std::ptrdiff_t>(begin), out_.end(),
                     out_.begin() + static_cast<std::ptrdiff_t>(begin),
                     [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c; });
  }

  void put_list(std::span<const Value> list) {
    put("[");
    for (std::size_t i = 0; i < list.size() && !full(); ++i) {
      if (i > 0) put(", ");
      put_value(list[i]);
    }
    put("]");
  }

  void put_map(std::span<const MapEntry> map) {
    std::vector<std::pair<std::string, const Value*>> entries;
    for (const MapEntry& entry : map) {
      Formatted key(bytes_max_);
      key.put_value(entry.key);
      entries.emplace_back(key.text(), &entry.mapped);
    }
    std::sort(entries.begin(), entries.end());
    put("{");
    for (std::size_t i = 0; i < entries.size() && !full(); ++i) {
      if (i > 0) put(", ");
      put(entries[i].first);
      put(": ");
      put_value(*entries[i].second);
    }
    put("}");
  }

  std::string out_;
  std::size_t bytes_max_;
};

// "%d" says what is no number, but no double that is one: it might have a fraction.
bool says(char letter, const Value& v) {
  if (!formats(letter, v.kind())) return false;
  return letter != 'd' || !v.is(Kind::floating) || v.as_double() - v.as_double() != 0;
}

}  // namespace

std::variant<FormatClause, std::string_view> next_format_clause(std::string_view& format) {
  FormatClause clause;
  const std::size_t sign = format.find('%');
  clause.before = format.substr(0, sign);
  if (sign == std::string_view::npos) {
    format = {};
    return clause;
  }
  std::string_view rest = format.substr(sign + 1);
  if (rest.starts_with('%')) {
    clause.before = format.substr(0, sign + 1);
    clause.letter = '%';
    format = rest.substr(1);
    return clause;
  }
  const bool precise = rest.starts_with('.');
  if (precise) {
    const char* const begin = rest.data() + 1;
    const auto [end, error] = std::from_chars(begin, rest.data() + rest.size(), clause.precision);
    if (error != std::errc() || clause.precision > kPrecisionMax)
      return std::string_view("A precision is a number from 0 to 100.");
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  }
  clause.letter = rest.empty() ? '\0' : rest.front();
  if (rest.empty() || std::string_view("sdfeboxX").find(clause.letter) == std::string_view::npos)
    return std::string_view("After % stands one of s d f e b o x X, or another %.");
  if (precise && clause.letter != 'f' && clause.letter != 'e')
    return std::string_view("Only %f and %e have a precision.");
  format = rest.substr(1);
  return clause;
}

bool formats(char letter, Kind kind) {
  const bool whole = kind == Kind::integer || kind == Kind::unsigned_integer;
  switch (letter) {
    case 's':
      return true;
    case 'd':
      return whole || kind == Kind::floating;
    case 'f':
    case 'e':
      return kind == Kind::floating;
    case 'b':
      return whole || kind == Kind::boolean;
    case 'o':
      return whole;
    case 'x':
    case 'X':
      return whole || kind == Kind::string || kind == Kind::bytes;
    default:
      return false;
  }
}

Value format_text(Arguments a, Scratch& scratch) {
  std::string_view rest = a[0].as_text();
  const std::span<const Value> said = a[1].as_list();
  std::size_t used = 0;
  Formatted out(scratch.bytes_max());
  while (!rest.empty()) {
    const auto next = next_format_clause(rest);
    const auto* clause = std::get_if<FormatClause>(&next);
    if (clause == nullptr) return Value::error(ErrorCode::invalid_argument);
    out.put(clause->before);
    if (out.full()) break;
    if (clause->letter == 0 || clause->letter == '%') continue;
    if (used == said.size() || !says(clause->letter, said[used])) return Value::error(ErrorCode::invalid_argument);
    out.put_clause(*clause, said[used++]);
  }
  if (used != said.size() && !out.full()) return Value::error(ErrorCode::invalid_argument);
  return scratch.copy(out.text());
}

}  // namespace tallygate::risk::cel
