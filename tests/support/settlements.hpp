// Settlements and journal entries in the words of the domain: commands, and steps of a scenario (scenario.hpp).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/support/scenario.hpp"

namespace tallygate::tests {

inline core::Command settle_channel(std::string id, core::Money gross, core::Amount fee,
                                    std::string channel = "wechat_pay") {
  core::ChannelSettle body;
  body.settlement_id = core::OtherId(std::move(id));
  body.gross = gross.amount;
  body.fee = fee;
  body.currency = gross.currency;
  return command(core::Operation::channel_settle, std::move(body), std::move(channel));
}

inline core::JournalPosting debit(std::string account, core::Money money) {
  return {std::move(account), money.amount, money.currency};
}
inline core::JournalPosting credit(std::string account, core::Money money) {
  return {std::move(account), -money.amount, money.currency};
}
// Asked for by ann.
inline core::Command post_journal(std::string id, std::vector<core::JournalPosting> postings,
                                  std::optional<std::int64_t> reverses = {}) {
  core::JournalPost body;
  body.entry_id = core::OtherId(std::move(id));
  body.postings = std::move(postings);
  body.reason = "a correction";
  body.reverses = reverses;
  return as_person(command(core::Operation::journal_post, std::move(body)), "ann");
}

inline Step settlement(std::string id, core::Money gross, core::Amount fee) {
  return does(settle_channel(std::move(id), gross, fee));
}
// Asked for by ann, approved by carl.
inline Step entry(core::Command asked) {
  return {"journal entry", [asked = std::move(asked)](LedgerWorld& world) {
            LedgerWorld::Outcome out = world.run(asked);
            if (out.refusal) return out;
            const std::string id = *core::effect_as<core::ObjectEffect>(out.records.front()).id;
            return world.run(decide_approval(id, true, "carl"));
          }};
}

}  // namespace tallygate::tests
