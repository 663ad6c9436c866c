// Integers in stored rows: little-endian, unaligned.
#pragma once

#include <bit>
#include <cstring>
#include <type_traits>

namespace tallygate::eventstore {

static_assert(std::endian::native == std::endian::little, "the log's files are written in little-endian order");

template <class Integer>
void store(char* to, Integer value) {
  static_assert(std::is_integral_v<Integer>);
  std::memcpy(to, &value, sizeof value);
}

template <class Integer>
Integer load(const char* from) {
  static_assert(std::is_integral_v<Integer>);
  Integer value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

}  // namespace tallygate::eventstore
