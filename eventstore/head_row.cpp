#include "eventstore/head_row.hpp"

#include <bit>
#include <cstring>

#include "eventstore/little_endian.hpp"

namespace tallygate::eventstore {
namespace {

constexpr std::size_t kDigestBytes = sizeof(core::Digest);
constexpr std::size_t kFixedBytes = 8 + 8 + kDigestBytes;

core::Digest digest_at(const char* from) {
  core::Digest digest;
  std::memcpy(digest.data(), from, kDigestBytes);
  return digest;
}

}  // namespace

std::string encode_head(const HeadRow& head) {
  std::string row(16, '\0');
  store(row.data(), head.size);
  store(row.data() + 8, head.last_at_us);
  row += core::view(head.last_leaf);
  for (const auto& hash : head.frontier) row += core::view(hash);
  return row;
}

core::Result<HeadRow> decode_head(std::string_view row) {
  const auto damaged = [] { return core::failure(core::ErrorKind::corrupt, "The head row of the log is damaged."); };
  if (row.size() < kFixedBytes) return damaged();
  HeadRow head{load<std::uint64_t>(row.data()), load<std::int64_t>(row.data() + 8), digest_at(row.data() + 16), {}};
  const auto hashes = static_cast<std::size_t>(std::popcount(head.size));
  if (row.size() != kFixedBytes + hashes * kDigestBytes) return damaged();
  for (std::size_t i = 0; i < hashes; ++i)
    head.frontier.push_back(digest_at(row.data() + kFixedBytes + i * kDigestBytes));
  return head;
}

}  // namespace tallygate::eventstore
