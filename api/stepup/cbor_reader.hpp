// Reads CBOR (RFC 8949) as authenticators write it: the CTAP2 canonical form of shortest heads and definite lengths,
// with integers, byte and text strings, arrays, maps, false, true and null. Tags, floats and lengths that are not told
// beforehand are faults. Like core/binary_reader.hpp it stays within the bytes whatever they are, never throws, notes
// the first fault, and gives zero or nothing after it: so a loop over what was read ends, and ok() is asked at the end.
// Views live as long as the bytes. One thread.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/bytes.hpp"

namespace tallygate::stepup {

class CborReader {
 public:
  // Levels of arrays and maps that item() walks through. CTAP2 allows four; an attestation stands two levels deeper.
  static constexpr int kDepthMax = 8;

  explicit CborReader(core::ByteView bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  core::ByteView rest() const { return rest_; }  // what was not read; nothing after a fault

  std::int64_t integer();  // positive or negative, of 64 bits with the sign
  core::ByteView bytes();
  core::ByteView text();  // its bytes; that they are UTF-8 is not looked at
  std::size_t array();    // how many items follow: no more than the bytes that are left can hold
  std::size_t map();      // how many pairs follow, likewise
  core::ByteView item();  // any one item, whole, as it stands
  void fail();

 private:
  struct Head {
    int major = 0;
    std::uint64_t argument = 0;
  };
  Head head();
  std::uint64_t argument_of(int major);  // of a head that must be of this major type
  core::ByteView take(std::uint64_t size);
  std::size_t count(std::uint64_t items, std::size_t bytes_of_each);
  void skip(int depth);

  core::ByteView rest_;
  bool ok_ = true;
};

}  // namespace tallygate::stepup
