// POSIX ustar, as much as an archive of records needs: plain files, one after the other, so that `tar` unpacks it and
// this program reads any part of it without unpacking.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "eventstore/file_descriptor.hpp"

namespace tallygate::audit {

constexpr std::uint64_t kTarBlock = 512;
constexpr std::uint64_t kTarMemberBytesMax = 8'589'934'591;  // eleven octal digits
constexpr std::size_t kTarMembersMax = 4'000'000;

struct TarMember {
  std::string name;
  std::uint64_t offset = 0, bytes = 0;  // of its content
};

// The header of a member: mode 0600, time 0. name: 1 to 100 bytes.
std::string tar_header(std::string_view name, std::uint64_t bytes);
// Zeros from a content's end to the next block.
constexpr std::uint64_t tar_padding(std::uint64_t bytes) {
  return (kTarBlock - bytes % kTarBlock) % kTarBlock;
}
constexpr std::uint64_t kTarEndBytes = 2 * kTarBlock;  // zeros, after the last member

// All members, from their headers. corrupt: a header that tar_header() did not write, or a file that is cut off or goes
// on behind its end. The message is a clause.
core::Result<std::vector<TarMember>> tar_members(const eventstore::FileDescriptor& file, std::uint64_t file_bytes);

// A member's content; `padded`: whether zeros follow it up to the next block, as tar_padding() says.
struct TarContent {
  std::string bytes;
  bool padded = false;
};
core::Result<TarContent> tar_content(const eventstore::FileDescriptor& file, std::uint64_t offset, std::uint64_t bytes);

// Exactly `bytes` bytes. corrupt where the file ends before.
core::Result<std::string> read_exactly(const eventstore::FileDescriptor& file, std::uint64_t offset,
                                       std::uint64_t bytes);

}  // namespace tallygate::audit
