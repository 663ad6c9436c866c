// Re-reads every byte of a log and trusts only the records: canonical bytes, chain, leaf hashes, tree root, checkpoint
// signature, groups whole, subject counters without gaps, times that never go backwards, postings that sum to zero. It
// shares no arithmetic with the ledger. verify_pages.hpp does it for the files of a data directory, with all that
// stands beside the records.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/checkpoint.hpp"
#include "audit/epoch.hpp"
#include "core/canonical_json.hpp"
#include "core/result.hpp"

namespace tallygate::audit {

struct VerifyOptions {
  std::optional<Verifier>
      verifier;  // of the checkpoint; without it record 0's own key is used, which says nothing about who wrote it
  std::optional<std::string> checkpoint;                                  // the signed note to hold the log against
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;  // may be empty
};

struct VerifyReport {
  bool holds = false;
  std::uint64_t records = 0, bytes = 0, groups = 0, subjects = 0, postings = 0;
  std::uint64_t not_read = 0;       // of the records: they stand in archives that are not here
  core::Digest root{};              // of all records read
  std::string origin;               // of the last epoch
  std::vector<Epoch> epochs;        // one, unless a restore lost records
  std::string recovery_public_key;  // hex, as record 0 names it
  std::optional<std::uint64_t> checkpoint_size;
  bool checkpoint_signed = false;  // a signature of the verifier's was checked
  std::optional<std::uint64_t> first_bad_seq;
  std::string wrong;                     // one sentence, when it does not hold
  std::vector<std::string> also_wrong;   // what else does not hold, a sentence each
  std::vector<std::string> kept;         // promises to others that the log holds: checkpoints, a receipt
  std::vector<std::string> not_checked;  // what could not be, and why
};

// An exported NDJSON file: one record a line, from seq 0.
core::Result<VerifyReport> verify_file(const std::filesystem::path& file, const VerifyOptions& options);

// A tenant's backup (audit/backup.hpp): files against the manifest, then all that verify_file does; without a
// checkpoint in the options, against the backup's own.
core::Result<VerifyReport> verify_backup(const std::filesystem::path& directory, const VerifyOptions& options);

void write_report(core::JsonWriter& json, const VerifyReport& report);  // its members, into an open object
std::string report_json(const VerifyReport& report);                    // canonical JSON, one object
// A few lines for a person. `verdict_is_said`: what is wrong stands above them already.
std::string report_text(const VerifyReport& report, bool verdict_is_said = false);

}  // namespace tallygate::audit
