#include "audit/verify.hpp"

#include <fstream>

namespace tallygate::audit {
namespace {

constexpr std::uint64_t kProgressEvery = 10'000;

void bad(VerifyReport& report, std::uint64_t seq, std::string wrong) {
  report.holds = false;
  report.first_bad_seq = seq;
  report.wrong = std::move(wrong);
}

void fill(VerifyReport& report, const ChainCheck& check) {
  report.records = check.size();
  report.bytes = check.bytes();
  report.groups = check.groups();
  report.subjects = check.subjects();
  report.postings = check.postings();
  report.root = check.root();
  if (check.opened()) report.origin = check.opened()->origin;
}

std::optional<core::LogOpened> opened_by(std::string_view first_record) {
  core::RecordDecoder decoder;
  const auto decoded = decoder.decode(first_record);
  if (!decoded || !std::holds_alternative<core::LogOpened>(decoded->record.effect)) return std::nullopt;
  return core::effect_as<core::LogOpened>(decoded->record);
}

}  // namespace

std::optional<Verifier> verifier_of(const VerifyOptions& options, const std::optional<core::LogOpened>& opened,
                                    VerifyReport& report) {
  if (options.verifier) return options.verifier;
  report.not_checked.push_back(
      "no verifier key was given: record 0's own key was used, which says nothing about who wrote the log");
  return opened ? parse_vkey(opened->public_key) : std::nullopt;
}

std::optional<Checkpoint> expect_checkpoint(const VerifyOptions& options, const std::optional<Verifier>& verifier,
                                            VerifyReport& report) {
  if (!options.checkpoint) {
    report.not_checked.push_back("no checkpoint was given: that the log was not cut off at its end cannot be known");
    return std::nullopt;
  }
  if (!verifier) {
    report.wrong = "the log's own record 0 names no usable key for the checkpoint";
    return std::nullopt;
  }
  auto checkpoint = open_checkpoint(*options.checkpoint, *verifier);
  if (!checkpoint) report.wrong = "the checkpoint is not signed by " + verifier->name;
  return checkpoint;
}

void close(VerifyReport& report, const ChainCheck& check, const std::optional<Checkpoint>& checkpoint) {
  fill(report, check);
  if (!report.wrong.empty()) return;
  if (auto wrong = check.end()) return bad(report, check.size(), *wrong);
  report.holds = true;
  if (!checkpoint) return;
  report.checkpoint_signed = true;
  report.checkpoint_size = checkpoint->size;
  if (checkpoint->origin != report.origin)
    return bad(report, 0, "the checkpoint is of origin " + checkpoint->origin + ", the log of " + report.origin);
  if (checkpoint->size > check.size())
    return bad(report, check.size(),
               "the checkpoint covers " + std::to_string(checkpoint->size) + " records, the log holds only " +
                   std::to_string(check.size()));
  const auto root = checkpoint->size == 0              ? core::empty_root()
                    : checkpoint->size == check.size() ? check.root()
                                                       : check.kept_root().value_or(core::Digest{});
  if (root != checkpoint->root)
    bad(report, 0,
        "the tree of the first " + std::to_string(checkpoint->size) +
            " records has another root than the signed checkpoint");
}

core::Result<VerifyReport> verify_file(const std::filesystem::path& file, const VerifyOptions& options) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return core::failure(core::ErrorKind::not_found, "cannot open " + file.string());
  VerifyReport report;
  ChainCheck check;
  std::optional<Checkpoint> checkpoint;
  std::string line;
  for (std::uint64_t seq = 0; report.wrong.empty() && std::getline(in, line); ++seq) {
    if (in.eof()) {
      bad(report, seq, "the file does not end with a whole line");
      break;
    }
    if (seq == 0) {
      checkpoint = expect_checkpoint(options, verifier_of(options, opened_by(line), report), report);
      if (checkpoint) check.keep_root_at(checkpoint->size);
      if (!report.wrong.empty()) break;
    }
    if (auto wrong = check.next(line)) bad(report, seq, *wrong);
    if (options.progress && seq % kProgressEvery == 0) options.progress(seq, 0);
  }
  if (in.bad()) return core::failure(core::ErrorKind::io, "cannot read " + file.string());
  if (report.wrong.empty() && check.size() == 0) bad(report, 0, "the file holds no record");
  close(report, check, checkpoint);
  return report;
}

void write_report(core::JsonWriter& w, const VerifyReport& r) {
  w.member("bytes", r.bytes);
  w.member("checkpoint_signed", r.checkpoint_signed);
  if (r.checkpoint_size) w.member("checkpoint_size", *r.checkpoint_size);
  if (r.first_bad_seq) w.member("first_bad_seq", *r.first_bad_seq);
  w.member("groups", r.groups);
  w.member("holds", r.holds);
  w.key("not_checked");
  w.begin_array();
  for (const auto& what : r.not_checked) w.string(what);
  w.end_array();
  w.member("origin", r.origin);
  w.member("postings", r.postings);
  w.member("records", r.records);
  w.member("root", core::to_base64(core::view(r.root)));
  w.member("subjects", r.subjects);
  w.member("wrong", r.wrong);
}

std::string report_json(const VerifyReport& report) {
  std::string out;
  core::JsonWriter json(out);
  json.begin_object();
  write_report(json, report);
  json.end_object();
  return out;
}

std::string report_text(const VerifyReport& r) {
  std::string out = r.origin.empty() ? std::string() : r.origin + "\n";
  if (r.holds) {
    out += "holds: " + std::to_string(r.records) + " records (" + std::to_string(r.bytes) + " bytes), " +
           std::to_string(r.groups) + " groups whole, " + std::to_string(r.subjects) + " subjects without a gap, " +
           std::to_string(r.postings) + " postings that add up to zero\n";
    out += "root " + core::to_base64(core::view(r.root)) + "\n";
    if (r.checkpoint_signed)
      out += "the signed checkpoint of " + std::to_string(*r.checkpoint_size) + " records matches\n";
  } else {
    out += "DOES NOT HOLD";
    if (r.first_bad_seq) out += " at record " + std::to_string(*r.first_bad_seq);
    out += ": " + r.wrong + "\n";
  }
  for (const auto& what : r.not_checked) out += "not checked: " + what + "\n";
  return out;
}

}  // namespace tallygate::audit
