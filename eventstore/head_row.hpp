// The row `head` of a tenant's meta table: where the log ends. Written in the same transaction as the records it
// describes.
//
//   u64 size | i64 last_at_us | 32 bytes last leaf | 32 bytes for each set bit of size: the frontier, largest subtree
//   first
//
// Integers are little-endian. docs/formats.md describes it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/hash.hpp"
#include "core/result.hpp"

namespace tallygate::eventstore {

struct HeadRow {
  std::uint64_t size = 0;
  std::int64_t last_at_us = 0;
  core::Digest last_leaf{};
  std::vector<core::Digest> frontier;
};

std::string encode_head(const HeadRow& head);
core::Result<HeadRow> decode_head(std::string_view row);  // corrupt when its length is not what its size demands

}  // namespace tallygate::eventstore
