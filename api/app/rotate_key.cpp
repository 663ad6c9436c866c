#include "api/app/rotate_key.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "api/app/anchors.hpp"
#include "api/app/archive_links.hpp"
#include "api/app/command.hpp"
#include "api/app/data_directory.hpp"
#include "api/app/duration_text.hpp"
#include "api/app/log_signer.hpp"
#include "api/app/open_log.hpp"
#include "api/app/private_file.hpp"
#include "api/app/restored_log.hpp"
#include "api/app/system_clock.hpp"
#include "audit/key_history.hpp"
#include "audit/proofs.hpp"
#include "audit/rotation.hpp"
#include "core/canonical_json.hpp"
#include "eventstore/sharded_log.hpp"

namespace tallygate::app {
namespace {

using core::ErrorKind;
using core::failure;

constexpr core::Duration kOverlapUsual = core::days(7), kOverlapMax = core::days(366);

core::Result<std::optional<core::SigningKey>> recovery_key(const RotateKeyOptions& options,
                                                           const audit::Epochs& epochs) {
  using Found = std::optional<core::SigningKey>;
  if (options.recovery_key.empty()) return Found();
  auto key = options.recovery_key == "-" ? read_signing_key(std::cin, "standard input")
                                         : read_signing_key(options.recovery_key);
  if (!key) return key.error();
  const auto& bytes = key->public_key();
  if (core::to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()}) != epochs.recovery_public_key())
    return failure(ErrorKind::invalid, "this is not the recovery key that record 0 names");
  return Found(std::move(key).value());
}

// One rotation, step by step. The new key is on the disk before the log names it, and the log names it before the files
// are put in order by it (LogSigner::open): a crash between any two loses no key that is needed.
class Rotation {
 public:
  Rotation(const RotateKeyOptions& options, DataDirectory directory)
      : options_(options), directory_(std::move(directory)) {}

  core::Status run() {
    if (auto opened = open(); !opened) return opened;
    const core::SigningKey fresh = core::SigningKey::generate(random_);
    auto rotated = make(fresh);
    if (!rotated) return rotated.error();
    overlap_until_ = rotated->overlap_until;
    vkey_ = rotated->public_key;
    if (auto made = make_private_directory(directory_.next_key_file(options_.tenant).parent_path()); !made) return made;
    if (auto written = write_signing_key(directory_.next_key_file(options_.tenant), fresh); !written) return written;
    if (auto appended = append(std::move(*rotated)); !appended) return appended;
    return publish();
  }

  const std::string& vkey() const { return vkey_; }
  const std::optional<core::Time>& overlap_until() const { return overlap_until_; }

 private:
  core::Status open() {
    auto logs = open_to_write(directory_);
    if (!logs) return logs.error();
    logs_ = std::move(*logs);
    if (auto found = has_tenant(*logs_, options_.tenant); !found) return found;
    log_ = logs_->log_of(options_.tenant);
    auto head = log_->head(options_.tenant);
    if (!head) return head.error();
    head_ = *head;
    auto history = audit::read_key_history(*log_, options_.tenant, head_.size);
    if (!history) return history.error();
    history_ = std::move(*history);
    auto recovery = recovery_key(options_, history_.epochs);
    if (!recovery) return recovery.error();
    recovery_ = std::move(*recovery);
    auto signer = LogSigner::open(directory_, options_.tenant, history_.epochs, {head_.last_at_us});
    if (!signer && !recovery_) return signer.error();
    if (signer) before_ = std::move(*signer);  // lost: the last published checkpoint has to speak for it
    const auto file = directory_.checkpoint_file(options_.tenant);
    const auto note = audit::read_checkpoint_file(file);
    if (!note) return note.error().kind == ErrorKind::not_found ? core::Status(core::Done{}) : note.error();
    const auto held = hold_against(*log_, {options_.tenant, history_.epochs.all().back()}, *note, file.string());
    return held ? core::Status(core::Done{}) : held.error();
  }

  // Of log time, which is that of the lines where the clock is replay.
  core::Time at() const {
    const core::Time last{head_.last_at_us};
    return history_.replay_clock ? last : std::max(last, now_);
  }

