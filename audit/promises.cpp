#include "audit/promises.hpp"

#include <utility>

#include "audit/checkpoint.hpp"
#include "audit/receipt.hpp"

namespace tallygate::audit {
namespace {

void broken(VerifyReport& report, std::optional<std::uint64_t> seq, std::string wrong) {
  report.holds = false;
  report.first_bad_seq = seq;
  report.wrong = std::move(wrong);
}

// The keys that may have signed a promise: each epoch's own, as the records name it; of the verifier's name, its.
std::vector<Verifier> signers(const VerifyReport& report, const std::optional<Verifier>& verifier) {
  std::vector<Verifier> all;
  for (const Epoch& epoch : report.epochs) {
    if (verifier && verifier->name == epoch.origin)
      all.push_back(*verifier);
    else if (auto key = parse_vkey(epoch.vkey))
      all.push_back(std::move(*key));
  }
  return all;
}

core::Status check_checkpoint(VerifyReport& report, const VerifiedRecords& records,
                              const std::vector<Verifier>& verifiers, const Promises::Kept& kept) {
  std::optional<Checkpoint> checkpoint;
  for (const Verifier& verifier : verifiers)
    if (auto opened = open_checkpoint(kept.note, verifier); opened && opened->origin == verifier.name)
      checkpoint = std::move(opened);
  if (!checkpoint) {
    broken(report, std::nullopt, kept.holder + " does not hold a checkpoint that " + report.origin + " signed");
    return core::Done{};
  }
  if (checkpoint->size > report.records) {
    broken(report, report.records,
           kept.holder + " covers " + std::to_string(checkpoint->size) + " records, the log holds only " +
               std::to_string(report.records));
    return core::Done{};
  }
  const auto root = records.root(checkpoint->size);
  if (!root) return root.error();
  if (*root != checkpoint->root)
    broken(report, 0,
           "the tree of the first " + std::to_string(checkpoint->size) + " records has another root than " +
               kept.holder + " says");
  return core::Done{};
}

core::Status check_receipt(VerifyReport& report, const VerifiedRecords& records, const std::vector<Verifier>& verifiers,
                           const std::string& note) {
  std::optional<Receipt> receipt;
  for (const Verifier& verifier : verifiers)
    if (auto opened = open_receipt(note, verifier)) receipt = std::move(opened);
  if (!receipt) {
    broken(report, std::nullopt, "the receipt is not one that " + report.origin + " signed");
    return core::Done{};
  }
  if (receipt->seq >= report.records) {
    broken(report, report.records,
           "the receipt promises record " + std::to_string(receipt->seq) + ", the log holds only " +
               std::to_string(report.records) + " records");
    return core::Done{};
  }
  const auto record = records.record(receipt->seq);
  if (!record) return record.error();
  if (core::leaf_hash(*record) != receipt->leaf)
    broken(report, receipt->seq, "the record is not the one that the receipt promises");
  return core::Done{};
}

}  // namespace

core::Status check_promises(VerifyReport& report, const VerifiedRecords& records,
                            const std::optional<Verifier>& verifier, const Promises& promises) {
  if (!report.holds || !promises.any()) return core::Done{};
  const std::vector<Verifier> verifiers = signers(report, verifier);
  for (const auto& kept : promises.checkpoints) {
    if (!report.holds) break;
    if (auto read = check_checkpoint(report, records, verifiers, kept); !read) return read;
  }
  if (!report.holds || !promises.receipt) return core::Done{};
  return check_receipt(report, records, verifiers, *promises.receipt);
}

}  // namespace tallygate::audit
