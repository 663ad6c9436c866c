#include "eventstore/archive_rows.hpp"

#include <charconv>
#include <cstring>

#include "eventstore/little_endian.hpp"
#include "eventstore/table_names.hpp"

namespace tallygate::eventstore {

using core::ErrorKind;
using core::failure;
using core::Result;

namespace {

constexpr std::size_t kSeqDigits = 20;  // of 2^64 - 1
constexpr std::size_t kRangeBytes = 8 + 8 + sizeof(core::Digest);

std::string padded(std::uint64_t seq) {
  const auto digits = std::to_string(seq);
  return std::string(kSeqDigits - digits.size(), '0') + digits;
}

}  // namespace

std::string archive_name(const ArchivedRange& range) {
  return padded(range.first) + ".tar";
}

std::string encode_archives(const std::vector<ArchivedRange>& ranges) {
  std::string row(ranges.size() * kRangeBytes, '\0');
  char* to = row.data();
  for (const ArchivedRange& range : ranges) {
    store(to, range.first);
    store(to + 8, range.end);
    std::memcpy(to + 16, range.manifest.data(), range.manifest.size());
    to += kRangeBytes;
  }
  return row;
}

Result<std::vector<ArchivedRange>> decode_archives(std::string_view row) {
  std::vector<ArchivedRange> ranges;
  std::uint64_t expected = 0;
  bool good = !row.empty() && row.size() % kRangeBytes == 0 && row.size() / kRangeBytes <= kArchivesMax;
  for (; good && !row.empty(); row.remove_prefix(kRangeBytes)) {
    ArchivedRange range{load<std::uint64_t>(row.data()), load<std::uint64_t>(row.data() + 8), {}};
    std::memcpy(range.manifest.data(), row.data() + 16, range.manifest.size());
    good = range.first == expected && range.end > range.first;
    expected = range.end;
    ranges.push_back(range);
  }
  if (!good) return failure(ErrorKind::corrupt, "The row of the log that names its archives is damaged.");
  return ranges;
}

std::string kept_row(std::uint64_t seq) {
  return std::string(kKeptRowPrefix) + padded(seq);
}

std::optional<std::uint64_t> kept_row_seq(std::string_view row) {
  if (!row.starts_with(kKeptRowPrefix) || row.size() != kKeptRowPrefix.size() + kSeqDigits) return std::nullopt;
  row.remove_prefix(kKeptRowPrefix.size());
  std::uint64_t seq = 0;
  const auto [end, error] = std::from_chars(row.data(), row.data() + row.size(), seq);
  if (error != std::errc() || end != row.data() + row.size()) return std::nullopt;
  return seq;
}

core::OperatingError in_archive(const ArchivedRange& range, std::string_view why) {
  return failure(ErrorKind::archived, "Records " + std::to_string(range.first) + " to " +
                                          std::to_string(range.end - 1) + " stand in the archive " +
                                          archive_name(range) + ", " + std::string(why) + ".");
}

}  // namespace tallygate::eventstore
