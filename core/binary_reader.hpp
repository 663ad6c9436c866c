// Reads what BinaryWriter wrote, from memory. Whatever the bytes are, it stays within them, makes nothing larger than
// they could fill, and never throws: the first thing that cannot be is noted, and everything read after it is zero or
// empty. So a loop over what was read ends, and ok() is asked once at the end. One thread.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "core/binary_writer.hpp"

namespace tallygate::core {

class BinaryReader {
 public:
  template <class T>
  using Ref = T&;
  static constexpr bool kReads = true;

  explicit BinaryReader(std::string_view bytes) : rest_(bytes) {}

  bool ok() const { return fault_.empty(); }
  const std::string& fault() const { return fault_; }  // what cannot be, for people; empty while all is well
  void fail(std::string_view why);
  bool at_end() const { return rest_.empty(); }

  template <BinaryNumber T>
  void number(T& value) {
    const std::string_view bytes = take(sizeof value);
    if (bytes.size() == sizeof value) {
      std::memcpy(&value, bytes.data(), sizeof value);
    } else {
      value = 0;
    }
  }
  void flag(bool& value);
  template <class E>
    requires std::is_enum_v<E>
  void choice(E& value, E last) {
    std::uint8_t n = 0;
    number(n);
    if (n > static_cast<std::uint64_t>(last)) fail("a choice is none of its own");
    value = static_cast<E>(ok() ? n : 0);
  }
  void text(std::string& value) { value.assign(text()); }
  std::string_view text();  // within the bytes read
  // At most as many as the bytes that are left can hold, each of at least `bytes_min` (from 1).
  std::size_t count(std::size_t bytes_min);
  template <class Vector, class Each>
  void list(Vector& values, std::size_t bytes_min, Each each) {
    values.resize(count(bytes_min));
    for (auto& value : values) each(value);
  }
  template <class Optional, class Each>
  void optional(Optional& value, Each each) {
    bool there = false;
    flag(there);
    value.reset();
    if (there) each(value.emplace());
  }
  std::string_view take(std::size_t size);  // empty, and a fault, when there are fewer

 private:
  std::string_view rest_;
  std::string fault_;
};

}  // namespace tallygate::core