  core::Result<core::KeyRotated> make(const core::SigningKey& fresh) {
    auto overlap = options_.overlap.empty() ? (recovery_ ? core::Duration{} : kOverlapUsual)
                                            : parse_duration(options_.overlap, kOverlapMax).value_or(core::Duration{});
    if (overlap.us > 0 && !before_)
      return failure(ErrorKind::invalid, "the key before is not in the directory: the keys cannot overlap");
    const audit::Epoch& last = history_.epochs.all().back();
    audit::RotationRequest request{.last = last,
                                   .predecessor = {},
                                   .consistency = {},
                                   .here = {last.origin, head_.size, head_.root},
                                   .fresh = fresh,
                                   .before = recovery_ ? nullptr : &before_->key(),
                                   .recovery = recovery_ ? &*recovery_ : nullptr,
                                   .overlap_until = {}};
    if (overlap.us > 0) request.overlap_until = at() + overlap;
    std::string predecessor;
    if (before_) {
      predecessor = audit::sign_checkpoint(request.here, before_->key());
    } else {
      auto note = audit::read_checkpoint_file(directory_.checkpoint_file(options_.tenant));
      if (!note) return note.error();
      predecessor = std::move(*note);
      const auto claimed = audit::claimed_checkpoint(predecessor);
      if (!claimed || claimed->size > head_.size)
        return failure(ErrorKind::invalid, "the published checkpoint is not of this log");
      auto proof = audit::ProofMaker(*log_).consistency(options_.tenant, claimed->size, head_.size);
      if (!proof) return proof.error();
      request.consistency = std::move(*proof);
    }
    request.predecessor = predecessor;
    return audit::make_rotation(request);
  }

  core::Status append(core::KeyRotated rotated) {
    core::Record record;
    record.type = core::RecordType::key_rotated;
    record.effect = std::move(rotated);
    RestoredLog own(*log_, options_.tenant);
    own.go_on(head_, history_.replay_clock);
    return own.append_own(std::move(record), now_, {{}, random_.bytes<core::kSaltBytes>()});
  }

  // The files are put in order, and the first checkpoint that the new key signs is written.
  core::Status publish() {
    const auto head = log_->head(options_.tenant);
    if (!head) return head.error();
    history_.seqs.push_back(head_.size);
    auto epochs = audit::read_epochs(*log_, options_.tenant, history_.seqs);
    if (!epochs) return epochs.error();
    auto signer = LogSigner::open(directory_, options_.tenant, std::move(*epochs), {head->last_at_us});
    if (!signer) return signer.error();
    return audit::write_checkpoint_file(
        directory_.checkpoint_file(options_.tenant),
        (*signer)->checkpoint({(*signer)->origin(), head->size, head->root}, {head->last_at_us}));
  }

  const RotateKeyOptions& options_;
  const DataDirectory directory_;
  core::SystemRandom random_;
  const core::Time now_ = SystemClock().now();
  std::unique_ptr<eventstore::ShardedLog> logs_;
  eventstore::EventLog* log_ = nullptr;  // the tenant's, into logs_
  eventstore::Head head_;
  audit::KeyHistory history_;
  std::optional<core::SigningKey> recovery_;
  std::unique_ptr<LogSigner> before_;  // null where the key before is lost
  std::string vkey_;
  std::optional<core::Time> overlap_until_;
};

void print(const Rotation& done, bool json) {
  if (json) {
    std::string out;
    core::JsonWriter writer(out);
    writer.begin_object();
    if (done.overlap_until()) writer.member("overlap_until", core::format_time(*done.overlap_until()));
    writer.member("vkey", done.vkey());
    writer.end_object();
    std::cout << out << "\n";
    return;
  }
  std::cout << "vkey     " << done.vkey() << "\n"
            << (done.overlap_until() ? "overlap  the key before signs beside it until a record at or after " +
                                           core::format_time(*done.overlap_until())
                                     : "overlap  none: the key before signs nothing more, and its file is removed")
            << "\n";
}

}  // namespace

int run_rotate_key(const RotateKeyOptions& options) {
  if (!options.overlap.empty() && !parse_duration(options.overlap, kOverlapMax))
    return cannot("--overlap is a number and d, h, m or s, of at most 366 days; 0 is none");
  std::error_code error;
  const DataDirectory directory(std::filesystem::absolute(options.data, error));
  if (auto ours = own_directory(directory.root()); !ours) return cannot(ours.error());
  if (!std::filesystem::is_directory(directory.shards(), error))
    return cannot("there is no data directory at " + directory.root().string() + ": `tallygate init` makes one");
  Rotation rotation(options, directory);
  if (auto done = rotation.run(); !done) {
    if (done.error().kind != ErrorKind::locked) return cannot(with_archives(directory, done.error()));
    return cannot("a server holds this directory: stop it first (" + done.error().message + ")");
  }
  print(rotation, options.json);
  return kHolds;
}

}  // namespace tallygate::app
