// The deterministic business state machine of one tenant: parties, plans, orders, payments, refunds, reviews, settings
// and the accounts under them. One thread (the engine's). decide() is const; apply() is the only mutation and uses only
// what the record holds.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/binary_reader.hpp"
#include "core/binary_writer.hpp"
#include "core/cold_store.hpp"
#include "core/command.hpp"
#include "core/fold.hpp"
#include "core/held_memory.hpp"
#include "core/record.hpp"
#include "ledger/cold_names.hpp"

namespace tallygate::ledger {

// What decide made: records to append in order, as one group if more than one; or a refusal. Records come with type,
// command, assessment (on the record of the scored operation), postings and effect set, and cause where it follows from
// another record; seq, at, group, actor, key, subjects are the engine's.
struct Decision {
  std::vector<core::Record> records;
  std::optional<core::Refusal>
      refusal;  // then records is empty: the engine records command.refused with the command and the assessment
};

struct Context {
  core::Time now;              // `at` of what will be recorded
  std::uint64_t next_seq = 0;  // of the first record of this decision: ids of reviews and challenges come from it
  const core::Assessment* released =
      nullptr;  // review.resolve and challenge.answer: the waiting command assessed again, now
};

// Who is behind an order or payment that another command names, for risk's Activity. Views into the ledger's state,
// empty where unknown.
struct OrderView {
  std::string_view buyer, merchant, payer, state;
  core::Amount amount = 0, captured = 0, refunded = 0;
  core::Currency currency;
  core::Time placed_at;
  bool delivered = false;
  core::Time may_return_until;                // of a blocked order that an override lets return
  std::string_view device, ip;                // of the order's placing
  std::vector<std::string_view> instruments;  // tokens of its payments
};

struct State;       // ledger/state.hpp; nobody's but the ledger's
class ColdObjects;  // ledger/cold_objects.hpp, too

class Ledger final : public core::Fold {
 public:
  Ledger();
  ~Ledger() override;
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  // A ladder of early returns: structural refusals first, then the assessment's verdict (null for operations that are
  // not scored), then the effect. The command becomes the record's own: shared, immutable.
  Decision decide(const std::shared_ptr<const core::Command>& command, const core::Assessment* assessment,
                  const Context& context) const;
  // Every invariant, run by the engine after each decision, refusals too. A violation is a CHECK. `now`: the
  // decision's.
  void check(const Decision& decision, const core::Command* command, core::Time now) const;

  // The next thing that time alone makes a record of, due at or before `now`; ordered by (due, kind, id). Empty when
  // nothing is due.
  std::optional<core::Time> next_due() const;
  Decision decide_due(const Context& context) const;  // the records of the first due timer (system actor)

  // Of a request that is not the ledger's to decide: why it cannot be recorded, where it is dated into a closed month.
  std::optional<core::Refusal> dated_too_late(const core::Command& command) const;
  // Re-decides what a review or challenge held: the stored command, for the engine to assess again before decide()
  // (release decides again at release time). Null when the id names nothing open.
  std::shared_ptr<const core::Command> waiting_command(std::string_view waiting_id) const;

  void apply(const core::Record& record, core::UndoJournal& journal) override;
  core::Digest digest() const override;

  // Whatever may leave memory and come back, the ledger is the same: digest, decisions, reads (cold_objects.hpp).
  // What left before is found in `store`, which holds all that take() put in this state and those it goes on from.
  void use(const core::ColdStore* store);
  std::vector<ColdName> take_cold(const ColdRule& rule, const core::PutCold& put);
  bool let_go(std::span<const ColdName> family, const ColdRule& rule);
  void tidy(std::size_t kept = kBroughtBackKept);
  std::size_t objects_in_memory() const;  // of those that may leave
  // Each kind of object with all that it owns (held_memory.cpp); what waits for an answer holds its command besides.
  std::vector<core::HeldPart> held_memory(const core::BlockBytes& block) const;

