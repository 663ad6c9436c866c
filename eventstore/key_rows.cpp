#include "eventstore/key_rows.hpp"

#include <algorithm>
#include <cstring>

#include "eventstore/little_endian.hpp"

namespace tallygate::eventstore {
namespace {

constexpr std::size_t kHashBytes = sizeof(core::Hash16);
constexpr std::size_t kRowBytes = 2 * kHashBytes + sizeof(std::uint64_t);

}  // namespace

std::size_t key_rows_bytes(std::span<const AppendRecord> records) {
  return kRowBytes *
         static_cast<std::size_t>(std::ranges::count_if(records, [](const auto& r) { return r.key.has_value(); }));
}

void write_key_rows(std::span<const AppendRecord> records, std::uint64_t first_seq, char* out) {
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto& key = records[i].key;
    if (!key) continue;
    std::memcpy(out, key->key.data(), kHashBytes);
    std::memcpy(out + kHashBytes, key->body.data(), kHashBytes);
    store(out + 2 * kHashBytes, first_seq + i);
    out += kRowBytes;
  }
}

core::Status read_key_rows(std::string_view value, const std::function<void(const KeyEntry&)>& visit) {
  if (value.size() % kRowBytes != 0)
    return core::failure(core::ErrorKind::corrupt, "The idempotency keys of the log are damaged.");
  for (const char* row = value.data(); row != value.data() + value.size(); row += kRowBytes) {
    KeyEntry entry;
    std::memcpy(entry.key.data(), row, kHashBytes);
    std::memcpy(entry.body.data(), row + kHashBytes, kHashBytes);
    entry.seq = load<std::uint64_t>(row + 2 * kHashBytes);
    visit(entry);
  }
  return core::Done{};
}

}  // namespace tallygate::eventstore
