#include "audit/tar_members.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <numeric>
#include <utility>

#include "core/check.hpp"

namespace tallygate::audit {
namespace {

constexpr std::size_t kNameBytes = 100, kSizeAt = 124, kSizeDigits = 11, kSumAt = 148, kTypeAt = 156, kMagicAt = 257;

core::OperatingError corrupt(const std::string& what) {
  return core::failure(core::ErrorKind::corrupt, what);
}

void put_octal(std::string& header, std::size_t at, std::size_t digits, std::uint64_t value) {
  for (std::size_t i = digits; i-- > 0; value /= 8) header[at + i] = static_cast<char>('0' + value % 8);
}

std::uint64_t octal(std::string_view digits) {
  return std::accumulate(digits.begin(), digits.end(), std::uint64_t{0},
                         [](std::uint64_t sum, char c) { return sum * 8 + static_cast<std::uint64_t>(c - '0'); });
}

}  // namespace

std::string tar_header(std::string_view name, std::uint64_t bytes) {
  TALLYGATE_CHECK(!name.empty() && name.size() <= kNameBytes && bytes <= kTarMemberBytesMax,
                  "a member fits its header");
  std::string header(kTarBlock, '\0');
  header.replace(0, name.size(), name);
  put_octal(header, 100, 7, 0600);
  put_octal(header, 108, 7, 0);
  put_octal(header, 116, 7, 0);
  put_octal(header, kSizeAt, kSizeDigits, bytes);
  put_octal(header, 136, kSizeDigits, 0);
  header.replace(kSumAt, 8, 8, ' ');
  header[kTypeAt] = '0';
  header.replace(kMagicAt, 8, std::string_view("ustar\00000", 8));
  std::uint64_t sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put_octal(header, kSumAt, 6, sum);
  header[kSumAt + 6] = '\0';
  return header;
}

core::Result<std::string> read_exactly(const eventstore::FileDescriptor& file, std::uint64_t offset,
                                       std::uint64_t bytes) {
  std::string out(bytes, '\0');
  for (std::uint64_t at = 0; at < bytes;) {
    const auto got = ::pread(file.get(), out.data() + at, bytes - at, static_cast<off_t>(offset + at));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return core::failure(core::ErrorKind::io, std::string("it cannot be read: ") + std::strerror(errno));
    if (got == 0) return corrupt("it is cut off");
    at += static_cast<std::uint64_t>(got);
  }
  return out;
}

core::Result<TarContent> tar_content(const eventstore::FileDescriptor& file, std::uint64_t offset,
                                     std::uint64_t bytes) {
  auto all = read_exactly(file, offset, bytes + tar_padding(bytes));
  if (!all) return all.error();
  const bool padded = all->find_first_not_of('\0', bytes) == std::string::npos;
  all->resize(bytes);
  return TarContent{std::move(*all), padded};
}

core::Result<std::vector<TarMember>> tar_members(const eventstore::FileDescriptor& file, std::uint64_t file_bytes) {
  std::vector<TarMember> members;
  for (std::uint64_t at = 0;;) {
    if (at > file_bytes || file_bytes - at < kTarEndBytes) return corrupt("it is cut off");
    const auto header = read_exactly(file, at, kTarBlock);
    if (!header) return header.error();
    if (header->front() == '\0') {
      const auto end = read_exactly(file, at, kTarEndBytes);
      if (!end) return end.error();
      if (end->find_first_not_of('\0') != std::string::npos || at + kTarEndBytes != file_bytes)
        return corrupt("it does not end where its last member does");
      return members;
    }
    const std::string name = header->substr(0, std::min(header->find('\0'), kNameBytes));
    const std::string_view digits = std::string_view(*header).substr(kSizeAt, kSizeDigits);
    if (digits.find_first_not_of("01234567") != std::string_view::npos || *header != tar_header(name, octal(digits)))
      return corrupt("the header at byte " + std::to_string(at) + " is not one of an archive's");
    if (members.size() == kTarMembersMax) return corrupt("it has more members than any archive");
    members.push_back({name, at + kTarBlock, octal(digits)});
    at += kTarBlock + members.back().bytes + tar_padding(members.back().bytes);
  }
}

}  // namespace tallygate::audit
