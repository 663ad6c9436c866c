#include "audit/verify_steps.hpp"

namespace tallygate::audit {

void bad(VerifyReport& report, std::uint64_t seq, std::string wrong) {
  report.holds = false;
  report.first_bad_seq = seq;
  report.wrong = std::move(wrong);
}

std::optional<Checkpoint> expect_checkpoint(const VerifyOptions& options, VerifyReport& report) {
  if (!options.verifier)
    report.not_checked.push_back(
        "no verifier key was given: record 0's own key was used, which says nothing about who wrote the log");
  if (!options.checkpoint) {
    report.not_checked.push_back("no checkpoint was given: that the log was not cut off at its end cannot be known");
    return std::nullopt;
  }
  auto checkpoint = claimed_checkpoint(*options.checkpoint);
  if (!checkpoint) report.wrong = "the checkpoint is malformed";
  return checkpoint;
}

namespace {

// The epoch that the checkpoint is of, where the pinned key leads to it: an older key vouches for what is newer, never
// the other way round.
const Epoch* epoch_of(const VerifyOptions& options, const Epochs& epochs, const Checkpoint& checkpoint,
                      VerifyReport& report) {
  const Epoch* epoch = epochs.of_origin(checkpoint.origin);
  if (epoch == nullptr) {
    bad(report, 0, "the checkpoint is of origin " + checkpoint.origin + ", the log of " + report.origin);
    return nullptr;
  }
  if (!options.verifier || options.verifier->name == checkpoint.origin) return epoch;
  const Epoch* pinned = epochs.of_vkey(make_vkey(options.verifier->name, options.verifier->key));
  if (pinned != nullptr && pinned->number <= epoch->number) return epoch;
  bad(report, 0, "the verifier key given, " + options.verifier->name + ", does not lead to " + checkpoint.origin);
  return nullptr;
}

void fill(VerifyReport& report, const ChainCheck& check) {
  report.records = check.size();
  report.bytes = check.bytes();
  report.groups = check.groups();
  report.subjects = check.subjects();
  report.postings = check.postings();
  report.root = check.root();
  report.epochs = check.epochs().all();
  report.recovery_public_key = check.epochs().recovery_public_key();
  if (!report.epochs.empty()) report.origin = report.epochs.back().origin;
}

void hold_against(VerifyReport& report, const ChainCheck& check, const VerifyOptions& options,
                  const Checkpoint& checkpoint) {
  report.checkpoint_size = checkpoint.size;
  const Epoch* epoch = epoch_of(options, check.epochs(), checkpoint, report);
  if (epoch == nullptr) return;
  if (auto why = not_signed(*epoch, *options.checkpoint, checkpoint.size, options.verifier)) {
    report.holds = false;
    report.wrong = "the checkpoint " + *why;
    return;
  }
  report.checkpoint_signed = true;
  if (checkpoint.size > check.size())
    return bad(report, check.size(),
               "the checkpoint covers " + std::to_string(checkpoint.size) + " records, the log holds only " +
                   std::to_string(check.size()));
  const auto root = checkpoint.size == 0              ? core::empty_root()
                    : checkpoint.size == check.size() ? check.root()
                                                      : check.kept_root().value_or(core::Digest{});
  if (root != checkpoint.root)
    bad(report, 0,
        "the tree of the first " + std::to_string(checkpoint.size) +
            " records has another root than the signed checkpoint");
}

}  // namespace

void close(VerifyReport& report, const ChainCheck& check, const VerifyOptions& options,
           const std::optional<Checkpoint>& checkpoint) {
  fill(report, check);
  if (!report.wrong.empty()) return;
  if (auto wrong = check.end()) return bad(report, check.size(), *wrong);
  report.holds = true;
  if (checkpoint) hold_against(report, check, options, *checkpoint);
}

void say_of_closed_months(VerifyReport& report, std::uint64_t closed, std::uint64_t made_again) {
  if (closed == 0 || !report.holds) return;
  const std::string months = std::to_string(closed) + (closed == 1 ? " closed month" : " closed months");
  if (made_again == closed)
    report.kept.push_back("the balances of " + months + " are what the postings add up to");
  else
    report.not_checked.push_back("the balances of " + months + ": verify adds them up where it folds the state");
}

}  // namespace tallygate::audit
