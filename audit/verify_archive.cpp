#include "audit/verify_archive.hpp"

#include <memory>
#include <utility>
#include <vector>

#include "audit/archive_file.hpp"
#include "audit/note_lines.hpp"
#include "audit/rotation.hpp"
#include "audit/tlog_proof.hpp"
#include "audit/verify_steps.hpp"
#include "core/hash.hpp"
#include "core/record_codec.hpp"

namespace tallygate::audit {
namespace {

// A tree that is known by its complete subtrees alone (RFC 6962, 2.1).
class Frontier {
 public:
  Frontier(std::uint64_t size, std::vector<core::Digest> roots) : size_(size), roots_(std::move(roots)) {}

  void append(const core::Digest& leaf) {
    core::Digest hash = leaf;
    for (std::uint64_t bits = size_++; bits & 1; bits >>= 1) {
      hash = core::node_hash(roots_.back(), hash);
      roots_.pop_back();
    }
    roots_.push_back(hash);
  }
  core::Digest root() const {
    if (roots_.empty()) return core::empty_root();
    core::Digest root = roots_.back();
    for (std::size_t i = roots_.size() - 1; i-- > 0;) root = core::node_hash(roots_[i], root);
    return root;
  }

 private:
  std::uint64_t size_;
  std::vector<core::Digest> roots_;
};

class ArchiveVerification {
 public:
  ArchiveVerification(const ArchiveFile& file, const VerifyOptions& options)
      : file_(file), manifest_(file.manifest()), options_(options), tree_(manifest_.first, manifest_.frontier) {}

  VerifyReport run() {
    if (manifest_.first > 0) check_.begin_within(manifest_.first, manifest_.prev);
    for (std::size_t i = 0; i < manifest_.of.files.size() && report_.wrong.empty(); ++i) member(i);
    if (report_.wrong.empty() && (check_.size() != manifest_.of.size || tree_.root() != manifest_.of.root))
      bad(report_, check_.size(), "the records are not those that the manifest names");
    if (report_.wrong.empty())
      if (auto wrong = check_.end()) bad(report_, check_.size(), *wrong);
    fill();
    if (report_.wrong.empty()) hold_against_checkpoint();
    report_.holds = report_.wrong.empty();
    return std::move(report_);
  }

 private:
  void member(std::size_t i) {
    const BackupFile& file = manifest_.of.files[i];
    const auto content = file_.content(i);
    if (!content) return bad(report_, check_.size(), file.path + ": " + content.error().message);
    if (is_segment(file)) segment(file, content->bytes);
    if (is_blob(file) && file.path != blob_path(core::sha256(content->bytes)) && content->as_written)
      bad(report_, check_.size(), file.path + " has another SHA-256 than its name says");
    if (!content->as_written)
      bad(report_, report_.first_bad_seq.value_or(is_segment(file) ? first_seq_of(file) : manifest_.first),
          file.path + " is not as it was written" + (report_.wrong.empty() ? "" : "; " + report_.wrong));
    if (options_.progress) options_.progress(check_.size() - manifest_.first, manifest_.of.size - manifest_.first);
  }

  void segment(const BackupFile& file, std::string_view bytes) {
    if (first_seq_of(file) != check_.size())
      return bad(report_, check_.size(), file.path + " does not follow the segment before it");
    for (auto line = take_line(bytes); line && report_.wrong.empty(); line = take_line(bytes)) {
      if (auto wrong = check_.next(*line))
        bad(report_, check_.size(), *wrong);
      else
        tree_.append(check_.last_leaf());
    }
    if (report_.wrong.empty() && !bytes.empty())
      bad(report_, check_.size(), file.path + " does not end with a whole line");
  }

  void fill() {
    report_.records = check_.size() - manifest_.first;
    report_.bytes = check_.bytes();
    report_.groups = check_.groups();
    report_.subjects = check_.subjects();
    report_.postings = check_.postings();
    report_.root = tree_.root();
    report_.origin = manifest_.of.origin;
    report_.epochs = check_.epochs().all();
    report_.recovery_public_key = check_.epochs().recovery_public_key();
    report_.not_checked.push_back("what comes after record " + std::to_string(manifest_.of.size - 1) +
                                  " of the log, and the state: this is a part of it");
    if (manifest_.first > 0)
      report_.not_checked.push_back("what comes before record " + std::to_string(manifest_.first) +
                                    ": where each subject's count began, and which keys the records before it named");
  }

