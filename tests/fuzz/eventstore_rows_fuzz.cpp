// Whatever stands in a row of the log's files, reading it ends in values or in "damaged", never outside the bytes.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "eventstore/block.hpp"
#include "eventstore/head_row.hpp"
#include "eventstore/key_rows.hpp"

using namespace tallygate;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view row(reinterpret_cast<const char*>(data), size);
  if (const auto block = eventstore::BlockView::parse(row)) {
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < block->count(); ++i)
      bytes += block->record(i).size() + (core::leaf_hash(block->record(i))[0] & 0U);
    TALLYGATE_CHECK(bytes + 4 + 6 * block->count() == size, "the records fill the block");
  }
  if (const auto head = eventstore::decode_head(row)) {
    TALLYGATE_CHECK(eventstore::encode_head(*head) == row, "a head row has one form");
  }
  std::size_t keys = 0;
  const auto status = eventstore::read_key_rows(row, [&](const eventstore::KeyEntry&) { ++keys; });
  TALLYGATE_CHECK(status.ok() == (size % 40 == 0) && keys == (status.ok() ? size / 40 : 0), "whole keys or none");
  return 0;
}
