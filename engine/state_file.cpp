#include "engine/state_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <functional>
#include <set>

#include "core/sha256_stream.hpp"
#include "eventstore/file_descriptor.hpp"
#include "eventstore/run_writer.hpp"

namespace tallygate::engine {
namespace {

using core::ErrorKind;
using core::failure;

constexpr std::string_view kMagic = "tallygate state\n";
constexpr std::string_view kExtension = ".state";
constexpr std::string_view kUnfinished = ".state.new";
constexpr std::string_view kRunExtension = ".run";
constexpr std::size_t kRunNameBytes = sizeof(core::Digest) + 2 * sizeof(std::uint64_t);
constexpr std::size_t kHeaderBytesMax = 64 * 1024;  // two sets of eventstore::kRunsMax runs are a tenth of it

std::int64_t sem_of_this_program() {
  return core::LogOpened().sem;
}

core::OperatingError failed(std::string_view doing, const std::filesystem::path& path) {
  return failure(errno == ENOSPC || errno == EDQUOT ? ErrorKind::storage_full : ErrorKind::io,
                 std::string(doing) + " " + path.string() + ": " + std::strerror(errno) + ".");
}

void remove_files(const std::filesystem::path& directory, const std::function<bool(const std::string&)>& which) {
  std::vector<std::filesystem::path> chosen;
  std::error_code error;
  for (std::filesystem::directory_iterator at(directory, error), end; !error && at != end; at.increment(error))
    if (which(at->path().filename().string())) chosen.push_back(at->path());
  for (const auto& path : chosen) std::filesystem::remove(path, error);
}

// Appends a piece and waits until the disk has it, without a commit of the file system's journal.
bool write_through(int fd, std::string_view piece, off_t& offset) {
  const off_t begin = offset;
  while (!piece.empty()) {
    const auto written = ::pwrite(fd, piece.data(), piece.size(), offset);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    offset += written;
    piece.remove_prefix(static_cast<std::size_t>(written));
  }
  constexpr unsigned kThrough = SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
  ::sync_file_range(fd, begin, offset - begin, kThrough);           // a hint: fdatasync decides
  ::posix_fadvise(fd, begin, offset - begin, POSIX_FADV_DONTNEED);  // not to be read before the next start
  return true;
}

core::Digest digest_in(core::BinaryReader& in) {
  core::Digest digest{};
  const std::string_view bytes = in.take(digest.size());
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

// What stands before the state, once magic and format are known to be these.
struct Header {
  std::int64_t sem = 0;
  std::string tenant;
  std::uint64_t position = 0;
  core::Digest leaf{};
  NamedRuns runs;
  ledger::ColdRule rule;
};

Header header_in(core::BinaryReader& in) {
  Header header;
  in.number(header.sem);
  in.text(header.tenant);
  in.number(header.position);
  header.leaf = digest_in(in);
  for (auto* runs : {&header.runs.keys, &header.runs.objects}) {
    in.list(*runs, kRunNameBytes, [&in](eventstore::RunName& run) {
      run.digest = digest_in(in);
      in.number(run.entries);
      in.number(run.bytes);
    });
  }
  in.number(header.rule.now.us);
  in.number(header.rule.after.us);
  return header;
}

void write_state(core::BinaryWriter& out, const SavedState& saved) {
  out.raw(kMagic);
  out.number(kStateFormat);
  out.number(sem_of_this_program());
  out.text(saved.state->name());
  out.number(saved.position);
  out.raw(core::view(saved.leaf));
  const auto& cold = saved.state->cold();
  for (const auto& runs : {cold.keys->names(), cold.objects->names()}) {
    out.count(runs.size(), kRunNameBytes);
    for (const auto& run : runs) {
      out.raw(core::view(run.digest));
      out.number(run.entries);
      out.number(run.bytes);
    }
  }
  out.number(cold.rule.now.us);
  out.number(cold.rule.after.us);
  const core::Digest digest = saved.state->save(out);
  out.raw(core::view(digest));
}

core::Status write_new(const std::filesystem::path& path, const SavedState& saved, const std::atomic<bool>& stop) {
  const eventstore::FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (file.get() < 0) return failed("cannot make", path);
  core::Sha256Stream hash;
  off_t offset = 0;
  core::BinaryWriter out([&](std::string_view piece) {
    if (stop) return false;
    hash.add(piece);
    return write_through(file.get(), piece, offset);
  });
  write_state(out, saved);
  if (!out.flush()) {
    if (stop) return failure(ErrorKind::unavailable, "stopped while a state checkpoint was written");
    return failed("cannot write", path);
  }
  if (!write_through(file.get(), core::view(hash.finish()), offset) || ::fdatasync(file.get()) != 0)
    return failed("cannot write", path);
  return core::Done{};
}

core::OperatingError damaged(const std::string& what) {
  return failure(ErrorKind::corrupt, what);
}

}  // namespace

namespace {

// Without the checks of the whole file: one that is damaged will not be used, so what it needs need not stay.
NamedRuns runs_named_in(const std::filesystem::path& file) {
  const eventstore::FileDescriptor open(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  std::string bytes(kHeaderBytesMax, '\0');
  const auto got = open.get() < 0 ? -1 : ::pread(open.get(), bytes.data(), bytes.size(), 0);
  bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  std::uint32_t format = 0;
  if (!bytes.starts_with(kMagic)) return {};
  core::BinaryReader in(std::string_view(bytes).substr(kMagic.size()));
  in.number(format);
  return format == kStateFormat ? header_in(in).runs : NamedRuns();
}

void remove_unnamed_runs(const std::filesystem::path& directory, std::string_view tenant) {
  std::set<std::string> named;
  for (const auto& file : state_files(directory, tenant)) {
    const auto runs = runs_named_in(file.path);
    for (const auto& run : runs.keys) named.insert(run.file());
    for (const auto& run : runs.objects) named.insert(run.file());
  }
  remove_files(state_files_of(directory, tenant),
               [&named](const std::string& name) { return name.ends_with(kRunExtension) && !named.contains(name); });
}

}  // namespace

core::Status write_state_file(const std::filesystem::path& directory, const SavedState& saved,
                              const std::atomic<bool>& stop) {
  const auto of_tenant = directory / saved.state->name();
  std::error_code error;
  std::filesystem::create_directories(of_tenant, error);
  if (error) return failure(ErrorKind::io, "cannot make " + of_tenant.string() + ": " + error.message() + ".");
  const auto name = std::to_string(saved.position);
  const auto unfinished = of_tenant / (name + std::string(kUnfinished));
  if (auto written = write_new(unfinished, saved, stop); !written) {
    std::filesystem::remove(unfinished, error);
    return written;
  }
  std::filesystem::rename(unfinished, of_tenant / (name + std::string(kExtension)), error);
  if (error) return failure(ErrorKind::io, "cannot rename " + unfinished.string() + ": " + error.message() + ".");
  const eventstore::FileDescriptor folder(::open(of_tenant.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0 || ::fsync(folder.get()) != 0) return failed("cannot sync", of_tenant);
  const auto all = state_files(directory, saved.state->name());
  for (std::size_t i = kStateFilesKept; i < all.size(); ++i) std::filesystem::remove(all[i].path, error);
  remove_unnamed_runs(directory, saved.state->name());
  return core::Done{};
}

core::Result<SavedState> read_state(std::string_view bytes, const std::string& tenant, const FindRuleset& find,
                                    NamedRuns& named) {
  core::Digest hash{};
  if (!bytes.starts_with(kMagic) || bytes.size() < kMagic.size() + hash.size())
    return damaged("it is not a state checkpoint, or cut off");
  const std::string_view hashed = bytes.substr(0, bytes.size() - hash.size());
  core::BinaryReader in(hashed.substr(kMagic.size()));
  std::uint32_t format = 0;
  in.number(format);
  if (format != kStateFormat)
    return failure(ErrorKind::version,
                   "it has format " + std::to_string(format) + ", this program has " + std::to_string(kStateFormat));
  if (core::view(core::sha256(hashed)) != bytes.substr(hashed.size())) return damaged("its SHA-256 is another");
  Header header = header_in(in);
  if (header.sem != sem_of_this_program())
    return failure(ErrorKind::version, "it was made with deciding behaviour " + std::to_string(header.sem) +
                                           ", this program has " + std::to_string(sem_of_this_program()));
  if (header.tenant != tenant) return damaged("it is of another tenant");
  SavedState saved;
  saved.position = header.position;
  saved.leaf = header.leaf;
  named = std::move(header.runs);
  named.rule = header.rule;
  saved.state = std::make_unique<TenantState>(tenant, find);
  const core::Digest loaded = saved.state->load(in);
  const core::Digest digest = digest_in(in);
  if (!in.ok() || !in.at_end()) return damaged(in.ok() ? "there is more in it than a state" : in.fault());
  if (loaded != digest) return damaged("the state in it has another digest than when it was saved");
  if (saved.state->next_seq() != saved.position || saved.position == 0)
    return damaged("its position is not its state's");
  std::uint64_t keys = 0;
  for (const auto& run : named.keys) keys += run.entries;
  if (keys < saved.state->key_count()) return damaged("its runs hold fewer idempotency keys than were used");
  return saved;
}

core::Result<SavedState> read_state_file(const std::filesystem::path& file, const std::string& tenant,
                                         const FindRuleset& find, const ColdState& known) {
  const eventstore::FileDescriptor open(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat about{};
  if (open.get() < 0 || ::fstat(open.get(), &about) != 0) return failed("cannot open", file);
  const auto size = static_cast<std::uint64_t>(about.st_size);
  if (size > kStateFileBytesMax) return failure(ErrorKind::invalid, "it is larger than a state checkpoint may be");
  const auto bytes = std::make_unique_for_overwrite<char[]>(size);
  for (std::uint64_t at = 0; at < size;) {
    const auto got = ::pread(open.get(), bytes.get() + at, size - at, static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return failed("cannot read", file);
    at += static_cast<std::uint64_t>(got);
  }
  NamedRuns named;
  auto saved = read_state({bytes.get(), size}, tenant, find, named);
  if (!saved) return saved.error();
  auto keys = eventstore::RunSet::open(file.parent_path(), named.keys, known.keys.get());
  if (!keys) return keys.error();
  auto objects = eventstore::RunSet::open(file.parent_path(), named.objects, known.objects.get());
  if (!objects) return objects.error();
  saved->state->set_cold({std::move(*keys), std::move(*objects), saved->position, named.rule}, {});
  return saved;
}

std::filesystem::path state_files_of(const std::filesystem::path& directory, std::string_view tenant) {
  return directory / tenant;
}

std::vector<StateFile> state_files(const std::filesystem::path& directory, std::string_view tenant) {
  std::vector<StateFile> found;
  std::error_code error;
  for (std::filesystem::directory_iterator at(directory / tenant, error), end; !error && at != end;
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    StateFile file{at->path(), 0};
    const auto [rest, wrong] = std::from_chars(name.data(), name.data() + name.size(), file.position);
    if (wrong == std::errc() && std::string_view(rest) == kExtension) found.push_back(std::move(file));
  }
  std::ranges::sort(found, std::ranges::greater(), &StateFile::position);
  return found;
}

void remove_unfinished(const std::filesystem::path& directory, std::string_view tenant) {
  remove_files(state_files_of(directory, tenant), [](const std::string& name) {
    return name.ends_with(kUnfinished) || name.ends_with(eventstore::kUnfinishedRun);
  });
  remove_unnamed_runs(directory, tenant);
}

void discard_state_files(const std::filesystem::path& directory, std::string_view tenant) {
  remove_files(state_files_of(directory, tenant), [](const std::string& name) { return name.ends_with(kExtension); });
}

}  // namespace tallygate::engine
