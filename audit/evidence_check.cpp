// Whether a bundle holds: its sums, its signed head, every record's place in the tree, the query, the subject's
// counter.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "audit/evidence.hpp"
#include "audit/note_lines.hpp"
#include "audit/proofs.hpp"
#include "audit/rotation.hpp"
#include "audit/tlog_proof.hpp"
#include "core/blobs.hpp"
#include "core/bytes.hpp"
#include "core/canonical_json.hpp"
#include "core/record_codec.hpp"

namespace tallygate::audit {
namespace {

constexpr std::string_view kSums = "SHA256SUMS";

class Check {
 public:
  Check(const EvidenceFiles& files, const std::optional<Verifier>& verifier) : files_(files), verifier_(verifier) {}

  EvidenceReport run() {
    report_.holds = sums() && head() && records() && only_what_is_named();
    return std::move(report_);
  }

 private:
  bool wrong(std::string why) {
    report_.wrong = std::move(why);
    return false;
  }
  bool wrong_at(std::uint64_t seq, const std::string& why) {
    report_.first_bad_seq = seq;
    return wrong("record " + std::to_string(seq) + ": " + why);
  }
  const std::string* file(std::string_view name) {
    const auto found = files_.find(name);
    if (found == files_.end()) return wrong("the file " + std::string(name) + " is missing"), nullptr;
    return &found->second;
  }

  // Every file but the list itself is listed, and has the sum that is said.
  bool sums() {
    const std::string* list = file(kSums);
    if (list == nullptr) return false;
    std::size_t listed = 0;
    for (std::string_view rest = *list; !rest.empty(); ++listed) {
      const auto line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(rest.size(), line.size() + 1));
      const auto sum =
          line.size() > 66 && line.substr(64, 2) == "  " ? core::digest_from_hex(line.substr(0, 64)) : std::nullopt;
      if (!sum) return wrong("a line of SHA256SUMS is malformed");
      const std::string* content = file(line.substr(66));
      if (content == nullptr) return false;
      if (core::sha256(*content) != *sum) return wrong("the file " + std::string(line.substr(66)) + " was changed");
    }
    return listed + 1 == files_.size() || wrong("the bundle has a file that SHA256SUMS does not list, or one twice");
  }

  bool head() {
    const std::string* note = file("checkpoint");
    const std::string* vkey = file("vkey");
    if (note == nullptr || vkey == nullptr) return false;
    const auto own = parse_vkey(std::string_view(*vkey).substr(0, vkey->find('\n')));
    if (!own && !verifier_) return wrong("the bundle's vkey is malformed");
    report_.key_is_given = verifier_.has_value();
    auto checkpoint = open_checkpoint(*note, verifier_ ? *verifier_ : *own);
    if (!checkpoint && verifier_) {  // the key given may be an earlier one, that the log's own rotations lead on from
      const auto lines = files_.find("rotations.ndjson");
      const auto later = lines != files_.end() ? led_by_rotations(lines->second, *note, *verifier_) : std::nullopt;
      checkpoint = later ? open_checkpoint(*note, *later) : std::nullopt;
    }
    if (!checkpoint)
      return wrong(verifier_ ? "the checkpoint is not signed by the key that was given, nor by one that rotations lead "
                               "to from it"
                             : "the checkpoint is not signed by the bundle's key");
    checkpoint_ = *checkpoint;
    report_.origin = checkpoint_.origin;
    report_.position = checkpoint_.size;
    return query() && rotations();
  }

  // Each stands in the tree, whether it was followed or not.
  bool rotations() {
    const auto lines = files_.find("rotations.ndjson");
    if (lines == files_.end()) return true;
    std::string_view rest = lines->second;
    std::optional<std::uint64_t> last;
    for (auto line = take_line(rest); line; line = take_line(rest)) {
      const auto decoded = decoder_.decode(*line);
      if (!decoded || decoded->record.type != core::RecordType::key_rotated)
        return wrong("rotations.ndjson holds what is no rotation");
      const std::uint64_t seq = decoded->record.seq;
      if (last && seq <= *last) return wrong_at(seq, "it stands behind a later one, or twice");
      last = seq;
      rotated_.emplace(seq, *line);
    }
    return rest.empty() || wrong("rotations.ndjson does not end with a whole line");
  }

  bool query() {
    const std::string* text = file("query");
    if (text == nullptr) return false;
    std::map<std::string_view, std::string_view> asked;
    for (std::string_view rest = *text; !rest.empty();) {
      const auto line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(rest.size(), line.size() + 1));
      const auto space = line.find(' ');
      if (space == std::string_view::npos || !asked.emplace(line.substr(0, space), line.substr(space + 1)).second)
        return wrong("a line of the file query is malformed");
    }
    if (asked["origin"] != checkpoint_.origin || asked["position"] != std::to_string(checkpoint_.size))
      return wrong("the file query speaks of another log or position than the checkpoint");
    subject_ = asked["subject"];
    records_said_ = asked["records"];
    for (const auto& [name, where] : {std::pair{"from", &from_}, std::pair{"to", &to_}}) {
      if (!asked.contains(name)) continue;
      *where = core::parse_time(asked[name]);
      if (!*where) return wrong("a time in the file query is malformed");
    }
    report_.subject = subject_;
    return true;
  }

  bool records() {
    const std::string* lines = file("records.ndjson");
    if (lines == nullptr) return false;
    if (lines->empty() || !lines->ends_with('\n')) return wrong("records.ndjson does not end with a whole line");
    for (std::string_view rest = *lines; !rest.empty();) {
      const auto line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(line.size() + 1);
      if (!record(line)) return false;
      report_.bytes += line.size();
      ++report_.records;
    }
    for (const auto& [seq, line] : rotated_)  // those that the query asked for have been looked at
      if (!seen_.contains(seq) && !in_tree(seq, line)) return false;
    if (std::to_string(report_.records) != records_said_)
      return wrong("the bundle holds " + std::to_string(report_.records) + " records and says " +
                   std::string(records_said_));
    report_.complete = !subject_.empty() && !from_;
    return true;
  }

