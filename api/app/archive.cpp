#include "api/app/archive.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "api/app/archive_links.hpp"
#include "api/app/command.hpp"
#include "api/app/data_directory.hpp"
#include "api/app/open_log.hpp"
#include "api/app/progress_bar.hpp"
#include "audit/archive_writer.hpp"
#include "audit/archived_log.hpp"
#include "audit/checkpoint.hpp"
#include "audit/key_history.hpp"
#include "core/canonical_json.hpp"
#include "core/record_codec.hpp"
#include "engine/recovery.hpp"
#include "eventstore/data_file.hpp"
#include "eventstore/lmdb_log.hpp"
#include "eventstore/tree.hpp"

namespace tallygate::app {
namespace {

namespace fs = std::filesystem;
using core::ErrorKind;
using core::failure;

class Archiving {
 public:
  Archiving(const ArchiveOptions& options, DataDirectory directory, fs::path file)
      : options_(options), directory_(std::move(directory)), file_(std::move(file)) {}

  // Each step leaves what the next run can go on from: the file under another name, the file, the link, the row that
  // names it, and the records that are then dropped a few at a time.
  core::Status run() {
    if (auto opened = open(); !opened) return opened;
    if (auto read = read_published(); !read) return read;
    if (auto dropped = drop_left(); !dropped) return dropped;
    auto archive = earlier();
    if (!archive) return archive.error();
    if (*archive && is_registered(**archive)) {
      const auto more = end_of_archive();
      if (!more && more.error().kind == ErrorKind::invalid) return done(**archive);
      return more ? taken(**archive) : more.error();
    }
    if (auto found = find_limits(); !found) return found;
    if (!*archive) archive = write();
    if (!archive) return archive.error();
    if (auto enough = held_by_state((*archive)->range().end); !enough) return enough;
    const auto& range = (*archive)->range();
    if (auto linked = link_archive(directory_, options_.tenant, range, file_); !linked) return linked;
    if (const auto linked = find(range); !linked)
      return failure(linked.error().kind, audit::archive_path(directory_.archives(), options_.tenant, range).string() +
                                              " does not lead to the archive: " + linked.error().message);
    const auto kept = kept_of(**archive);
    if (!kept) return kept.error();
    if (auto named = log_->register_archive(options_.tenant, range, *kept); !named) return named;
    if (auto dropped = drop(); !dropped) return dropped;
    return done(**archive);
  }

