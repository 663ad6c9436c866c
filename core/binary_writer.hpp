// Values as bytes, one after the other, little-endian, without names: for files that can be thrown away and made again
// (state checkpoints), never for what is hashed into the log. BinaryReader (core/binary_reader.hpp) has the same verbs,
// so one description of a struct serves both: it is a template over the two. One thread.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/check.hpp"

namespace tallygate::core {

static_assert(std::endian::native == std::endian::little, "binary files are written in little-endian order");

template <class T>
concept BinaryNumber = (std::is_integral_v<T> && !std::is_same_v<T, bool>) || std::is_same_v<T, __int128>;

class BinaryWriter {
 public:
  template <class T>
  using Ref = const T&;  // what a description takes of the struct it describes
  static constexpr bool kReads = false;
  static constexpr std::size_t kPieceBytes = 1 << 20;

  // Called with up to about kPieceBytes at a time, in order; false ends the writing: what follows is dropped.
  using Sink = std::function<bool(std::string_view piece)>;
  explicit BinaryWriter(Sink sink) : sink_(std::move(sink)) {}

  template <BinaryNumber T>
  void number(const T& value) {
    raw({reinterpret_cast<const char*>(&value), sizeof value});
  }
  void flag(bool value) { piece_.push_back(value ? '\1' : '\0'); }
  // An enumeration from 0 to `last`, in one byte.
  template <class E>
    requires std::is_enum_v<E>
  void choice(E value, E last) {
    TALLYGATE_CHECK(static_cast<std::int64_t>(value) <= static_cast<std::int64_t>(last), "a choice is one of its own");
    piece_.push_back(static_cast<char>(value));
  }
  void text(std::string_view value) {
    number(size_of(value.size()));
    raw(value);
  }
  // How many of something follow, each of at least `bytes_min` bytes.
  void count(std::size_t n, std::size_t bytes_min) {
    (void)bytes_min;
    number(static_cast<std::uint64_t>(n));
  }
  // A vector, element by element.
  template <class Vector, class Each>
  void list(const Vector& values, std::size_t bytes_min, Each each) {
    count(values.size(), bytes_min);
    for (const auto& value : values) each(value);
  }
  template <class Optional, class Each>
  void optional(const Optional& value, Each each) {
    flag(value.has_value());
    if (value) each(*value);
  }
  void raw(std::string_view bytes) {
    piece_.append(bytes);
    if (piece_.size() >= kPieceBytes) flush();
  }
  bool flush();  // false when a piece was refused
  bool ok() const { return ok_; }

 private:
  static std::uint32_t size_of(std::size_t size) {
    TALLYGATE_CHECK(size <= ~std::uint32_t{0}, "a text is shorter than 4 GiB");
    return static_cast<std::uint32_t>(size);
  }
  Sink sink_;
  std::string piece_;
  bool ok_ = true;
};

}  // namespace tallygate::core