  bool record(std::string_view line) {
    const auto decoded = decoder_.decode(line);
    if (!decoded)
      return wrong("record " + std::to_string(report_.records + 1) + " of the bundle: " + decoded.error().message);
    const auto& r = decoded->record;
    if (last_seq_ && r.seq <= *last_seq_) return wrong_at(r.seq, "it stands behind a later one, or twice");
    last_seq_ = r.seq;
    if (const auto rotated = rotated_.find(r.seq); rotated != rotated_.end()) {
      if (rotated->second != line) return wrong_at(r.seq, "rotations.ndjson has it otherwise");
      seen_.insert(r.seq);
    }
    return in_tree(r.seq, line) && as_asked(r) && blobs(r);
  }

  bool in_tree(std::uint64_t seq, std::string_view line) {
    const std::string* text = file("proofs/" + std::to_string(seq) + ".tlog-proof");
    if (text == nullptr) return false;
    const auto proof = parse_tlog_proof(*text);
    if (!proof || proof->index != seq) return wrong_at(seq, "its proof is malformed, or another record's");
    if (proof->checkpoint != files_.find("checkpoint")->second)
      return wrong_at(seq, "its proof leads to another checkpoint");
    if (!verify_inclusion(seq, checkpoint_.size, core::leaf_hash(line), proof->hashes, checkpoint_.root))
      return wrong_at(seq, "it does not stand in the tree that was signed");
    ++report_.proofs;
    return true;
  }

  bool as_asked(const core::Record& r) {
    if ((from_ && r.at < *from_) || (to_ && r.at >= *to_)) return wrong_at(r.seq, "it lies outside of the period");
    if (subject_.empty()) return true;
    for (const auto& subject : r.subjects) {
      if (subject.name != subject_) continue;
      if (counted_ == 0 && from_) counted_ = subject.n - 1;
      if (subject.n != counted_ + 1)
        return wrong_at(
            r.seq, "record " + std::to_string(counted_ + 1) + " of " + std::string(subject_) + " is missing before it");
      ++counted_;
      return true;
    }
    return wrong_at(r.seq, "it does not touch " + std::string(subject_));
  }

  bool blobs(const core::Record& r) {
    if (r.assessment && r.assessment->ruleset != core::Digest{} && !blob(r.assessment->ruleset)) return false;
    if (!r.command) return true;
    const auto hash = core::blob_named_by(*r.command);
    return !hash || blob(*hash);
  }
  bool blob(const core::Digest& hash) {
    if (blobs_.contains(hash)) return true;
    const std::string* bytes = file("blobs/" + core::to_hex(core::view(hash)));
    if (bytes == nullptr) return false;
    if (core::sha256(*bytes) != hash) return wrong("the blob " + core::to_hex(core::view(hash)) + " was changed");
    blobs_.insert(hash);
    ++report_.blobs;
    return true;
  }

  bool only_what_is_named() {
    // README.txt, SHA256SUMS, checkpoint, query, records.ndjson, vkey; rotations.ndjson where a key was rotated.
    const std::size_t others = files_.contains("rotations.ndjson") ? 7 : 6;
    return files_.size() == others + report_.proofs + report_.blobs ||
           wrong("the bundle has a file that nothing names");
  }

  const EvidenceFiles& files_;
  const std::optional<Verifier>& verifier_;
  EvidenceReport report_;
  Checkpoint checkpoint_;
  core::RecordDecoder decoder_;
  std::string_view subject_, records_said_;
  std::optional<core::Time> from_, to_;
  std::optional<std::uint64_t> last_seq_;
  std::uint64_t counted_ = 0;  // of the subject's records
  std::set<core::Digest> blobs_;
  std::map<std::uint64_t, std::string_view> rotated_;  // the lines of rotations.ndjson
  std::set<std::uint64_t> seen_;                       // of them, those that are among the records too
};

}  // namespace

EvidenceReport check_evidence(const EvidenceFiles& files, const std::optional<Verifier>& verifier) {
  return Check(files, verifier).run();
}

std::string evidence_json(const EvidenceReport& report) {
  std::string out;
  core::JsonWriter json(out);
  json.begin_object();
  json.member("blobs", report.blobs);
  json.member("bytes", report.bytes);
  json.member("complete", report.complete);
  if (report.first_bad_seq) json.member("first_bad_seq", *report.first_bad_seq);
  json.member("holds", report.holds);
  json.member("key_is_given", report.key_is_given);
  json.member("origin", report.origin);
  json.member("position", report.position);
  json.member("proofs", report.proofs);
  json.member("records", report.records);
  if (!report.subject.empty()) json.member("subject", report.subject);
  if (!report.holds) json.member("wrong", report.wrong);
  json.end_object();
  return out;
}

std::string evidence_text(const EvidenceReport& report) {
  std::string out;
  if (!report.origin.empty())
    out += report.origin + ", " + std::to_string(report.position) + " records at its signed head\n";
  if (!report.holds) return out + "DOES NOT HOLD: " + report.wrong + "\n";
  out += "holds: " + std::to_string(report.records) + " records, each with its proof; " + std::to_string(report.blobs) +
         " blobs\n";
  if (report.complete) out += "nothing about " + report.subject + " was left out up to its last record here\n";
  if (!report.key_is_given)
    out +=
        "not checked: no verifier key was given: the bundle's own was used, which says nothing about who wrote the "
        "log\n";
  return out;
}

}  // namespace tallygate::audit
