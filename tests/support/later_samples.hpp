// Further samples of types that had one before (sample_records.hpp): of members that were added to their bytes later.
#pragma once

#include "tests/support/sample_records.hpp"

namespace tallygate::support {

inline core::Record later_sample(core::RecordType type) {
  core::Record r;
  r.type = type;
  r.seq = 7;
  r.at = *core::parse_time("2026-11-22T06:17:14.000001Z");
  r.actor = {"system", ""};
  r.subjects = {{"order:o1", 1}, {"party:b1", 2}};
  return r;
}

// What an order pins, and what a timer makes of it.
inline std::vector<core::Record> later_samples() {
  core::Record placed = later_sample(core::RecordType::order_placed);
  placed.actor = {"platform", "p-1"};
  placed.key = "key-1";
  placed.command = sample_command(core::Operation::order_place, "",
                                  R"({"order_id":"o1","buyer":"b1","merchant":"m1","amount":10000,"currency":"CNY",
                                  "deliver_by":"2026-11-29T00:00:00Z","ip":"203.0.113.7",
                                  "terms":{"expires_in":1800,"on_late":"cancel","release_after_s":604800}})",
                                  placed.actor);
  placed.assessment = sample_assessment(core::Verdict::allow);
  core::OrderEffect pinned;
  pinned.terms = core::PinnedTerms{core::parse_time("2026-11-29T00:00:00Z"),
                                   core::parse_time("2026-11-22T06:47:14.000001Z"), core::OnLate::cancel, 604'800};
  placed.effect = std::move(pinned);
  core::SplitPart merchant;
  merchant.account = "liabilities:merchant:m1";
  merchant.amount = 10'000;
  merchant.payee = core::PartyId("m1");
  core::Record completed = later_sample(core::RecordType::order_completed);
  completed.effect = core::SplitEffect{{merchant}, {}, {}, "floor-remainder/1", core::OrderId("o1")};
  core::PostingsBuilder b;
  completed.postings =
      std::move(b.debit("liabilities:escrow", cny(10'000)).credit(merchant.account, cny(10'000))).build();
  completed.cause = 9;
  return {std::move(placed), std::move(completed)};
}

}  // namespace tallygate::support