  const eventstore::ArchivedRange& range() const { return range_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  core::Status open() {
    const auto numbers = shards_of(directory_);
    if (!numbers) return numbers.error();
    for (const unsigned number : *numbers) {
      auto log = eventstore::LmdbLog::open(directory_.shard(number));
      if (!log) return log.error();
      if (!has_tenant(**log, options_.tenant)) {
        others_.push_back(std::move(*log));
        continue;
      }
      if (log_ != nullptr)
        return failure(
            ErrorKind::invalid,
            "the tenant " + options_.tenant + " stands in two shards: one of them is a copy, and which cannot be told");
      log_ = log->get();
      whole_ = std::make_unique<audit::ArchivedLog>(std::move(*log), directory_.archives());
    }
    if (log_ == nullptr) return failure(ErrorKind::not_found, "there is no tenant " + options_.tenant);
    const auto ranges = log_->archives(options_.tenant);
    if (!ranges) return ranges.error();
    ranges_ = *ranges;
    return core::Done{};
  }

  core::Result<std::shared_ptr<audit::ArchiveFile>> find(const eventstore::ArchivedRange& range) const {
    return audit::open_archive(audit::archive_path(directory_.archives(), options_.tenant, range), options_.tenant,
                               range);
  }

  // What a run that was cut off has left in the log: it may have been the only copy since, so the archive is read
  // first.
  core::Status drop_left() {
    if (ranges_.empty()) return core::Done{};
    const auto left = log_->block_of(options_.tenant, from() - 1);
    if (!left) return left.error().kind == ErrorKind::not_found ? core::Status(core::Done{}) : left.error();
    const auto archive = find(ranges_.back());
    if (!archive) return eventstore::in_archive(ranges_.back(), "which cannot be read: " + archive.error().message);
    if (auto holds = audit::check_archive(**archive, *whole_, {}); !holds) return holds;
    return drop();
  }

  core::Status drop() {
    for (;;) {
      const auto more = log_->drop_archived(options_.tenant);
      if (!more) return more.error();
      if (!*more) return core::Done{};
    }
  }

  std::uint64_t from() const { return ranges_.empty() ? 0 : ranges_.back().end; }
  bool is_registered(const audit::ArchiveFile& archive) const {
    return std::ranges::any_of(ranges_, [&](const auto& range) { return range.manifest == archive.range().manifest; });
  }

  // An archive that an earlier run has put there; null where there is none.
  core::Result<std::shared_ptr<audit::ArchiveFile>> earlier() const {
    using Found = std::shared_ptr<audit::ArchiveFile>;
    std::error_code error;
    if (!fs::exists(fs::symlink_status(file_, error))) return Found();
    auto archive = audit::ArchiveFile::open(file_);
    if (!archive)
      return failure(ErrorKind::invalid,
                     file_.string() + " is there already, and is not written over: " + archive.error().message);
    const auto& is = **archive;
    if (is.manifest().of.tenant != options_.tenant || (!is_registered(is) && is.range().first != from()))
      return taken(is);
    if (!is_registered(is)) {
      if (is.range().end > options_.before) return taken(is);
      if (auto kept = make_durable(); !kept) return kept.error();
    }
    if (auto holds = audit::check_archive(is, *whole_, {}); !holds) return holds.error();
    return archive;
  }

  // Nobody knows how far the run came that put it there, or whether it was copied since.
  core::Status make_durable() const {
    std::error_code error;
    const fs::path real = fs::canonical(file_, error);
    if (error) return failure(ErrorKind::io, "cannot find " + file_.string() + ": " + error.message());
    if (auto synced = eventstore::sync_file(real); !synced) return synced;
    for (const fs::path& at : {file_.parent_path(), real.parent_path()})
      if (auto synced = eventstore::sync_directory(at); !synced) return synced;
    eventstore::forget_cached_pages(real);
    return core::Done{};
  }

  core::OperatingError taken(const audit::ArchiveFile& by) const {
    return failure(ErrorKind::invalid,
                   file_.string() + " is there already: an archive of records " + std::to_string(by.range().first) +
                       " to " + std::to_string(by.range().end - 1) + " of the tenant " + by.manifest().of.tenant);
  }

  core::Status read_published() {
    auto note = audit::read_checkpoint_file(directory_.checkpoint_file(options_.tenant));
    const auto published = note ? audit::claimed_checkpoint(*note) : std::nullopt;
    if (!published) return failure(ErrorKind::not_found, "nothing of the log is published: start the server once");
    note_ = std::move(*note);
    published_ = published->size;
    return core::Done{};
  }

  // What a start without the archive will rest on: the newest state checkpoint, and the records that name keys.
  core::Status find_limits() {
    const auto state =
        engine::rebuild_tenant(*whole_, options_.tenant, {}, directory_.state(),
                               [](const std::string& line) { std::cerr << "tallygate: " << line << "\n"; });
    if (!state) return state.error();
    state_position_ = (*state)->cold().position;
    key_records_ = (*state)->info().key_records;
    auto epochs = audit::read_epochs(*whole_, options_.tenant, key_records_);
    if (!epochs) return epochs.error();
    epochs_ = std::move(*epochs);
    return core::Done{};
  }

  core::Status held_by_state(std::uint64_t end) const {
    if (state_position_ > end) return core::Done{};
    return failure(ErrorKind::wrong_position,
                   "no state checkpoint holds position " + std::to_string(end) + ": " +
                       (state_position_ == 0 ? "there is none"
                                             : "the newest is of " + std::to_string(state_position_) + " records") +
                       ", and a start would need the records below it. A server makes one by itself ([state] of its "
                       "configuration); try again after that");
  }

  // Down to where a block begins that no group reaches into, so that the file holds whole groups and the log whole
  // blocks; and under full tiles.
  core::Result<std::uint64_t> end_of_archive() const {
    if (options_.before > published_)
      return failure(ErrorKind::wrong_position, "only " + std::to_string(published_) +
                                                    " records are published: nothing beyond them can be archived");
    const auto head = log_->head(options_.tenant);
    if (!head) return head.error();
    const auto full = head->size / eventstore::kTileWidth * eventstore::kTileWidth;
    auto end = std::min({options_.before, full, head->size - 1});
    core::RecordDecoder decoder;
    while (end > from()) {
      const auto begins = log_->block_of(options_.tenant, end);
      if (!begins) return begins.error();
      end = *begins;
      const auto bytes = log_->read_one(options_.tenant, end);
      if (!bytes) return bytes.error();
      const auto decoded = decoder.decode(*bytes);
      if (!decoded) return decoded.error();
      const auto& group = decoded->record.group;
      if (!group || group->first == end) break;
      end = group->first;
    }
    if (end > from()) return end;
    const auto before = from() == 0 ? std::string() : "records below " + std::to_string(from()) + " are archived, and ";
    return failure(ErrorKind::invalid, "there is nothing to archive: " + before +
                                           "no whole block under full tiles stands between " + std::to_string(from()) +
                                           " and " + std::to_string(options_.before));
  }

  core::Result<std::shared_ptr<audit::ArchiveFile>> write() {
    const auto end = end_of_archive();
    if (!end) return end.error();
    if (auto enough = held_by_state(*end); !enough) return enough.error();
    ProgressBar bar("archive");
    const audit::Epoch& epoch = epochs_.all().back();
    std::vector<std::uint64_t> rotations;  // of this epoch: an earlier one has another origin
    for (const std::uint64_t seq : key_records_)
      if (seq > epoch.first_seq) rotations.push_back(seq);
    return audit::write_archive(*whole_, {options_.tenant, from(), *end, note_, &epoch, std::move(rotations)}, file_,
                                [&bar](std::uint64_t done, std::uint64_t total) { bar.show(done, total); });
  }

  core::Result<eventstore::KeptRecords> kept_of(const audit::ArchiveFile& archive) const {
    eventstore::KeptRecords kept;
    for (const std::uint64_t seq : key_records_) {
      if (seq < archive.range().first || seq >= archive.range().end) continue;
      auto bytes = whole_->read_one(options_.tenant, seq);
      if (!bytes) return bytes.error();
      kept.emplace(seq, std::move(*bytes));
    }
    if (auto ended = keep_clock(archive, kept); !ended) return ended.error();
    return kept;
  }

  // A replay clock ends by one record, and whether it has is asked without the archive.
  core::Status keep_clock(const audit::ArchiveFile& archive, eventstore::KeptRecords& kept) const {
    const auto opening = whole_->read_one(options_.tenant, 0);
    if (!opening) return opening.error();
    core::RecordDecoder decoder;
    const auto decoded = decoder.decode(*opening);
    if (!decoded) return decoded.error();
    const auto* opened = std::get_if<core::LogOpened>(&decoded->record.effect);
    if (opened == nullptr || opened->clock != "replay") return core::Done{};
    for (std::uint64_t seq = archive.range().first; seq < archive.range().end;) {
      const auto next = archive.read(seq, eventstore::kReadRecordsMax, [&](std::uint64_t at, std::string_view bytes) {
        if (audit::ends_replay_clock(bytes)) kept.emplace(at, bytes);
        return true;
      });
      if (!next) return next.error();
      seq = *next;
    }
    return core::Done{};
  }

  core::Status done(const audit::ArchiveFile& archive) {
    range_ = archive.range();
    bytes_ = archive.bytes();
    return core::Done{};
  }

  const ArchiveOptions& options_;
  const DataDirectory directory_;
  const fs::path file_;
  std::unique_ptr<audit::ArchivedLog> whole_;
  eventstore::LmdbLog* log_ = nullptr;                        // behind whole_
  std::vector<std::unique_ptr<eventstore::LmdbLog>> others_;  // so that no server begins on the directory
  std::vector<eventstore::ArchivedRange> ranges_;
  std::string note_;
  std::uint64_t published_ = 0, state_position_ = 0;
  std::vector<std::uint64_t> key_records_;
  audit::Epochs epochs_;
  eventstore::ArchivedRange range_;
  std::uint64_t bytes_ = 0;
};

void print(const Archiving& done, const fs::path& file, bool json) {
  const auto& range = done.range();
  if (!json) {
    std::cout << "records   " << range.first << " to " << range.end - 1 << "\nfile      " << file.string()
              << "\nbytes     " << done.bytes() << "\n";
    return;
  }
  std::string out;
  core::JsonWriter writer(out);
  writer.begin_object();
  writer.member("bytes", done.bytes());
  writer.member("end", range.end);
  writer.member("file", file.string());
  writer.member("first", range.first);
  writer.end_object();
  std::cout << out << "\n";
}

}  // namespace

int run_archive(const ArchiveOptions& options) {
  std::error_code error;
  const DataDirectory directory(fs::absolute(options.data, error));
  if (auto ours = own_directory(directory.root()); !ours) return cannot(ours.error());
  if (!fs::is_directory(directory.shards(), error))
    return cannot("there is no data directory at " + directory.root().string() + ": `tallygate init` makes one");
  if (options.to.empty()) return cannot("--to is the file to make");
  const fs::path file = fs::absolute(options.to, error).lexically_normal();
  Archiving archiving(options, directory, file);
  if (auto done = archiving.run(); !done) {
    if (done.error().kind == ErrorKind::locked)
      return cannot("a server holds this directory: stop it first (" + done.error().message + ")");
    const int code = done.error().kind == ErrorKind::corrupt ? kDoesNotHold : kCannot;
    cannot(with_archives(directory, done.error()));
    return code;
  }
  print(archiving, file, options.json);
  return kHolds;
}

}  // namespace tallygate::app
