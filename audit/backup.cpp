#include "audit/backup.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "audit/backup_files.hpp"
#include "audit/checkpoint.hpp"
#include "audit/durable_file.hpp"
#include "audit/record_pages.hpp"
#include "core/hash.hpp"
#include "eventstore/data_file.hpp"
#include "eventstore/directory_lock.hpp"

namespace tallygate::audit {
namespace {

constexpr std::uint64_t kRecordsAProgress = 10'000;

using core::ErrorKind;
using core::failure;

// Writes the new files of one run and names them in the manifest.
class Writer {
 public:
  Writer(const eventstore::EventLog& log, const std::filesystem::path& directory, BackupManifest& manifest,
         BackedUp& done)
      : log_(log), directory_(directory), manifest_(manifest), done_(done) {}

  core::Status start() {
    for (const char* folder : {"segments", "blobs", "checkpoints"})
      if (auto made = eventstore::create_directories_durably(directory_ / folder); !made) return made;
    if (manifest_.size == 0) return core::Done{};
    const auto leaf = log_.leaf(manifest_.tenant, manifest_.size - 1);
    if (!leaf) return leaf.error();
    prev_ = *leaf;
    return core::Done{};
  }

  core::Status add(const core::Decoded& decoded, std::string_view bytes) {
    const auto& record = decoded.record;
    if (record.seq != manifest_.size || decoded.chained.prev != prev_)
      return failure(ErrorKind::corrupt,
                     "record " + std::to_string(manifest_.size) + " of the log does not follow from the one before it");
    prev_ = core::leaf_hash(bytes);
    if (!segment_.empty() && segment_.size() + bytes.size() + 1 > kSegmentBytesMax)
      if (auto closed = close_segment(); !closed) return closed;
    segment_.append(bytes).append("\n");
    ++manifest_.size;
    ++done_.records;
    if (const auto* opened = std::get_if<core::LogOpened>(&record.effect)) {
      manifest_.origin = opened->origin;
      manifest_.vkey = opened->public_key;
    } else if (const auto* epoch = std::get_if<core::EpochOpened>(&record.effect)) {
      manifest_.origin = epoch->origin;
      manifest_.vkey = epoch->public_key;
    } else if (const auto* rotated = std::get_if<core::KeyRotated>(&record.effect)) {
      manifest_.vkey = rotated->public_key;
    }
    return add_blob(record);
  }

  // The last segment, and the checkpoint that covers all of it.
  core::Status finish(const Checkpoint& checkpoint, std::string_view note) {
    if (auto closed = close_segment(); !closed) return closed;
    const auto leaf = log_.leaf(manifest_.tenant, checkpoint.size - 1);
    if (!leaf) return leaf.error();
    if (*leaf != prev_) return failure(ErrorKind::corrupt, "the log's tree is not that of its records");
    const auto verifier = parse_vkey(manifest_.vkey);
    if (!verifier || checkpoint.origin != manifest_.origin || !open_checkpoint(note, *verifier))
      return failure(ErrorKind::corrupt, "the published checkpoint is not signed by " + manifest_.vkey);
    manifest_.root = checkpoint.root;
    return write(checkpoint_path(checkpoint.size), note);
  }

 private:
  core::Status close_segment() {
    if (segment_.empty()) return core::Done{};
    auto written = write(segment_path(std::exchange(segment_first_, manifest_.size)), segment_);
    segment_.clear();
    ++done_.segments;
    return written;
  }

  // A refused command may name a blob that was never kept.
  core::Status add_blob(const core::Record& record) {
    const auto named = blob_named_in(record);
    if (!named || manifest_.find(blob_path(*named)) != nullptr) return core::Done{};
    const auto bytes = log_.blob(manifest_.tenant, *named);
    const bool needed = record.type != core::RecordType::command_refused;
    if (!bytes)
      return bytes.error().kind == ErrorKind::not_found && !needed ? core::Status(core::Done{}) : bytes.error();
    ++done_.blobs;
    return write(blob_path(*named), *bytes);
  }

  core::Status write(std::string path, std::string_view bytes) {
    if (auto written = write_durable_file(directory_ / path, bytes, kPrivateFile); !written) return written;
    done_.bytes += bytes.size();
    manifest_.files.push_back({std::move(path), bytes.size(), core::sha256(bytes)});
    return core::Done{};
  }

