// An evidence bundle: the records that answer a question, each with its proof, and the checkpoint that all of them lead
// to, as a handful of plain files that sha256sum, openssl and a page of Python can check. docs/formats.md, "Evidence
// bundles".
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "audit/checkpoint.hpp"
#include "audit/export.hpp"
#include "core/result.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::audit {

constexpr std::size_t kEvidenceRecordsMax = 100'000;
constexpr std::size_t kEvidenceBytesMax = 512ULL * 1024 * 1024;  // of all files together

struct EvidenceQuery {
  std::string subject;  // "order:o1", "party:b1", …; empty: every record
  Period period;
};

// By name, in byte order: names hold no "..", only [A-Za-z0-9._/-].
using EvidenceFiles = std::map<std::string, std::string, std::less<>>;

// Of the records below the checkpoint's size: what came later is not published yet. not_found when no record answers;
// invalid past the limits or when `checkpoint` does not open with `vkey` or is of another log. `rotations` are the seqs
// of those that changed the log's key: whoever noted an earlier one follows them.
core::Result<EvidenceFiles> make_evidence(const eventstore::EventLog& log, std::string_view tenant,
                                          const EvidenceQuery& query, std::string_view checkpoint,
                                          std::string_view vkey, std::span<const std::uint64_t> rotations = {});

struct EvidenceReport {
  bool holds = false;
  std::string origin;
  std::uint64_t position = 0;  // the checkpoint's size
  std::uint64_t records = 0, bytes = 0, proofs = 0, blobs = 0;
  std::string subject;        // empty: a period or everything
  bool complete = false;      // of a subject: its records up to the position are all here, by its counter
  bool key_is_given = false;  // false: the bundle's own key was used, which says nothing about who wrote the log
  std::optional<std::uint64_t> first_bad_seq;
  std::string wrong;  // one sentence, when it does not hold
};

// Trusts nothing but the bytes and, where given, `verifier`.
EvidenceReport check_evidence(const EvidenceFiles& files, const std::optional<Verifier>& verifier);

std::string evidence_json(const EvidenceReport& report);  // canonical JSON, one object
std::string evidence_text(const EvidenceReport& report);  // a few lines for a person

}  // namespace tallygate::audit
