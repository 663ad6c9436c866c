// Idempotency keys as they stand in the keys table: those of one append in one value, 40 bytes each, so that a commit
// adds one row however many commands it holds. They are read as a whole at start.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "core/result.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::eventstore {

std::size_t key_rows_bytes(std::span<const AppendRecord> records);  // 0 when none of them has a key
// Fills key_rows_bytes at `out`; first_seq is the seq of records[0].
void write_key_rows(std::span<const AppendRecord> records, std::uint64_t first_seq, char* out);
// corrupt when the value is not whole rows.
core::Status read_key_rows(std::string_view value, const std::function<void(const KeyEntry&)>& visit);

}  // namespace tallygate::eventstore