  // An older key vouches for what is newer, where the records that name the keys between them are in the archive.
  bool leads_to_checkpoint(const Verifier& verifier) const {
    const Epoch* signs = check_.epochs().of_origin(manifest_.of.origin);
    const Epoch* pinned = check_.epochs().of_vkey(make_vkey(verifier.name, verifier.key));
    return signs != nullptr && pinned != nullptr && pinned->number <= signs->number;
  }
  std::optional<Checkpoint> led_to(const std::string& note, const Verifier& given) const {
    const Epoch& signs = *check_.epochs().of_origin(manifest_.of.origin);
    if (not_signed(signs, note, manifest_.checkpoint, given)) return std::nullopt;
    return claimed_checkpoint(note);
  }

  // By the key that was given, or by one that it leads to: through the archive's own records, then through the
  // rotations that it carries besides.
  std::optional<Checkpoint> signed_checkpoint(const std::string& note, const Verifier& given,
                                              const std::string& rotations) const {
    Verifier from = given;
    if (leads_to_checkpoint(given)) {
      if (auto led = led_to(note, given)) return led;
      if (auto newest = parse_vkey(check_.epochs().of_origin(manifest_.of.origin)->vkey)) from = *newest;
    } else if (auto checkpoint = open_checkpoint(note, given)) {
      return checkpoint;
    }
    const auto later = led_by_rotations(rotations, note, from);
    return later ? open_checkpoint(note, *later) : std::nullopt;
  }

  // The rotations that the archive carries, whether they were followed or not: each stands in the checkpoint's tree.
  std::optional<std::string> rotations_hold(const std::string& lines, const Checkpoint& checkpoint) {
    std::string_view rest = lines;
    core::RecordDecoder decoder;
    for (auto line = take_line(rest); line; line = take_line(rest)) {
      const auto decoded = decoder.decode(*line);
      if (!decoded || decoded->record.type != core::RecordType::key_rotated)
        return std::string(kRotationsName) + " holds what is no rotation";
      const std::uint64_t seq = decoded->record.seq;
      const auto text = file_.content_of(rotation_proof_path(seq));
      const auto proof = text ? parse_tlog_proof(*text) : std::nullopt;
      if (!proof || proof->index != seq ||
          !verify_inclusion(seq, checkpoint.size, core::leaf_hash(*line), proof->hashes, checkpoint.root))
        return "the rotation of record " + std::to_string(seq) + " is not in the tree of the signed checkpoint";
    }
    return rest.empty() ? std::nullopt : std::optional(std::string(kRotationsName) + " does not end with a whole line");
  }

  core::Result<std::string> rotations() const {
    auto lines = file_.content_of(kRotationsName);
    return !lines && lines.error().kind == core::ErrorKind::not_found ? core::Result<std::string>(std::string())
                                                                      : lines;
  }

  void hold_against_checkpoint() {
    auto verifier = options_.verifier;
    if (!verifier) {
      verifier = parse_vkey(manifest_.of.vkey);
      report_.not_checked.push_back(
          "no verifier key was given: the archive's own was used, which says nothing about who wrote the log");
    }
    const auto note = file_.content_of(checkpoint_path(manifest_.checkpoint));
    if (!note) return bad(report_, manifest_.first, note.error().message);
    const auto lines = rotations();
    if (!lines) return bad(report_, manifest_.first, lines.error().message);
    const auto checkpoint = verifier ? signed_checkpoint(*note, *verifier, *lines) : std::nullopt;
    report_.checkpoint_size = manifest_.checkpoint;
    if (!checkpoint || checkpoint->origin != manifest_.of.origin || checkpoint->size != manifest_.checkpoint)
      return bad(report_, manifest_.first,
                 "the checkpoint is not signed by " + (verifier ? verifier->name : manifest_.of.vkey));
    report_.checkpoint_signed = true;
    if (!verify_consistency(manifest_.of.size, checkpoint->size, manifest_.consistency, tree_.root(), checkpoint->root))
      return bad(report_, manifest_.first, "the records are not in the tree of the signed checkpoint");
    if (auto wrong = rotations_hold(*lines, *checkpoint)) bad(report_, manifest_.first, *wrong);
  }

  const ArchiveFile& file_;
  const ArchiveManifest& manifest_;
  const VerifyOptions& options_;
  ChainCheck check_;
  Frontier tree_;
  VerifyReport report_;
};

}  // namespace

core::Result<VerifyReport> verify_archive(const std::filesystem::path& file, const VerifyOptions& options) {
  const auto archive = ArchiveFile::open(file);
  if (archive) return ArchiveVerification(**archive, options).run();
  const std::string what = "the archive " + file.string() + ": " + archive.error().message;
  if (archive.error().kind != core::ErrorKind::corrupt) return core::failure(archive.error().kind, what);
  VerifyReport report;
  report.wrong = what;
  return report;
}

}  // namespace tallygate::audit
