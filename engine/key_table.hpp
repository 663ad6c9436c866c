// The idempotency keys that are in memory: those of the records since the last state checkpoint. Many small tables
// instead of one, so that neither growing nor dropping what a checkpoint took over holds the engine thread for long: at
// 50 million keys a table has 50,000, some hundred microseconds' work. One thread.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/hash.hpp"

namespace tallygate::engine {

struct KnownKey {  // what an idempotency key stands for
  core::Hash16 body{};
  std::uint64_t seq = 0;
  bool operator==(const KnownKey&) const = default;
};

class KeyTable {
 public:
  static constexpr std::size_t kParts = 1'024;
  KeyTable() : parts_(kParts) {}

  const KnownKey* find(const core::Hash16& key) const {
    const auto& part = parts_[part_of(key)];
    const auto it = part.find(key);
    return it == part.end() ? nullptr : &it->second;
  }
  bool insert(const core::Hash16& key, const KnownKey& known) {  // false where it stands there already
    const bool inserted = parts_[part_of(key)].emplace(key, known).second;
    size_ += inserted;
    return inserted;
  }
  void erase(const core::Hash16& key) { size_ -= parts_[part_of(key)].erase(key); }
  std::size_t size() const { return size_; }

  // Drops the keys of one part that are older than `position`, and its memory where little is left.
  void drop_before(std::uint64_t position, std::size_t part);

 private:
  using Part = boost::unordered_flat_map<core::Hash16, KnownKey, core::Hash16Hasher>;
  // Not by the bytes that choose the place in a part.
  static std::size_t part_of(const core::Hash16& key) { return (key[14] | key[15] << 8U) % kParts; }
  std::vector<Part> parts_;
  std::size_t size_ = 0;
};

}  // namespace tallygate::engine
