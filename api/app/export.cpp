#include "api/app/export.hpp"

#include <filesystem>
#include <fstream>
#include <system_error>

#include "api/app/archive_links.hpp"
#include "api/app/command.hpp"
#include "api/app/open_log.hpp"
#include "api/app/period.hpp"
#include "api/app/tar_file.hpp"
#include "api/app/time_zone.hpp"
#include "audit/checkpoint.hpp"
#include "audit/evidence.hpp"
#include "audit/export.hpp"
#include "audit/journal.hpp"
#include "audit/key_history.hpp"
#include "audit/reports.hpp"
#include "core/canonical_json.hpp"
#include "core/hash.hpp"
#include "core/record_codec.hpp"

namespace tallygate::app {
namespace {

constexpr const char* kPeriodForm = "--from and --to are RFC 3339 times or dates: 2010-12-01 or 2010-12-01T00:00:00Z";

core::Status write_file(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  return file ? core::Status(core::Done{}) : core::Status(core::failure(core::ErrorKind::io, "cannot write " + path));
}

core::Result<core::LogOpened> first_record(const eventstore::EventLog& log, const std::string& tenant) {
  const auto bytes = log.read_one(tenant, 0);
  if (!bytes) return bytes.error();
  core::RecordDecoder decoder;
  const auto decoded = decoder.decode(*bytes);
  if (!decoded) return decoded.error();
  return core::effect_as<core::LogOpened>(decoded->record);
}

core::Result<audit::Exported> export_to(const ExportCommand& command, const eventstore::EventLog& log,
                                        const audit::Period& period, std::ostream& out) {
  if (command.format == "ndjson") return audit::export_ndjson(log, command.tenant, period, out);
  const auto opened = first_record(log, command.tenant);
  if (!opened) return opened.error();
  const auto days = days_in(opened->time_zone);
  if (!days) return days.error();
  const auto format = command.format == "ledger"      ? audit::JournalFormat::ledger
                      : command.format == "beancount" ? audit::JournalFormat::beancount
                                                      : audit::JournalFormat::hledger;
  return audit::export_journal(log, command.tenant, period, format, *days, out);
}

void print_exported(const audit::Exported& exported, bool json, std::ostream& out) {
  if (!json) {
    out << "records   " << exported.records << "\nwritten   " << exported.written << "\nposition  " << exported.position
        << "\n";
    return;
  }
  std::string text;
  core::JsonWriter writer(text);
  writer.begin_object();
  writer.member("position", exported.position);
  writer.member("records", exported.records);
  writer.member("written", exported.written);
  writer.end_object();
  out << text << "\n";
}

core::Result<audit::Manifest> make_manifest(const ReportCommand& command, const DataDirectory& directory,
                                            const eventstore::EventLog& log, const audit::Period& period) {
  audit::Manifest manifest;
  manifest.kind = command.kind;
  manifest.tenant = command.tenant;
  manifest.format = command.format;
  manifest.period = period;
  const auto head = log.head(command.tenant);
  if (!head) return head.error();
  manifest.position = head->size;
  const auto ruleset = audit::ruleset_at(log, command.tenant, period);
  if (!ruleset) return ruleset.error();
  manifest.ruleset = *ruleset;
  if (auto note = audit::read_checkpoint_file(directory.checkpoint_file(command.tenant))) manifest.checkpoint = *note;
  return manifest;
}

int export_evidence(const ExportCommand& command, const DataDirectory& directory, const eventstore::EventLog& log,
                    const audit::Period& period) {
  if (command.output == "-") return cannot("an evidence bundle is a tar file: name it with -o");
  const auto checkpoint = audit::read_checkpoint_file(directory.checkpoint_file(command.tenant));
  if (!checkpoint) return cannot("no checkpoint is published yet: a server publishes one a second after it starts");
  const auto head = audit::claimed_checkpoint(*checkpoint);
  if (!head) return cannot("the published checkpoint is malformed");
  const auto history = audit::read_key_history(log, command.tenant, head->size);
  if (!history) return cannot(with_archives(directory, history.error()));
  const audit::Epoch& epoch = history->epochs.all().back();
  const std::string& vkey = epoch.vkey;
  std::vector<std::uint64_t> rotations;  // of this epoch: an earlier one has another origin
  for (const std::uint64_t seq : history->seqs)
    if (seq > epoch.first_seq) rotations.push_back(seq);
  const auto files = audit::make_evidence(log, command.tenant, {command.subject, period}, *checkpoint, vkey, rotations);
  if (!files) return cannot(with_archives(directory, files.error()));
  if (auto written = write_tar(command.output, *files); !written) return cannot(written.error());
  const auto report = audit::check_evidence(*files, audit::parse_vkey(vkey));
  if (!report.holds) return cannot("the bundle does not hold: " + report.wrong);
  if (command.json)
    std::cout << audit::evidence_json(report) << "\n";
  else
    std::cout << audit::evidence_text(report);
  return kHolds;
}

}  // namespace

int run_export(const ExportCommand& command) {
  const auto period = parse_period(command.from, command.to);
  if (!period) return cannot(kPeriodForm);
  std::error_code error;
  const DataDirectory directory(std::filesystem::absolute(command.data, error));
  const auto log = open_to_read(directory);
  if (!log) return cannot(log.error());
  if (auto found = has_tenant(**log, command.tenant); !found) return cannot(found.error());
  if (command.format == "evidence") return export_evidence(command, directory, **log, *period);
  if (!command.subject.empty()) return cannot("--subject goes with --format evidence");
  if (command.output == "-") {
    const auto exported = export_to(command, **log, *period, std::cout);
    return exported ? kHolds : cannot(with_archives(directory, exported.error()));
  }
  std::ofstream file(command.output, std::ios::binary | std::ios::trunc);
  if (!file) return cannot("cannot write " + command.output);
  const auto exported = export_to(command, **log, *period, file);
  if (!exported) return cannot(with_archives(directory, exported.error()));
  file.close();
  if (!file) return cannot("cannot write " + command.output);
  print_exported(*exported, command.json, std::cout);
  return kHolds;
}

int run_report(const ReportCommand& command) {
  const auto period = parse_period(command.from, command.to);
  if (!period) return cannot(kPeriodForm);
  std::error_code error;
  const DataDirectory directory(std::filesystem::absolute(command.data, error));
  const auto log = open_to_read(directory);
  if (!log) return cannot(log.error());
  if (auto found = has_tenant(**log, command.tenant); !found) return cannot(found.error());
  auto manifest = make_manifest(command, directory, **log, *period);
  if (!manifest) return cannot(with_archives(directory, manifest.error()));
  const auto table = audit::make_report(**log, command.tenant, command.kind, *period);
  if (!table) return cannot(with_archives(directory, table.error()));
  const std::string bytes = command.format == "json" ? audit::to_json(*table) : audit::to_csv(*table);
  manifest->rows = table->rows.size();
  manifest->file_sha256 = core::sha256(bytes);
  const std::string manifest_text = audit::manifest_json(*manifest);
  if (command.output == "-") {
    std::cout << bytes;
    return kHolds;
  }
  if (auto written = write_file(command.output, bytes); !written) return cannot(written.error());
  if (auto written = write_file(command.output + ".manifest.json", manifest_text); !written)
    return cannot(written.error());
  if (command.json)
    std::cout << manifest_text << "\n";
  else
    std::cout << "rows      " << manifest->rows << "\nfile      " << command.output << "\nmanifest  " << command.output
              << ".manifest.json\n";
  return kHolds;
}

}  // namespace tallygate::app