  const eventstore::EventLog& log_;
  const std::filesystem::path& directory_;
  BackupManifest& manifest_;
  BackedUp& done_;
  core::Digest prev_{};
  std::string segment_;
  std::uint64_t segment_first_ = manifest_.size;
};

// The backup that is there is whole, and of this log's history.
core::Status fits(const BackupManifest& earlier, const eventstore::EventLog& log, std::string_view tenant,
                  const Checkpoint& checkpoint, const std::filesystem::path& directory) {
  if (earlier.tenant != tenant)
    return failure(ErrorKind::invalid, directory.string() + " is a backup of the tenant " + earlier.tenant);
  if (auto whole = check_backup_files(directory, earlier, {}); !whole) return whole;
  if (earlier.size > checkpoint.size)
    return failure(ErrorKind::wrong_position,
                   "the backup in " + directory.string() + " holds " + std::to_string(earlier.size) +
                       " records, the log has published only " + std::to_string(checkpoint.size) +
                       ": the log was rolled back, or this is another one");
  const auto root = log.root_at(tenant, earlier.size);
  if (!root) return root.error();
  if (*root != earlier.root)
    return failure(ErrorKind::wrong_position, "the backup in " + directory.string() +
                                                  " is of another history than the log: back up into a new directory");
  return core::Done{};
}

// The checkpoint, and that the log is at least what it says.
core::Result<Checkpoint> covered(const eventstore::EventLog& log, std::string_view tenant, std::string_view note,
                                 BackedUp& done) {
  const auto checkpoint = claimed_checkpoint(note);
  if (!checkpoint || checkpoint->size == 0)
    return failure(ErrorKind::invalid, "the published checkpoint of " + std::string(tenant) + " is malformed");
  const auto head = log.head(tenant);
  if (!head) return head.error();
  if (head->size < checkpoint->size)
    return failure(ErrorKind::wrong_position, "the log of " + std::string(tenant) + " holds " +
                                                  std::to_string(head->size) + " records, its published checkpoint " +
                                                  std::to_string(checkpoint->size) + ": it was rolled back");
  const auto root = log.root_at(tenant, checkpoint->size);
  if (!root) return root.error();
  if (*root != checkpoint->root)
    return failure(ErrorKind::corrupt,
                   "the log of " + std::string(tenant) + " has another root than its published checkpoint");
  done.position = checkpoint->size;
  done.not_yet = head->size - checkpoint->size;
  return *checkpoint;
}

}  // namespace

core::Result<BackedUp> back_up(const eventstore::EventLog& log, std::string_view tenant, std::string_view note,
                               const std::filesystem::path& directory, const BackupProgress& progress) {
  BackedUp done;
  const auto checkpoint = covered(log, tenant, note, done);
  if (!checkpoint) return checkpoint.error();
  if (auto made = eventstore::create_directories_durably(directory); !made) return made.error();
  const auto lock = eventstore::DirectoryLock::acquire(directory);
  if (!lock) return lock.error();
  BackupManifest manifest;
  done.first = !has_manifest(directory);
  if (done.first) {
    manifest.tenant = tenant;
  } else {
    auto earlier = read_manifest(directory);
    if (!earlier) return earlier.error();
    manifest = std::move(earlier).value();
    if (auto fit = fits(manifest, log, tenant, *checkpoint, directory); !fit) return fit.error();
    if (manifest.size == checkpoint->size) return done;
  }
  Writer writer(log, directory, manifest, done);
  if (auto started = writer.start(); !started) return started.error();
  core::Status status = core::Done{};
  const auto walked = each_decoded(log, tenant, manifest.size, checkpoint->size,
                                   [&](const core::Decoded& decoded, std::string_view bytes) {
                                     status = writer.add(decoded, bytes);
                                     if (progress && decoded.record.seq % kRecordsAProgress == 0)
                                       progress(decoded.record.seq, checkpoint->size);
                                     return status.ok();
                                   });
  if (!walked) return walked.error();
  if (!status) return status.error();
  if (auto finished = writer.finish(*checkpoint, note); !finished) return finished.error();
  if (auto written = write_manifest(directory, manifest); !written) return written.error();
  if (progress) progress(checkpoint->size, checkpoint->size);
  return done;
}

}  // namespace tallygate::audit
