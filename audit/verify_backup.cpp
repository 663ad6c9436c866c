#include "audit/backup_files.hpp"
#include "audit/closed_text.hpp"
#include "audit/durable_file.hpp"
#include "audit/note_lines.hpp"
#include "audit/verify_steps.hpp"
#include "core/hash.hpp"

namespace tallygate::audit {
namespace {

// The records of one segment. Where the file is not as it was written, the record at fault is looked for in what is
// left of it.
void walk_segment(const std::filesystem::path& directory, const BackupFile& file, ChainCheck& check,
                  VerifyReport& report) {
  const auto whole = read_backup_file(directory, file);
  auto bytes = whole ? whole : read_whole_file(directory / file.path, kSegmentBytesMax * 2);
  std::string_view rest = bytes ? std::string_view(*bytes) : std::string_view{};
  for (auto line = take_line(rest); line && report.wrong.empty(); line = take_line(rest))
    if (auto wrong = check.next(*line)) bad(report, check.size(), *wrong);
  if (!whole)
    bad(report, report.first_bad_seq.value_or(first_seq_of(file)),
        whole.error().message + (report.wrong.empty() ? "" : "; " + report.wrong));
  else if (report.wrong.empty() && !rest.empty())
    bad(report, check.size(), file.path + " does not end with a whole line");
}

void walk(const std::filesystem::path& directory, const BackupManifest& manifest, ChainCheck& check,
          const VerifyOptions& options, VerifyReport& report) {
  for (const BackupFile& file : manifest.files) {
    if (!report.wrong.empty()) return;
    if (!is_segment(file)) {
      if (auto bytes = read_backup_file(directory, file); !bytes) bad(report, 0, bytes.error().message);
    } else if (first_seq_of(file) != check.size()) {
      bad(report, check.size(), file.path + " does not follow the segment before it");
    } else {
      walk_segment(directory, file, check, report);
    }
    if (options.progress) options.progress(check.size(), manifest.size);
  }
  if (report.wrong.empty() && (check.size() != manifest.size || check.root() != manifest.root))
    bad(report, check.size(), "the records are not those that the manifest names");
}

}  // namespace

core::Result<VerifyReport> verify_backup(const std::filesystem::path& directory, const VerifyOptions& options) {
  VerifyReport report;
  const auto manifest = read_manifest(directory);
  if (!manifest && manifest.error().kind != core::ErrorKind::corrupt) return manifest.error();
  if (!manifest) {
    report.wrong = manifest.error().message;
    return report;
  }
  auto with_checkpoint = options;
  if (!options.checkpoint) {
    auto note = backup_checkpoint(directory, *manifest);
    if (!note) {
      report.wrong = note.error().message;
      return report;
    }
    with_checkpoint.checkpoint = std::move(note).value();
  }
  ChainCheck check;
  const auto checkpoint = expect_checkpoint(with_checkpoint, report);
  if (checkpoint) check.keep_root_at(checkpoint->size);
  if (report.wrong.empty()) walk(directory, *manifest, check, options, report);
  close(report, check, with_checkpoint, checkpoint);
  say_of_closed_months(report, check.closed_months(), 0);
  return report;
}

}  // namespace tallygate::audit
