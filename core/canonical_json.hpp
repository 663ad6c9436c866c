// Writes canonical JSON (RFC 8785) for the value kinds that records use: objects with keys in order of their UTF-16
// code units, strings, exact integers of magnitude at most 2^53 - 1, booleans, arrays. No floating point: a double is a
// string of its shortest round-trip form. The writer appends to a caller's string; it CHECKs that keys come sorted, so
// an object that could not be canonical is never written.
//
// While a value is open the string is the writer's: it is longer than what is written, and nobody else reads it or
// appends to it. Once the outermost value is closed, or the writer is gone, the string ends where the value does. This
// is on the path of every record, so the writer fills memory that is already there instead of appending piece by piece.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace tallygate::core {

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}
  ~JsonWriter() { settle(); }
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  void begin_object() { open('{', true); }
  void end_object() { close('}', true); }
  void begin_array() { open('[', false); }
  void end_array() { close(']', false); }
  void key(std::string_view name);     // ASCII names only; must be greater than the one before in this object
  void string(std::string_view utf8);  // valid UTF-8 (the reader has checked it); escapes as RFC 8785 3.2.2.2
  void integer(std::int64_t value);    // CHECKs the range
  void boolean(bool value) { plain(value ? "true" : "false"); }
  void null() { plain("null"); }
  void raw(std::string_view canonical) { plain(canonical); }  // an already canonical value

  // A string of `size` bytes that need no escape (hex, base64, a time): fill(char*) writes exactly so many.
  template <class Fill>
  void plain_string(std::size_t size, Fill fill) {
    separate();
    char* to = room(size + 2);
    *to = '"';
    fill(to + 1);
    to[size + 1] = '"';
    wrote(to + size + 2);
  }

  // key and value in one
  void member(std::string_view name, std::string_view value) {
    key(name);
    string(value);
  }
  void member(std::string_view name, const char* value) {
    key(name);
    string(value);
  }
  void member(std::string_view name, const std::string& value) {
    key(name);
    string(value);
  }
  void member(std::string_view name, bool value) {
    key(name);
    boolean(value);
  }
  template <class Integer>
    requires std::is_integral_v<Integer> && (!std::is_same_v<Integer, bool>)
  void member(std::string_view name, Integer value) {
    key(name);
    integer(static_cast<std::int64_t>(value));
  }

  // Where the next byte goes, counted from the beginning of the caller's string.
  std::size_t position() const { return at_ == nullptr ? out_.size() : static_cast<std::size_t>(at_ - out_.data()); }

 private:
  static constexpr std::size_t kDepthMax = 32;
  struct Level {
    std::string_view last_key;  // the names are literals or outlive the object's writing
    bool first, object;
  };

  void open(char bracket, bool object);
  void close(char bracket, bool object);
  void plain(std::string_view text);
  void separate();  // the comma before a value, where there is one

  // Memory for n more bytes at at_.
  char* room(std::size_t n) {
    if (static_cast<std::size_t>(end_ - at_) < n) [[unlikely]]
      grow(n);
    return at_;
  }
  // The value that was being written ends at `to`.
  void wrote(char* to) {
    at_ = to;
    if (depth_ == 0) settle();
  }
  void grow(std::size_t n);
  void settle();  // cuts the string to what is written

  std::string& out_;
  char* at_ = nullptr;   // null while the string is the caller's
  char* end_ = nullptr;  // of the memory behind at_
  std::size_t depth_ = 0;
  bool after_key_ = false;
  std::array<Level, kDepthMax> levels_;  // the first depth_ are set
};

}  // namespace tallygate::core
