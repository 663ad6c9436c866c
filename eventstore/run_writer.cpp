#include "eventstore/run_writer.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "core/check.hpp"
#include "eventstore/data_file.hpp"
#include "eventstore/run_layout.hpp"

namespace tallygate::eventstore {

using core::ErrorKind;
using core::failure;
using core::Status;

namespace {

constexpr std::size_t kPieceBytes = 1 << 20;

core::OperatingError failed(std::string_view doing, const std::filesystem::path& path) {
  return failure(errno == ENOSPC || errno == EDQUOT ? ErrorKind::storage_full : ErrorKind::io,
                 std::string(doing) + " " + path.string() + ": " + std::generic_category().message(errno) + ".");
}

template <class T>
std::string_view bytes_of(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

}  // namespace

RunWriter::RunWriter(const std::filesystem::path& directory, std::string_view name, std::uint64_t entries_max,
                     const std::atomic<bool>& stop)
    : directory_(directory),
      unfinished_(directory / (std::string(name) + std::string(kUnfinishedRun))),
      entries_max_(entries_max),
      stop_(stop),
      piece_(kRunMagic),
      offset_(kRunMagic.size()),
      filter_(entries_max) {
  TALLYGATE_CHECK(entries_max <= kRunEntriesMax, "a run has at most kRunEntriesMax entries");
  status_ = create_directories_durably(directory);
  if (!status_) return;
  file_ = FileDescriptor(::open(unfinished_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!file_.is_open()) status_ = failed("cannot make", unfinished_);
}

RunWriter::~RunWriter() {
  if (!file_.is_open()) return;
  std::error_code ignored;
  std::filesystem::remove(unfinished_, ignored);
}

Status RunWriter::add(const core::Hash16& hash, std::string_view value) {
  TALLYGATE_CHECK(entries_ == 0 || last_ < hash, "the entries of a run are added in order");
  TALLYGATE_CHECK(value.size() <= kRunValueBytesMax, "a value of a run has a limit");
  TALLYGATE_CHECK(entries_ < entries_max_, "a run's filter is made for as many entries as are added");
  if (!block_.empty() && block_.size() + hash.size() + kRunLengthBytesMax + value.size() > kRunBlockBytes) end_block();
  if (block_.empty()) block_first_ = hash;
  block_.append(bytes_of(hash));
  auto size = value.size();
  for (; size >= 0x80; size >>= 7U) block_.push_back(static_cast<char>(0x80U | (size & 0x7fU)));
  block_.push_back(static_cast<char>(size));
  block_.append(value);
  filter_.add(hash);
  last_ = hash;
  ++entries_;
  if (piece_.size() >= kPieceBytes) return flush();
  return status_;
}

void RunWriter::end_block() {
  if (block_.empty()) return;
  offset_ += block_.size();
  index_.append(bytes_of(block_first_)).append(bytes_of(offset_));
  index_.append(bytes_of(run_block_check(block_)));
  ++blocks_;
  piece_.append(block_);
  block_.clear();
}

Status RunWriter::flush() {
  if (status_) status_ = write(piece_);
  piece_.clear();
  return status_;
}

// Without a commit of the file system's journal; fdatasync at the end decides.
Status RunWriter::write(std::string_view piece) {
  if (stop_) return failure(ErrorKind::unavailable, "stopped while a run was written");
  const auto begin = written_;
  while (!piece.empty()) {
    const auto written = ::pwrite(file_.get(), piece.data(), piece.size(), static_cast<off_t>(written_));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return failed("cannot write", unfinished_);
    written_ += static_cast<std::uint64_t>(written);
    piece.remove_prefix(static_cast<std::size_t>(written));
  }
  constexpr unsigned kThrough = SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
  ::sync_file_range(file_.get(), static_cast<off_t>(begin), static_cast<off_t>(written_ - begin), kThrough);
  return core::Done{};
}

core::Result<RunSet::Run> RunWriter::finish() {
  end_block();
  if (auto flushed = flush(); !flushed) return flushed.error();
  std::string footer;
  footer.append(bytes_of(entries_)).append(bytes_of(blocks_)).append(bytes_of(std::uint64_t{filter_.bytes().size()}));
  footer.append(core::view(core::sha256(index_))).append(core::view(core::sha256(filter_.bytes())));
  const RunName name{core::sha256({kRunMagic, footer}), entries_, 0};
  footer.append(core::view(name.digest));
  for (std::string_view part : {std::string_view(index_), filter_.bytes(), std::string_view(footer)}) {
    for (; !part.empty(); part.remove_prefix(std::min(part.size(), kPieceBytes)))
      if (auto written = write(part.substr(0, kPieceBytes)); !written) return written.error();
  }
  if (::fdatasync(file_.get()) != 0) return failed("cannot sync", unfinished_);
  const auto path = directory_ / name.file();
  std::error_code error;
  std::filesystem::rename(unfinished_, path, error);
  if (error) return failure(ErrorKind::io, "cannot rename " + unfinished_.string() + ": " + error.message() + ".");
  file_ = FileDescriptor();
  if (auto synced = sync_directory(directory_); !synced) return synced.error();
  return RunFile::open(path);
}

}  // namespace tallygate::eventstore
