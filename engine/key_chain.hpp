// The idempotency keys of a log, in its order, as one hash: what a state checkpoint holds in place of the keys, which
// stand in the log's own table beside the records. Rows are hashed in pieces, so that a chain can be saved and go on.
#pragma once

#include <cstdint>
#include <string>

#include "core/binary_reader.hpp"
#include "core/binary_writer.hpp"
#include "core/hash.hpp"

namespace tallygate::engine {

class KeyChain {
 public:
  void add(const core::Hash16& key, const core::Hash16& body, std::uint64_t seq);
  std::uint64_t count() const { return count_; }
  bool operator==(const KeyChain&) const = default;

  void save(core::BinaryWriter& out) const;
  void load(core::BinaryReader& in);

 private:
  static constexpr std::size_t kRowBytes = 2 * sizeof(core::Hash16) + sizeof(std::uint64_t);
  static constexpr std::size_t kPieceBytes = 1'024 * kRowBytes;

  core::Digest so_far_{};  // SHA-256(so far ‖ piece), piece by piece
  std::string piece_;      // rows that wait until a piece is full
  std::uint64_t count_ = 0;
};

}  // namespace tallygate::engine
