// Reads a described struct (fields.hpp) straight from canonical JSON (RFC 8785), once, and says only whether the bytes
// are those that fields_writer.hpp writes in record form: nothing is built, allocated or written again. What it takes
// and refuses is what fields_reader.hpp and fields_writer.hpp together do; tests/property holds them against each
// other.
//
// A fault sends it to a place where nothing matches, so that no step need ask whether the one before went well.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/commands/order.hpp"
#include "core/fields.hpp"
#include "core/fields_reader.hpp"
#include "core/ids.hpp"
#include "core/personal.hpp"
#include "core/time.hpp"

namespace tallygate::core {

// What describe() takes its members' types from; never read.
template <class T>
inline const T kPrototype{};

class CanonicalScan {
 public:
  static constexpr std::size_t kPadding = 128;  // zeros behind the text: it is read in words, names at a time
  // Where, in the text, the members of a personal value before its pseudonym stand, with the comma behind them, and
  // which of them is its ciphertext.
  struct Sealed {
    const char *begin, *end, *ciphertext_begin, *ciphertext_end;
    bool ciphertext_alone() const { return begin == ciphertext_begin && end == ciphertext_end; }
  };

  CanonicalScan(const char* text, std::vector<Sealed>& sealed) : at_(text), sealed_(sealed) {}

  const char* at() const { return at_; }
  bool failed() const { return failed_; }
  bool holds_more_than_ascii() const { return (seen_ & kHighs) != 0; }  // then the caller checks that it is UTF-8
  void fail() {
    failed_ = true;
    at_ = kNothing;
  }
  void require(bool holds) {
    if (!holds) fail();
  }

  // ---- objects and arrays
  void open() {
    require(*at_ == '{');
    separator_ = '{';
  }
  [[gnu::always_inline]] bool key(std::string_view name) {  // true: the value follows
    const char* const after = at_ + 2 + name.size();
    if (*at_ != separator_ || at_[1] != '"' || std::memcmp(at_ + 2, name.data(), name.size()) != 0 || *after != '"' ||
        after[1] != ':')
      return false;
    at_ = after + 2;
    separator_ = ',';
    return true;
  }
  [[gnu::always_inline]] void required(std::string_view name) {
    if (!key(name)) fail();
  }
  void close() {
    if (separator_ == '{') ++at_;  // it had no member
    require(*at_ == '}');
    ++at_;
    separator_ = ',';
  }
  template <class Item>
  std::size_t array(Item&& item) {  // how many there were
    require(*at_ == '[');
    if (at_[1] == ']') {
      at_ += 2;
      return 0;
    }
    std::size_t n = 0;
    do {
      ++at_;
      item();
      ++n;
    } while (*at_ == ',');
    require(*at_ == ']');
    ++at_;
    return n;
  }

  // ---- values by hand; texts are what stands between the quotes
  std::string_view text();
  std::string_view text_not_empty() {
    const auto out = text();
    require(!out.empty());
    return out;
  }
  std::int64_t integer();
  std::uint64_t count();  // not negative
  Time time();
  std::string_view hex_digest();  // 64 characters, lower case
  bool boolean();
  bool at_text() const { return *at_ == '"'; }

  // ---- what describe() calls
  template <class T>
  [[gnu::always_inline]] void operator()(std::string_view name, const T&, const Limits& = {}) {
    if (key(name))
      value(kPrototype<T>);
    else if constexpr (!kMayBeAbsent<T>)
      fail();
  }
  [[gnu::always_inline]] void operator()(std::string_view name, const std::optional<Personal>&, PersonalKind,
                                         const Limits&) {
    if (key(name)) personal();
  }
  [[gnu::always_inline]] void blob(std::string_view, std::string_view hash_name, const std::string&, const std::string&,
                                   const Limits&) {
    required(hash_name);
    text();
  }

  template <class T>
    requires requires(CanonicalScan& v, const T& s) { T::describe(v, s); }
  void value(const T& type) {
    open();
    T::describe(*this, type);
    close();
  }
  template <class T>
  void value(const std::optional<T>&) {
    value(kPrototype<T>);
  }
  template <class T>
  void value(const std::optional<std::vector<T>>&) {  // may be empty: "none of them"
    array([this] { value(kPrototype<T>); });
  }
  template <class T>
  void value(const std::vector<T>&) {
    require(array([this] { value(kPrototype<T>); }) > 0);
  }
  template <class Tag>
  void value(const Id<Tag>&) {
    text();
  }
  template <NamedEnum E>
  void value(const E&) {
    named<E>();
  }
  template <NamedEnum E>
  E named() {
    const auto name = text();
    for (const auto& n : enum_names(E{}))
      if (n.name == name) return n.value;
    fail();
    return {};
  }
  void value(const bool&) { boolean(); }
  void value(const std::int64_t&) { integer(); }
  void value(const std::string&) { text(); }
  void value(const Time&) { time(); }
  void value(const Currency&) { require(Currency::from_code(text()).has_value()); }
  void value(const Signals&);

 private:
  static constexpr std::uint64_t kOnes = 0x0101010101010101ULL, kHighs = 0x8080808080808080ULL;
  static const char kNothing[kPadding];

  void escape();
  void personal();
  std::string_view signal_name();

  const char* at_;
  char separator_ = '{';  // what stands before the next member's name
  bool failed_ = false;
  std::uint64_t seen_ = 0;  // all words of all texts, or-ed
  std::vector<Sealed>& sealed_;
};

// Bytes that the text between two quotes stands for.
std::size_t unescaped_size(std::string_view text);
std::string unescaped(std::string_view text);   // of canonical text
Digest digest_of(std::string_view hex_digest);  // of what hex_digest took

inline std::string_view CanonicalScan::text() {
  static_assert(std::endian::native == std::endian::little);
  require(*at_ == '"');
  const char* const begin = ++at_;
  for (;;) {
    std::uint64_t word;
    std::memcpy(&word, at_, sizeof word);
    seen_ |= word;
    // Below 0x20, a quote or a backslash (Mycroft's test for a zero byte); the lowest hit is exact.
    const std::uint64_t quote = word ^ (kOnes * '"'), backslash = word ^ (kOnes * '\\');
    const std::uint64_t hit = ((word - kOnes * 0x20) | (quote - kOnes) | (backslash - kOnes)) & ~word & kHighs;
    if (hit == 0) {
      at_ += sizeof word;
      continue;
    }
    at_ += std::countr_zero(hit) / 8;
    if (*at_ == '"') [[likely]] {
      const std::string_view out(begin, static_cast<std::size_t>(at_ - begin));
      ++at_;
      return out;
    }
    escape();
    if (failed_) return {};
  }
}

}  // namespace tallygate::core
