// A hash of a set that elements enter and leave in any order: the sum of their SHA-256, modulo 2^256. It tells states
// apart that a fault made different; against one who chooses the elements at will it is no commitment. One thread.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/binary_reader.hpp"
#include "core/bytes.hpp"

namespace tallygate::core {

class SetHash {
 public:
  void add(const Digest& element) { step(element, false); }
  void remove(const Digest& element) { step(element, true); }  // that is in it
  void add_all(const SetHash& others) {
    step(others.sum_, false);
    count_ += others.count_ - 1;
  }
  const Digest& sum() const { return sum_; }  // little-endian
  std::uint64_t count() const { return count_; }
  bool operator==(const SetHash&) const = default;

  void save(BinaryWriter& out) const {
    out.raw(view(sum_));
    out.number(count_);
  }
  void load(BinaryReader& in) {
    const std::string_view sum = in.take(sum_.size());
    std::copy(sum.begin(), sum.end(), sum_.begin());
    in.number(count_);
  }

 private:
  // Subtraction adds the complement and one, byte by byte.
  void step(const Digest& element, bool out) {
    unsigned carry = out ? 1 : 0;
    for (std::size_t i = 0; i < sum_.size(); ++i) {
      const unsigned byte = out ? static_cast<std::uint8_t>(~element[i]) : element[i];
      carry += sum_[i] + byte;
      sum_[i] = static_cast<std::uint8_t>(carry);
      carry >>= 8;
    }
    count_ += out ? ~std::uint64_t{0} : 1;
  }

  Digest sum_{};
  std::uint64_t count_ = 0;
};

}  // namespace tallygate::core
