#include "audit/evidence.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "audit/evidence_readme.hpp"
#include "audit/proofs.hpp"
#include "audit/record_pages.hpp"
#include "audit/tlog_proof.hpp"
#include "core/blobs.hpp"
#include "core/bytes.hpp"
#include "core/command.hpp"

namespace tallygate::audit {
namespace {

struct Picked {
  std::vector<std::uint64_t> seqs;
  std::string lines;
  std::set<core::Digest> blobs;  // that the records name
};

bool answers(const EvidenceQuery& query, const core::Record& record) {
  if (query.period.from && record.at < *query.period.from) return false;
  if (query.period.to && record.at >= *query.period.to) return false;
  return query.subject.empty() || std::ranges::any_of(record.subjects, [&](const core::Subject& subject) {
           return subject.name == query.subject;
         });
}

core::Status pick(const eventstore::EventLog& log, std::string_view tenant, const EvidenceQuery& query,
                  std::uint64_t size, Picked& out) {
  bool too_much = false;
  const auto begin = std::min(first_asked(log, tenant, query.period.from), size);
  auto walked = each_decoded(log, tenant, begin, size, [&](const core::Decoded& decoded, std::string_view bytes) {
    const auto& record = decoded.record;
    if (!answers(query, record)) return true;
    if (out.seqs.size() == kEvidenceRecordsMax || out.lines.size() + bytes.size() > kEvidenceBytesMax / 2)
      return too_much = true, false;
    out.seqs.push_back(record.seq);
    out.lines.append(bytes).push_back('\n');
    if (record.assessment && record.assessment->ruleset != core::Digest{}) out.blobs.insert(record.assessment->ruleset);
    if (record.command)
      if (const auto hash = core::blob_named_by(*record.command)) out.blobs.insert(*hash);
    return true;
  });
  if (!walked) return walked;
  if (too_much)
    return core::failure(core::ErrorKind::invalid,
                         "more than 100,000 records or 256 MiB answer this; ask for a shorter period or one subject");
  if (out.seqs.empty()) return core::failure(core::ErrorKind::not_found, "no published record answers this");
  return core::Done{};
}

// A line each, "name value", in byte order.
std::string query_text(const EvidenceQuery& query, std::string_view tenant, const Checkpoint& checkpoint,
                       const Picked& picked) {
  std::string out;
  const auto line = [&out](std::string_view name, std::string_view value) {
    out.append(name).append(" ").append(value).append("\n");
  };
  if (query.period.from) line("from", core::format_time(*query.period.from));
  line("origin", checkpoint.origin);
  line("position", std::to_string(checkpoint.size));
  line("records", std::to_string(picked.seqs.size()));
  if (!query.subject.empty()) line("subject", query.subject);
  line("tenant", tenant);
  if (query.period.to) line("to", core::format_time(*query.period.to));
  return out;
}

std::string sums_of(const EvidenceFiles& files) {
  std::string out;
  for (const auto& [name, bytes] : files) out += core::to_hex(core::view(core::sha256(bytes))) + "  " + name + "\n";
  return out;
}

}  // namespace

core::Result<EvidenceFiles> make_evidence(const eventstore::EventLog& log, std::string_view tenant,
                                          const EvidenceQuery& query, std::string_view checkpoint,
                                          std::string_view vkey, std::span<const std::uint64_t> rotations) {
  const auto verifier = parse_vkey(vkey);
  const auto signed_head = verifier ? open_checkpoint(checkpoint, *verifier) : std::nullopt;
  if (!signed_head)
    return core::failure(core::ErrorKind::invalid, "the published checkpoint is not signed by the log's key");
  const auto root = log.root_at(tenant, signed_head->size);
  if (!root) return root.error();
  if (*root != signed_head->root)
    return core::failure(core::ErrorKind::corrupt, "the published checkpoint is of another log");
  Picked picked;
  if (auto done = pick(log, tenant, query, signed_head->size, picked); !done) return done.error();

  EvidenceFiles files;
  ProofMaker proofs(log);
  std::set<std::uint64_t> proven(picked.seqs.begin(), picked.seqs.end());
  for (const auto seq : rotations) {
    const auto record = log.read_one(tenant, seq);
    if (!record) return record.error();
    files["rotations.ndjson"] += *record + "\n";
    proven.insert(seq);
  }
  for (const auto seq : proven) {
    auto hashes = proofs.inclusion(tenant, seq, signed_head->size);
    if (!hashes) return hashes.error();
    files["proofs/" + std::to_string(seq) + ".tlog-proof"] =
        write_tlog_proof({std::nullopt, seq, std::move(*hashes), std::string(checkpoint)});
  }
  for (const auto& hash : picked.blobs) {
    auto blob = log.blob(tenant, hash);
    if (!blob) return blob.error();
    files["blobs/" + core::to_hex(core::view(hash))] = std::move(*blob);
  }
  files["README.txt"] = evidence_readme();
  files["checkpoint"] = checkpoint;
  files["query"] = query_text(query, tenant, *signed_head, picked);
  files["records.ndjson"] = std::move(picked.lines);
  files["vkey"] = std::string(vkey) + "\n";
  files["SHA256SUMS"] = sums_of(files);
  std::size_t bytes = 0;
  for (const auto& [name, content] : files) bytes += content.size();
  if (bytes > kEvidenceBytesMax)
    return core::failure(core::ErrorKind::invalid, "the bundle would pass 512 MiB; ask for a shorter period");
  return files;
}

}  // namespace tallygate::audit
