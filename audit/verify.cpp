#include "audit/verify.hpp"

#include <fstream>
#include <string_view>

#include "audit/verify_steps.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::audit {
namespace {

constexpr std::uint64_t kProgressEvery = 10'000;

}  // namespace

core::Result<VerifyReport> verify_file(const std::filesystem::path& file, const VerifyOptions& options) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return core::failure(core::ErrorKind::not_found, "cannot open " + file.string());
  VerifyReport report;
  ChainCheck check;
  const auto checkpoint = expect_checkpoint(options, report);
  if (checkpoint) check.keep_root_at(checkpoint->size);
  std::string buffer(eventstore::kRecordBytesMax + 2, '\0');  // the longest line, and its end
  for (std::uint64_t seq = 0;
       report.wrong.empty() && in.getline(buffer.data(), static_cast<std::streamsize>(buffer.size())); ++seq) {
    if (in.eof()) {
      bad(report, seq, "the file does not end with a whole line");
      break;
    }
    const auto line = std::string_view(buffer).substr(0, static_cast<std::size_t>(in.gcount()) - 1);
    if (auto wrong = check.next(line)) bad(report, seq, *wrong);
    if (options.progress && seq % kProgressEvery == 0) options.progress(seq, 0);
  }
  if (in.bad()) return core::failure(core::ErrorKind::io, "cannot read " + file.string());
  if (report.wrong.empty() && !in.eof()) bad(report, check.size(), "the line is longer than a record may be");
  if (report.wrong.empty() && check.size() == 0) bad(report, 0, "the file holds no record");
  close(report, check, options, checkpoint);
  say_of_closed_months(report, check.closed_months(), 0);
  return report;
}

void write_report(core::JsonWriter& w, const VerifyReport& r) {
  w.key("also_wrong");
  w.begin_array();
  for (const auto& what : r.also_wrong) w.string(what);
  w.end_array();
  w.member("bytes", r.bytes);
  w.member("checkpoint_signed", r.checkpoint_signed);
  if (r.checkpoint_size) w.member("checkpoint_size", *r.checkpoint_size);
  w.key("epochs");
  w.begin_array();
  for (const Epoch& epoch : r.epochs) {
    w.begin_object();
    w.member("first_seq", epoch.first_seq);
    w.key("keys");
    w.begin_array();
    for (const LogKey& key : epoch.keys) {
      w.begin_object();
      w.member("from", key.from);
      if (key.to) w.member("to", *key.to);
      w.member("vkey", key.vkey);
      w.end_object();
    }
    w.end_array();
    w.member("lost", epoch.lost);
    w.member("origin", epoch.origin);
    w.end_object();
  }
  w.end_array();
  if (r.first_bad_seq) w.member("first_bad_seq", *r.first_bad_seq);
  w.member("groups", r.groups);
  w.member("holds", r.holds);
  w.key("kept");
  w.begin_array();
  for (const auto& what : r.kept) w.string(what);
  w.end_array();
  w.key("not_checked");
  w.begin_array();
  for (const auto& what : r.not_checked) w.string(what);
  w.end_array();
  w.member("origin", r.origin);
  w.member("postings", r.postings);
  w.member("records", r.records);
  w.member("records_not_read", r.not_read);
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

std::string report_text(const VerifyReport& r, bool verdict_is_said) {
  std::string out = r.origin.empty() ? std::string() : r.origin + "\n";
  if (r.holds) {
    out += "holds: " + (r.not_read > 0 ? std::to_string(r.records - r.not_read) + " of " : std::string()) +
           std::to_string(r.records) + " records (" + std::to_string(r.bytes) + " bytes), " + std::to_string(r.groups) +
           " groups whole, " + std::to_string(r.subjects) + " subjects without a gap, " + std::to_string(r.postings) +
           " postings that add up to zero\n";
    out += "root " + core::to_base64(core::view(r.root)) + "\n";
    if (r.checkpoint_signed)
      out += "the signed checkpoint of " + std::to_string(*r.checkpoint_size) + " records matches\n";
  } else if (!verdict_is_said) {
    out += "DOES NOT HOLD";
    if (r.first_bad_seq) out += " at record " + std::to_string(*r.first_bad_seq);
    out += ": " + r.wrong + "\n";
  }
  for (const auto& what : r.also_wrong) out += "also: " + what + "\n";
  for (const auto& what : r.kept) out += what + "\n";
  for (std::size_t i = 1; i < r.epochs.size(); ++i)
    out += "epoch " + std::to_string(r.epochs[i].number) + " from record " + std::to_string(r.epochs[i].first_seq) +
           " on follows " + r.epochs[i - 1].origin + ", of which " + std::to_string(r.epochs[i].lost) +
           " published records are known to be lost\n";
  for (const Epoch& epoch : r.epochs)
    for (std::size_t i = 1; i < epoch.keys.size(); ++i)
      out += "the key " + epoch.keys[i].vkey + " signs from " + std::to_string(epoch.keys[i].from) +
             " records on; the one before it " +
             (epoch.keys[i - 1].to ? "signed up to " + std::to_string(*epoch.keys[i - 1].to) : "signs beside it") +
             "\n";
  for (const auto& what : r.not_checked) out += "not checked: " + what + "\n";
  return out;
}

}  // namespace tallygate::audit
