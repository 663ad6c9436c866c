// verify on the files of a data directory, read page by page without LMDB: the structure of the file, and for each
// tenant its records and all that is stored beside them: tiles, head, idempotency keys, blobs, and the state that the
// records fold to. Damage ends in findings, never in a crash. Also beside a process that writes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "audit/finding.hpp"
#include "audit/stored_states.hpp"
#include "audit/tenant_pass.hpp"
#include "audit/verify.hpp"
#include "eventstore/page_source.hpp"

namespace tallygate::audit {

// Finds the archive that a log names. not_found: its records are not read; any other error is a finding. Messages are
// clauses.
using FindArchive = std::function<core::Result<std::shared_ptr<ArchiveFile>>(const std::string& tenant,
                                                                             const eventstore::ArchivedRange& range)>;

struct PagesOptions {
  std::optional<Verifier> verifier;                                                 // see VerifyOptions
  std::string tenant;                                                               // empty: all
  std::function<std::optional<std::string>(const std::string& tenant)> checkpoint;  // the signed note; may be empty
  MakeFold make_fold;                                                               // may be empty: no state is made
  FindArchive find_archive;                                                         // may be empty: none is read
  FindStates find_states;                                                           // may be empty: none is read
  unsigned threads = 0;                                                             // 0: one a core
  std::function<void(const std::string& tenant, std::uint64_t done, std::uint64_t total)> progress;  // may be empty
};

struct ArchiveReport {
  eventstore::ArchivedRange range;
  bool read = false;
};

struct TenantReport {
  std::string tenant;
  VerifyReport log;
  std::uint64_t tiles = 0, keys = 0, blobs = 0;
  std::vector<ArchiveReport> archives;
  std::uint64_t states = 0;           // state checkpoints that are what the records fold to
  std::optional<core::Digest> state;  // of what the records fold to, where all of them hold
};

struct PagesReport {
  bool holds = false;
  std::uint64_t pages = 0, free_pages = 0, page_bytes = 0, transaction = 0;
  std::vector<TenantReport> tenants;
  std::vector<Finding> findings;         // the first is what a person should read first
  std::vector<std::string> not_checked;  // of the file; each tenant has its own
};

// not_found: no such tenant; io: the file cannot be read; version: it is of another version of LMDB. A file that is no
// log any more is a finding.
core::Result<PagesReport> verify_pages(const eventstore::PageSource& source, const PagesOptions& options);

// Every archive that the logs name was read.
bool is_complete(const PagesReport& report);

std::string report_json(const PagesReport& report);  // canonical JSON, one object
std::string report_text(const PagesReport& report);

}  // namespace tallygate::audit
