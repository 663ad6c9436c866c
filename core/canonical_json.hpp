// Writes canonical JSON (RFC 8785) for the value kinds that records use: objects with keys in order of their UTF-16 code units, strings, exact
// integers of magnitude at most 2^53 - 1, booleans, arrays. No floating point: a double is a string of its shortest round-trip form.
// The writer appends to a caller's string; it CHECKs that keys come sorted, so an object that could not be canonical is never written.
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
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  void begin_object() { open('{', true); }
  void end_object() { close('}', true); }
  void begin_array() { open('[', false); }
  void end_array() { close(']', false); }
  void key(std::string_view name);           // ASCII names only; must be greater than the one before in this object
  void string(std::string_view utf8);        // valid UTF-8 (the reader has checked it); escapes as RFC 8785 3.2.2.2
  void integer(std::int64_t value);          // CHECKs the range
  void boolean(bool value);
  void null();
  void raw(std::string_view canonical);      // an already canonical value
  // For a text that needs no escape (hex, base64, a time) and that the caller appends to the string itself, between these two.
  void begin_plain_string();
  void end_plain_string();

  // key and value in one
  void member(std::string_view name, std::string_view value) { key(name); string(value); }
  void member(std::string_view name, const char* value) { key(name); string(value); }
  void member(std::string_view name, const std::string& value) { key(name); string(value); }
  void member(std::string_view name, bool value) { key(name); boolean(value); }
  template <class Integer>
    requires std::is_integral_v<Integer> && (!std::is_same_v<Integer, bool>)
  void member(std::string_view name, Integer value) { key(name); integer(static_cast<std::int64_t>(value)); }

  std::size_t position() const { return out_.size(); }  // bytes written to the caller's string so far

 private:
  static constexpr std::size_t kDepthMax = 32;
  struct Level {
    std::string_view last_key;  // the names are literals or outlive the object's writing
    bool first, object;
  };

  void open(char bracket, bool object);
  void close(char bracket, bool object);
  void separate();

  std::string& out_;
  std::size_t depth_ = 0;
  bool after_key_ = false;
  std::array<Level, kDepthMax> levels_;  // the first depth_ are set
};

}  // namespace tallygate::core