  // Writes everything that the ledger holds in memory (save.cpp); the digest of all it holds.
  core::Digest save(core::BinaryWriter& out) const;
  // Into an empty ledger, what save() wrote: a state with the same digest that goes on in the same way. The digest of
  // what is now there. When the bytes are damaged the reader says so, and the ledger can only be thrown away.
  core::Digest load(core::BinaryReader& in);

  // The subjects of a record: "order:…", "party:…", "payment:…", "refund:…", "payout:…" and "account:…" of each
  // posting, each once, in a fixed order.
  void subjects(const core::Record& record, std::vector<std::string>& out) const;

  // Reads: canonical JSON of one object, or empty when there is none.
  std::string order_json(std::string_view id) const;
  std::string payment_json(std::string_view id) const;
  std::string party_json(std::string_view id) const;
  std::string plan_json(std::string_view id) const;
  std::string account_json(std::string_view name,
                           core::Time now) const;  // API.md: {"account","as_of"…} without as_of, which the engine adds
  std::string settings_json() const;
  // {"items": […], "next_cursor": …}: those that ended, and the one that runs; `after`: an id.
  std::string periods_json(std::string_view after, std::size_t limit) const;
  std::string limit_json(std::string_view id, core::Time now) const;
  std::string refund_json(std::string_view id) const;
  std::string payout_json(std::string_view id) const;
  std::string dispute_json(std::string_view id) const;
  std::string stock_json(std::string_view sku) const;
  std::string coupon_json(std::string_view id) const;
  std::string group_json(std::string_view id) const;
  std::string break_json(std::string_view id, core::Time now) const;
  // As reviews_json, of breaks: open ones, and for a while (kResolvedBreaksListed) those that were resolved. Of those
  // of one kind alone a page may have fewer than `limit` and still not be the last.
  struct WantedBreaks {
    std::string_view state, kind;  // empty: all
  };
  std::string breaks_json(const WantedBreaks& wanted, std::string_view after, std::size_t limit, core::Time now) const;
  std::string review_json(std::string_view id) const;
  // {"items": […], "next_cursor": …}: open ones, and for a while (kClosedReviewsListed) those that were closed. Empty
  // where `state` or the cursor `after` is none.
  std::string reviews_json(std::string_view state, std::string_view after, std::size_t limit, core::Time now) const;
  std::string approval_json(std::string_view id) const;
  // Those that are open, oldest first; `after` as for reviews, limit 1 to 1000.
  std::string approvals_json(std::string_view after, std::size_t limit) const;
  // plan preview: what an order would split into; a refusal where it could not be placed.
  struct Preview {
    std::string json;
    std::optional<core::Refusal> refusal;
  };
  Preview preview(std::string_view plan, const core::OrderPlace& order, core::Time now) const;

  // For risk's activities.
  std::optional<OrderView> order(std::string_view id) const;
  std::optional<OrderView> order_of_payment(std::string_view payment_id) const;
  std::optional<OrderView> order_of_refund(std::string_view refund_id) const;
  std::vector<std::string_view> upline_chain(std::string_view party,
                                             std::size_t depth_max) const;  // level 1 first: the party itself
  std::string_view upline_of(std::string_view party) const;
  std::optional<core::Time> first_seen(std::string_view party) const;
  // When the party's payout account was added or last changed; empty where it is not registered.
  std::optional<core::Time> payout_account_changed(std::string_view party, std::string_view account) const;
  core::Verdict fallback_outcome() const;

  // Every account with a balance that is or was not zero, sorted by name, for invariants, reports and tests.
  struct AccountBalance {
    std::string account;
    core::Currency currency;
    core::Amount posted = 0, held = 0, frozen = 0;
  };  // debit positive; what is frozen in the account's normal sign
  std::vector<AccountBalance> balances() const;

 private:
  std::unique_ptr<State> state_;
  std::unique_ptr<ColdObjects> cold_;
};

}  // namespace tallygate::ledger
