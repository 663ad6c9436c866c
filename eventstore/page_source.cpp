#include "eventstore/page_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <system_error>
#include <thread>

namespace tallygate::eventstore {

using core::ErrorKind;
using core::failure;
using core::Result;

namespace {

constexpr int kMetaReadsMax = 50;
constexpr std::chrono::milliseconds kBetweenMetaReads{2};

core::OperatingError system_failure(const char* doing) {
  return failure(errno == ENOENT ? ErrorKind::not_found : ErrorKind::io,
                 std::string("Could not ") + doing + ": " + std::generic_category().message(errno) + ".");
}

Result<MetaPage> read_meta(const PageSource& source, std::uint64_t offset, std::uint64_t number) {
  std::array<char, kMetaPageBytes> bytes;
  const auto got = source.read(offset, bytes.data(), bytes.size());
  if (!got) return got.error();
  return parse_meta_page({bytes.data(), *got}, number);
}

Result<MetaPage> read_both(const PageSource& source) {
  const auto first = read_meta(source, 0, 0);
  if (!first) return first.error();
  const auto second = read_meta(source, first->page_bytes, 1);
  if (!second) return second.error();
  return newest_of(*first, *second);
}

}  // namespace

Result<DataFile> DataFile::open(const std::filesystem::path& path) {
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return system_failure(("open " + path.string()).c_str());
  return DataFile(std::move(file));
}

Result<std::size_t> DataFile::read(std::uint64_t offset, char* to, std::size_t size) const {
  std::size_t got = 0;
  while (got < size) {
    const ssize_t n = ::pread(file_.get(), to + got, size - got, static_cast<off_t>(offset + got));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_failure("read the log's file");
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  return got;
}

Result<std::uint64_t> DataFile::size() const {
  struct stat info{};
  if (::fstat(file_.get(), &info) != 0) return system_failure("examine the log's file");
  return static_cast<std::uint64_t>(info.st_size);
}

Result<std::size_t> PagesInMemory::read(std::uint64_t offset, char* to, std::size_t size) const {
  if (offset >= bytes_.size()) return std::size_t{0};
  const std::size_t got = std::min<std::uint64_t>(size, bytes_.size() - offset);
  std::memcpy(to, bytes_.data() + offset, got);
  return got;
}

Result<MetaPage> read_newest_meta(const PageSource& source) {
  for (int n = 1;; ++n) {
    auto meta = read_both(source);
    if (meta || meta.error().kind != ErrorKind::corrupt || !source.may_change() || n == kMetaReadsMax) return meta;
    std::this_thread::sleep_for(kBetweenMetaReads);
  }
}

}  // namespace tallygate::eventstore
