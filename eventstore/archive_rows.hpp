// What a tenant's meta table says of records that were moved into archive files (docs/formats.md, "Archives").
//
//   archives          for each archive, in order: u64 first | u64 end | 32 bytes SHA-256 of its manifest
//   kept.<20 digits>  the record of that seq, which a start needs although it is archived
//
// Integers are little-endian.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::eventstore {

using KeptRecords = std::map<std::uint64_t, std::string>;  // by seq

constexpr std::size_t kArchivesMax = 10'000;  // of a tenant: the row is read and written whole

std::string encode_archives(const std::vector<ArchivedRange>& ranges);
// corrupt: of another length, or not one after the other from 0 on.
core::Result<std::vector<ArchivedRange>> decode_archives(std::string_view row);

std::string kept_row(std::uint64_t seq);
std::optional<std::uint64_t> kept_row_seq(std::string_view row);  // of a row's name

// The error `archived`: "Records 0 to 99 stand in the archive 0….tar, <why>." Names no path.
core::OperatingError in_archive(const ArchivedRange& range, std::string_view why);

}  // namespace tallygate::eventstore
