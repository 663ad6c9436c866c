#include "eventstore/run_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "core/bytes.hpp"
#include "eventstore/run_layout.hpp"

namespace tallygate::eventstore {

using core::ErrorKind;
using core::failure;
using core::Result;
using core::Status;

std::string RunName::file() const {
  return core::to_hex(core::view(digest).substr(0, 16)) + std::string(kRunExtension);
}

core::OperatingError RunFile::damaged(std::string_view what) const {
  return failure(ErrorKind::corrupt, "the run " + path_ + " is damaged: " + std::string(what) + ".");
}

Status RunFile::read_at(std::uint64_t offset, char* to, std::size_t size) const {
  while (size > 0) {
    const auto got = ::pread(file_.get(), to, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      return failure(ErrorKind::io, "cannot read " + path_ + ": " + std::generic_category().message(errno) + ".");
    if (got == 0) return damaged("it is cut off");
    offset += static_cast<std::uint64_t>(got);
    to += got;
    size -= static_cast<std::size_t>(got);
  }
  return core::Done{};
}

Result<std::shared_ptr<const RunFile>> RunFile::open(const std::filesystem::path& path) {
  std::shared_ptr<RunFile> run(new RunFile());
  if (auto loaded = run->read_parts(path); !loaded) return loaded.error();
  return std::shared_ptr<const RunFile>(std::move(run));
}

Status RunFile::read_parts(const std::filesystem::path& path) {
  path_ = path.string();
  file_ = FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat about{};
  if (!file_.is_open() || ::fstat(file_.get(), &about) != 0)
    return failure(errno == ENOENT ? ErrorKind::not_found : ErrorKind::io,
                   "cannot open " + path_ + ": " + std::generic_category().message(errno) + ".");
  name_.bytes = static_cast<std::uint64_t>(about.st_size);
  if (name_.bytes < kRunMagic.size() + kRunFooterBytes) return damaged("it is too short");
  std::string magic(kRunMagic.size(), '\0'), footer(kRunFooterBytes, '\0');
  if (auto read = read_at(0, magic.data(), magic.size()); !read) return read;
  if (magic != kRunMagic) {
    if (magic.starts_with(kRunMagic.substr(0, kRunMagicVersion)))
      return failure(ErrorKind::version, "the run " + path_ + " has another format.");
    return damaged("it is not a run");
  }
  if (auto read = read_at(name_.bytes - footer.size(), footer.data(), footer.size()); !read) return read;
  return load_index(footer);
}

Status RunFile::load_index(const std::string& footer) {
  const std::string_view hashed = std::string_view(footer).substr(0, kRunFooterHashed);
  std::memcpy(name_.digest.data(), footer.data() + kRunFooterHashed, name_.digest.size());
  if (core::sha256({kRunMagic, hashed}) != name_.digest) return damaged("its footer has another SHA-256");
  name_.entries = load<std::uint64_t>(footer.data());
  const auto blocks = load<std::uint64_t>(footer.data() + 8), filter_bytes = load<std::uint64_t>(footer.data() + 16);
  const auto rest = name_.bytes - kRunMagic.size() - kRunFooterBytes;
  if (blocks > rest / sizeof(Block) || filter_bytes > rest - blocks * sizeof(Block) ||
      filter_bytes % RunFilter::kLineBytes != 0 || name_.entries > kRunEntriesMax)
    return damaged("its footer does not fit its length");
  const auto filter_at = name_.bytes - kRunFooterBytes - filter_bytes, index_at = filter_at - blocks * sizeof(Block);
  index_.resize(blocks);
  const std::string_view index(reinterpret_cast<const char*>(index_.data()), blocks * sizeof(Block));
  if (auto read = read_at(index_at, reinterpret_cast<char*>(index_.data()), index.size()); !read) return read;
  if (core::view(core::sha256(index)) != std::string_view(footer).substr(24, 32))
    return damaged("its index has another SHA-256");
  std::string filter(filter_bytes, '\0');
  if (auto read = read_at(filter_at, filter.data(), filter.size()); !read) return read;
  if (core::view(core::sha256(filter)) != std::string_view(footer).substr(56, 32))
    return damaged("its filter has another SHA-256");
  filter_ = RunFilter::of_bytes(filter);
  auto begin = kRunMagic.size();
  for (std::size_t i = 0; i < index_.size(); ++i) {
    const auto& block = index_[i];
    if (block.end <= begin || block.end > index_at || block.end - begin > kRunBlockBytesMax)
      return damaged("its blocks do not follow each other");
    if (i > 0 && block.first <= index_[i - 1].first) return damaged("its blocks are not in order");
    begin = block.end;
  }
  if (begin != index_at) return damaged("its blocks do not fill it");
  return core::Done{};
}

std::size_t RunFile::memory_bytes() const {
  return index_.capacity() * sizeof(Block) + filter_.bytes().size() + sizeof(*this);
}

Status RunFile::read_block(std::size_t n, std::string& bytes) const {
  const std::uint64_t begin = n == 0 ? kRunMagic.size() : index_[n - 1].end;
  bytes.resize(index_[n].end - begin);
  if (auto read = read_at(begin, bytes.data(), bytes.size()); !read) return read;
  if (run_block_check(bytes) != index_[n].check)
    return damaged("block " + std::to_string(n) + " is not what was written");
  return core::Done{};
}

Result<std::optional<std::string>> RunFile::find(const core::Hash16& hash) const {
  const auto after = std::ranges::upper_bound(index_, hash, {}, &Block::first);
  if (after == index_.begin()) return std::optional<std::string>();
  const auto n = static_cast<std::size_t>(after - index_.begin()) - 1;
  std::string bytes;
  if (auto read = read_block(n, bytes); !read) return read.error();
  RunEntries entries(bytes);
  core::Hash16 at;
  std::string_view value;
  while (entries.next(at, value)) {
    if (at == hash) return std::optional(std::string(value));
    if (at > hash) return std::optional<std::string>();
  }
  if (!entries.whole()) return damaged("block " + std::to_string(n) + " does not hold whole entries");
  return std::optional<std::string>();
}

bool RunEntries::next(core::Hash16& hash, std::string_view& value) {
  if (rest_.empty()) return false;
  whole_ = false;
  if (rest_.size() < hash.size()) return false;
  std::memcpy(hash.data(), rest_.data(), hash.size());
  rest_.remove_prefix(hash.size());
  std::size_t size = 0;
  for (unsigned i = 0;; ++i) {
    if (rest_.empty() || i == kRunLengthBytesMax) return false;
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    size |= static_cast<std::size_t>(byte & 0x7fU) << (7 * i);
    if (byte < 0x80) break;
  }
  if (size > rest_.size() || size > kRunValueBytesMax) return false;
  value = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return whole_ = true;
}

}  // namespace tallygate::eventstore
