// Fields as bytes for a digest, each with its length or width fixed: hashed in pieces, each piece over what came
// before. For digest.cpp alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "core/binary_writer.hpp"
#include "core/hash.hpp"
#include "core/time.hpp"
#include "ledger/accounts.hpp"

namespace tallygate::ledger {

class DigestWriter {
 public:
  template <class Integer>
    requires std::is_integral_v<Integer>
  void number(Integer value) {
    const auto wide = static_cast<std::uint64_t>(value);
    piece_.append(reinterpret_cast<const char*>(&wide), sizeof wide);  // little-endian (core/binary_writer.hpp)
    if (piece_.size() >= kPiece) fold();
  }
  void wide(WideAmount value) {
    const auto bits = static_cast<unsigned __int128>(value);
    number(static_cast<std::uint64_t>(bits >> 64));
    number(static_cast<std::uint64_t>(bits));
  }
  template <class E>
    requires std::is_enum_v<E>
  void choice(E value) {
    number(static_cast<std::int64_t>(value));
  }
  template <class E>
  void choice(const std::optional<E>& value) {
    number(value ? static_cast<std::int64_t>(*value) + 1 : 0);
  }
  void time(core::Time t) { number(t.us); }
  void text(std::string_view s) {
    number(s.size());
    piece_.append(s);
  }
  template <class T>
  void id(const T* object) {
    text(object == nullptr ? std::string_view() : std::string_view(object->id));
  }
  core::Digest finish() {
    fold();
    return so_far_;
  }
  // Of what was written since the last one: of a single object.
  core::Digest object() {
    fold();
    return std::exchange(so_far_, {});
  }

 private:
  static constexpr std::size_t kPiece = 1 << 20;
  void fold() {
    so_far_ = core::sha256({core::view(so_far_), piece_});
    piece_.clear();
  }
  std::string piece_;
  core::Digest so_far_{};
};

}  // namespace tallygate::ledger
