#include "audit/archive_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include "audit/backup_files.hpp"
#include "audit/checkpoint.hpp"
#include "audit/note_lines.hpp"
#include "audit/record_pages.hpp"
#include "audit/tlog_proof.hpp"
#include "core/hash.hpp"
#include "eventstore/data_file.hpp"
#include "eventstore/tree.hpp"

namespace tallygate::audit {

using core::ErrorKind;
using core::failure;

namespace {

constexpr std::uint64_t kRecordsAnArchivedStep = 10'000;

core::OperatingError archive_failed(const std::string& what, const std::filesystem::path& path) {
  return failure(errno == ENOSPC ? ErrorKind::storage_full : ErrorKind::io,
                 what + " " + path.string() + ": " + std::strerror(errno));
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

// The roots of the complete subtrees of the first `size` records, from the log's tiles.
core::Result<std::vector<core::Digest>> frontier_at(const eventstore::EventLog& log, std::string_view tenant,
                                                    std::uint64_t size) {
  std::vector<eventstore::PartialTile> partial(eventstore::Tree::levels_of(size));
  for (std::size_t level = 0; level < partial.size(); ++level) {
    const std::size_t width = eventstore::Tree::partial_width(size, level);
    if (width == 0) continue;
    const auto hashes = log.tile(tenant, level, size >> (eventstore::kTileHeight * (level + 1)), width);
    if (!hashes) return hashes.error();
    for (const auto& hash : *hashes) partial[level].push(hash);
  }
  return eventstore::Tree::restore(size, std::move(partial)).frontier();
}

class ArchiveWriting {
 public:
  ArchiveWriting(const eventstore::EventLog& log, const ArchivePlan& plan, std::filesystem::path path)
      : log_(log),
        plan_(plan),
        path_(std::move(path)),
        file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) {}

  core::Status run(const ArchiveProgress& progress) {
    if (!file_.is_open()) return archive_failed("cannot write", path_);
    if (auto begun = begin(); !begun) return begun;
    core::Status status = core::Done{};
    const auto walked = each_decoded(log_, plan_.tenant, plan_.first, plan_.end,
                                     [&](const core::Decoded& decoded, std::string_view bytes) {
                                       status = add(decoded, bytes);
                                       if (progress && decoded.record.seq % kRecordsAnArchivedStep == 0)
                                         progress(decoded.record.seq - plan_.first, 2 * (plan_.end - plan_.first));
                                       return status.ok();
                                     });
    if (!walked) return walked;
    if (!status) return status;
    return finish();
  }

 private:
  core::Status begin() {
    manifest_.of.tenant = plan_.tenant;
    manifest_.of.origin = plan_.epoch->origin;
    manifest_.of.vkey = plan_.epoch->vkey;
    manifest_.first = segment_first_ = plan_.first;
    manifest_.of.size = plan_.end;
    auto frontier = frontier_at(log_, plan_.tenant, plan_.first);
    if (!frontier) return frontier.error();
    manifest_.frontier = std::move(*frontier);
    if (plan_.first > 0) {
      const auto before = log_.leaf(plan_.tenant, plan_.first - 1);
      if (!before) return before.error();
      manifest_.prev = *before;
    }
    const auto root = log_.root_at(plan_.tenant, plan_.end);
    if (!root) return root.error();
    manifest_.of.root = *root;
    return prove();
  }

  // The checkpoint covers the records: the log's own tree says so.
  core::Status prove() {
    const auto claimed = claimed_checkpoint(plan_.checkpoint);
    if (!claimed || claimed->origin != plan_.epoch->origin || claimed->size < plan_.end)
      return failure(ErrorKind::invalid, "the published checkpoint does not cover the records");
    if (auto why = not_signed(*plan_.epoch, plan_.checkpoint, claimed->size))
      return failure(ErrorKind::corrupt, "the published checkpoint " + *why);
    manifest_.checkpoint = claimed->size;
    ProofMaker maker(log_);
    auto proof = maker.consistency(plan_.tenant, plan_.end, claimed->size);
    if (!proof) return proof.error();
    manifest_.consistency = std::move(*proof);
    if (!verify_consistency(plan_.end, claimed->size, manifest_.consistency, manifest_.of.root, claimed->root))
      return failure(ErrorKind::corrupt, "the log's tiles are not those of its published checkpoint");
    return core::Done{};
  }

  core::Status add(const core::Decoded& decoded, std::string_view bytes) {
    if (!segment_.empty() && segment_.size() + bytes.size() + 1 > kArchiveSegmentBytesMax)
      if (auto closed = close_segment(decoded.record.seq); !closed) return closed;
    segment_.append(bytes).append("\n");
    const auto named = blob_named_in(decoded.record);
    if (!named || blobs_.contains(*named)) return core::Done{};
    const auto blob = log_.blob(plan_.tenant, *named);
    const bool needed = decoded.record.type != core::RecordType::command_refused;  // it may name what was never kept
    if (!blob)
      return needed || blob.error().kind != ErrorKind::not_found ? core::Status(blob.error())
                                                                 : core::Status(core::Done{});
    blobs_.insert(*named);
    return member(blob_path(*named), *blob);
  }

  core::Status close_segment(std::uint64_t next) {
    if (auto written = member(segment_path(std::exchange(segment_first_, next)), segment_); !written) return written;
    segment_.clear();
    return core::Done{};
  }

  core::Status finish() {
    if (auto closed = close_segment(plan_.end); !closed) return closed;
    if (auto written = add_rotations(); !written) return written;
    if (auto written = member(checkpoint_path(manifest_.checkpoint), plan_.checkpoint); !written) return written;
    const std::string text = archive_manifest_text(manifest_);
    if (text.size() > kManifestBytesMax)
      return failure(ErrorKind::invalid, "the archive has too many members for its manifest: archive less at once");
    if (auto written = content(kArchiveManifestName, text); !written) return written;
    if (auto written = write(std::string(kTarEndBytes, '\0')); !written) return written;
    return ::fsync(file_.get()) == 0 ? core::Status(core::Done{}) : archive_failed("cannot make durable", path_);
  }

  // What leads from a key that somebody noted earlier to the checkpoint's.
  core::Status add_rotations() {
    std::string lines;
    ProofMaker maker(log_);
    for (const std::uint64_t seq : plan_.rotations) {
      if (seq >= manifest_.checkpoint) break;
      const auto record = log_.read_one(plan_.tenant, seq);
      if (!record) return record.error();
      lines.append(*record).append("\n");
      auto hashes = maker.inclusion(plan_.tenant, seq, manifest_.checkpoint);
      if (!hashes) return hashes.error();
      const auto proof = write_tlog_proof({std::nullopt, seq, std::move(*hashes), plan_.checkpoint});
      if (auto written = member(rotation_proof_path(seq), proof); !written) return written;
    }
    return lines.empty() ? core::Status(core::Done{}) : member(std::string(kRotationsName), lines);
  }

  core::Status member(std::string path, std::string_view bytes) {
    if (auto written = content(path, bytes); !written) return written;
    manifest_.of.files.push_back({std::move(path), bytes.size(), core::sha256(bytes)});
    return core::Done{};
  }

  core::Status content(std::string_view name, std::string_view bytes) {
    if (auto written = write(tar_header(name, bytes.size())); !written) return written;
    if (auto written = write(bytes); !written) return written;
    return write(std::string(tar_padding(bytes.size()), '\0'));
  }

  core::Status write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto n = ::write(file_.get(), bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return archive_failed("cannot write", path_);
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return core::Done{};
  }

  const eventstore::EventLog& log_;
  const ArchivePlan& plan_;
  const std::filesystem::path path_;
  const eventstore::FileDescriptor file_;
  ArchiveManifest manifest_;
  std::string segment_;
  std::uint64_t segment_first_ = 0;
  std::set<core::Digest> blobs_;
};

}  // namespace

core::Status check_archive(const ArchiveFile& archive, const eventstore::EventLog& log,
                           const ArchiveProgress& progress) {
  const auto& tenant = archive.manifest().of.tenant;
  const auto wrong = [&](const std::string& what) {
    return failure(ErrorKind::corrupt, "the archive " + archive.path().string() + " does not hold: " + what);
  };
  std::vector<core::Digest> tile;
  std::uint64_t tile_index = ~std::uint64_t{0};
  const auto range = archive.range();
  std::uint64_t seq = range.first;
  for (std::size_t i = 0; i < archive.manifest().of.files.size(); ++i) {
    const BackupFile& file = archive.manifest().of.files[i];
    const auto read = archive.content(i);
    if (!read) return wrong(read.error().message);
    if (!read->as_written) return wrong("its member " + file.path + " is not as it was written");
    if (!is_segment(file)) continue;
    std::string_view rest = read->bytes;
    for (auto line = take_line(rest); line; line = take_line(rest), ++seq) {
      if (seq / eventstore::kTileWidth != tile_index) {
        tile_index = seq / eventstore::kTileWidth;
        auto hashes = log.tile(tenant, 0, tile_index, eventstore::kTileWidth);
        if (!hashes) return hashes.error();
        tile = std::move(*hashes);
      }
      if (seq >= range.end || core::leaf_hash(*line) != tile[seq % eventstore::kTileWidth])
        return wrong("record " + std::to_string(seq) + " in it is not the one that the log's tiles hold");
    }
    if (progress) progress(seq - range.first + (range.end - range.first), 2 * (range.end - range.first));
  }
  if (seq != range.end) return wrong("it ends at record " + std::to_string(seq));
  return core::Done{};
}

core::Result<std::shared_ptr<ArchiveFile>> write_archive(const eventstore::EventLog& log, const ArchivePlan& plan,
                                                         const std::filesystem::path& path,
                                                         const ArchiveProgress& progress) {
  auto fresh = path;
  fresh += ".new";
  std::error_code ignored;
  if (auto written = ArchiveWriting(log, plan, fresh).run(progress); !written) {
    std::filesystem::remove(fresh, ignored);  // it may have filled the disk
    return written.error();
  }
  eventstore::forget_cached_pages(fresh);
  const auto unnamed = ArchiveFile::open(fresh);
  if (!unnamed) return failure(unnamed.error().kind, "the archive " + fresh.string() + ": " + unnamed.error().message);
  if (auto holds = check_archive(**unnamed, log, progress); !holds) return holds.error();
  if (std::filesystem::exists(std::filesystem::symlink_status(path, ignored)))
    return failure(ErrorKind::invalid, path.string() + " is there already");
  if (::rename(fresh.c_str(), path.c_str()) != 0) return archive_failed("cannot put in its place", path);
  if (auto synced = eventstore::sync_directory(folder_of(path)); !synced) return synced.error();
  auto archive = ArchiveFile::open(path);
  if (!archive) return failure(archive.error().kind, "the archive " + path.string() + ": " + archive.error().message);
  return archive;
}

}  // namespace tallygate::audit
