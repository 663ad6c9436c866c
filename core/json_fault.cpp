#include "core/json_fault.hpp"

#include <charconv>

#include "core/ascii.hpp"

namespace tallygate::core {
namespace {

constexpr std::size_t kSegmentMax = 64;  // bytes of a name that an error repeats

// A recursive descent over RFC 8259 that builds nothing. Every step returns false once a fault is noted.
class FaultFinder {
 public:
  FaultFinder(std::string_view json, std::size_t depth_max) : json_(json), depth_max_(depth_max) {}

  JsonFault run() {
    skip_space();
    if (value(0)) {
      skip_space();
      if (at_ != json_.size()) stop("text follows the JSON value");
    }
    return std::move(fault_);
  }

 private:
  bool stop(std::string_view why) {
    if (fault_.malformed) return false;
    fault_.malformed = true;
    fault_.detail = std::string(why) + " at byte " + std::to_string(at_) + ".";
    return false;
  }

  char peek() const { return at_ < json_.size() ? json_[at_] : '\0'; }
  bool take(char c) {
    if (peek() != c || at_ >= json_.size()) return false;
    ++at_;
    return true;
  }
  void skip_space() {
    while (at_ < json_.size() && (json_[at_] == ' ' || json_[at_] == '\t' || json_[at_] == '\n' || json_[at_] == '\r'))
      ++at_;
  }

  bool value(std::size_t depth) {
    if (depth > depth_max_) return stop("The JSON is nested too deep");
    switch (peek()) {
      case '{':
        return object(depth);
      case '[':
        return array(depth);
      case '"': {
        std::string unused;
        return text(unused);
      }
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        return number();
    }
  }

  bool word(std::string_view expected) {
    if (json_.substr(at_, expected.size()) != expected) return stop("Not JSON");
    at_ += expected.size();
    return true;
  }

  bool object(std::size_t depth) {
    ++at_;
    skip_space();
    if (take('}')) return true;
    for (;;) {
      std::string name;
      skip_space();
      if (peek() != '"') return stop("A name in double quotes is missing");
      if (!text(name)) return false;
      skip_space();
      if (!take(':')) return stop("A colon is missing");
      const std::size_t parent = pointer_.size();
      append_pointer(pointer_, name);
      if (!element(depth)) return false;
      pointer_.resize(parent);
      if (take('}')) return true;
      if (!take(',')) return stop("A comma or a closing brace is missing");
    }
  }

  bool array(std::size_t depth) {
    ++at_;
    skip_space();
    if (take(']')) return true;
    for (std::size_t index = 0;; ++index) {
      const std::size_t parent = pointer_.size();
      append_pointer(pointer_, std::to_string(index));
      if (!element(depth)) return false;
      pointer_.resize(parent);
      if (take(']')) return true;
      if (!take(',')) return stop("A comma or a closing bracket is missing");
    }
  }

  bool element(std::size_t depth) {
    skip_space();
    if (!value(depth + 1)) return false;
    skip_space();
    return true;
  }

  bool text(std::string& out) {  // `out` keeps escapes as they stand: it only names a place
    for (++at_; at_ < json_.size(); ++at_) {
      const char c = json_[at_];
      if (c == '"') {
        ++at_;
        return true;
      }
      if (static_cast<unsigned char>(c) < 0x20) return stop("A control character stands in a text");
      out += c;
      if (c == '\\' && !escape(out)) return false;
    }
    return stop("A text is not closed");
  }

  bool escape(std::string& out) {
    ++at_;
    const char c = peek();
    out += c;
    if (c != 'u')
      return std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos && c != '\0'
                 ? true
                 : stop("A text has a bad escape");
    const auto hex4 = [this](std::size_t from) -> long {
      unsigned v = 0;
      const auto digits = json_.substr(std::min(from, json_.size()), 4);
      const auto end = digits.data() + digits.size();
      return digits.size() == 4 && std::from_chars(digits.data(), end, v, 16).ptr == end ? static_cast<long>(v) : -1L;
    };
    const long high = hex4(at_ + 1);
    if (high < 0 || (high >= 0xdc00 && high <= 0xdfff)) return stop("A text has a bad escape");
    at_ += 4;
    if (high < 0xd800 || high > 0xdfff) return true;
    const long low = json_.substr(at_ + 1, 2) == "\\u" ? hex4(at_ + 3) : -1;
    if (low < 0xdc00 || low > 0xdfff) return stop("A text has half of a surrogate pair");
    at_ += 6;
    return true;
  }

  bool number() {
    const std::size_t from = at_;
    take('-');
    if (!is_digit(peek())) return stop("Not JSON");
    if (!take('0')) skip_digits();
    bool integer = true;
    if (take('.')) {
      integer = false;
      if (!skip_digits()) return stop("A number is not closed");
    }
    if (take('e') || take('E')) {
      integer = false;
      if (!take('-')) take('+');
      if (!skip_digits()) return stop("A number is not closed");
    }
    if (is_digit(peek())) return stop("A number begins with a zero");
    judge(json_.substr(from, at_ - from), integer);
    return true;
  }
  bool skip_digits() {
    const std::size_t from = at_;
    while (is_digit(peek())) ++at_;
    return at_ > from;
  }

  void judge(std::string_view number, bool integer) {
    if (fault_.numbers.size() >= kFieldErrorsMax) return;
    if (integer) {
      std::int64_t fits = 0;
      const auto end = number.data() + number.size();
      if (std::from_chars(number.data(), end, fits).ec == std::errc{}) return;
      fault_.numbers.push_back({pointer_, "out_of_range", "The number is larger than 2^53 - 1."});
    } else {
      fault_.numbers.push_back(
          {pointer_, "not_an_integer", "The number must be an integer, written without a point or exponent."});
    }
  }

  std::string_view json_;
  std::size_t depth_max_;
  std::size_t at_ = 0;
  std::string pointer_;
  JsonFault fault_;
};

}  // namespace

JsonFault find_json_fault(std::string_view json, std::size_t depth_max) {
  return FaultFinder(json, depth_max).run();
}

void append_pointer(std::string& pointer, std::string_view segment) {
  if (segment.size() > kSegmentMax) {
    std::size_t cut = kSegmentMax;
    while (cut > 0 && (static_cast<unsigned char>(segment[cut]) & 0xc0) == 0x80) --cut;
    segment = segment.substr(0, cut);
  }
  pointer += '/';
  for (const char c : segment) {
    if (c == '~')
      pointer += "~0";
    else if (c == '/')
      pointer += "~1";
    else
      pointer += c;
  }
}

}  // namespace tallygate::core
