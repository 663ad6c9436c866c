#include "audit/promises.hpp"

#include <algorithm>
#include <utility>

#include "audit/checkpoint.hpp"
#include "audit/receipt.hpp"
#include "eventstore/tree.hpp"

namespace tallygate::audit {
namespace {

// The first is the report's verdict, the others stand beside it.
void broken(VerifyReport& report, std::optional<std::uint64_t> seq, std::string wrong) {
  if (!report.holds) {
    report.also_wrong.push_back((seq ? "record " + std::to_string(*seq) + ": " : "") + std::move(wrong));
    return;
  }
  report.holds = false;
  report.first_bad_seq = seq;
  report.wrong = std::move(wrong);
}

// Why the note is not a promise of the log's: nothing when a key that signed at `size` has signed it.
std::optional<std::string> not_promised(const VerifyReport& report, const std::optional<Verifier>& verifier,
                                        const std::string& origin, const std::string& note, std::uint64_t size) {
  for (const Epoch& epoch : report.epochs) {
    if (epoch.origin != origin) continue;
    const bool own =
        std::ranges::any_of(epoch.keys, [&](const LogKey& key) {  // older promises hold under any key given
          return verifier && key.vkey == make_vkey(verifier->name, verifier->key);
        });
    return not_signed(epoch, note, size, own ? std::nullopt : verifier);
  }
  return "is not signed by " + report.origin;
}

core::Status check_checkpoint(VerifyReport& report, const VerifiedRecords& records,
                              const std::optional<Verifier>& verifier, const Promises::Kept& kept) {
  const auto checkpoint = claimed_checkpoint(kept.note);
  const auto why = checkpoint ? not_promised(report, verifier, checkpoint->origin, kept.note, checkpoint->size)
                              : std::optional<std::string>("is malformed");
  if (why) {
    broken(report, std::nullopt,
           kept.holder + " does not hold a checkpoint that " + report.origin + " signed: it " + *why);
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
  else
    report.kept.push_back(kept.holder + ": its " + std::to_string(checkpoint->size) + " records are the log's first");
  return core::Done{};
}

core::Status check_receipt(VerifyReport& report, const VerifiedRecords& records,
                           const std::optional<Verifier>& verifier, const std::string& note) {
  const auto receipt = claimed_receipt(note);
  const auto why = receipt ? not_promised(report, verifier, receipt->origin, note, receipt->seq + 1)
                           : std::optional<std::string>("is malformed");
  if (why) {
    broken(report, std::nullopt, "the receipt is not one that " + report.origin + " signed: it " + *why);
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
  else
    report.kept.push_back("the receipt: record " + std::to_string(receipt->seq) + " is the one that it promises");
  return core::Done{};
}

}  // namespace

VerifiedRecords records_of(EachLine each) {
  const auto record = [each](std::uint64_t seq) -> core::Result<std::string> {
    std::uint64_t at = 0;
    std::optional<std::string> found;
    const auto read = each([&](std::string_view line) {
      if (at++ == seq) found = std::string(line);
      return !found;
    });
    if (!read) return read.error();
    if (found) return *found;
    return core::failure(core::ErrorKind::io, "record " + std::to_string(seq) + " is not there any more");
  };
  const auto root = [each](std::uint64_t size) -> core::Result<core::Digest> {
    eventstore::Tree tree;
    const auto read = each([&](std::string_view line) {
      if (tree.size() < size) tree.append(core::leaf_hash(line), [](std::size_t, std::uint64_t, auto) {});
      return tree.size() < size;
    });
    if (!read) return read.error();
    if (tree.size() == size) return tree.root();
    return core::failure(core::ErrorKind::io, "record " + std::to_string(tree.size()) + " is not there any more");
  };
  return {record, root};
}

core::Status check_promises(VerifyReport& report, const VerifiedRecords& records,
                            const std::optional<Verifier>& verifier, const Promises& promises) {
  if (!report.holds || !promises.any()) return core::Done{};
  for (const auto& kept : promises.checkpoints)
    if (auto read = check_checkpoint(report, records, verifier, kept); !read) return read;
  if (!promises.receipt) return core::Done{};
  return check_receipt(report, records, verifier, *promises.receipt);
}

}  // namespace tallygate::audit
