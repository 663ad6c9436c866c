#include "ledger/invariants/invariants.hpp"

#include "core/check.hpp"
#include "ledger/invariants/captures_within_hold.hpp"
#include "ledger/invariants/charges_keep_rates.hpp"
#include "ledger/invariants/closed_accounts_rest.hpp"
#include "ledger/invariants/conversions_keep_rates.hpp"
#include "ledger/invariants/disputed_is_open_disputes.hpp"
#include "ledger/invariants/disputes_within_captured.hpp"
#include "ledger/invariants/doubted_money_stays.hpp"
#include "ledger/invariants/entries_within_available.hpp"
#include "ledger/invariants/escrow_covers.hpp"
#include "ledger/invariants/facts_are_recorded.hpp"
#include "ledger/invariants/found_was_awaited.hpp"
#include "ledger/invariants/frozen_adds_up.hpp"
#include "ledger/invariants/give_back_within_paid.hpp"
#include "ledger/invariants/goods_within_limits.hpp"
#include "ledger/invariants/groups_hold_together.hpp"
#include "ledger/invariants/held_is_open_holds.hpp"
#include "ledger/invariants/known_accounts.hpp"
#include "ledger/invariants/limits_are_kept.hpp"
#include "ledger/invariants/payouts_are_open_payouts.hpp"
#include "ledger/invariants/payouts_within_available.hpp"
#include "ledger/invariants/period_caps_hold.hpp"
#include "ledger/invariants/periods_stay_closed.hpp"
#include "ledger/invariants/postings_balance.hpp"
#include "ledger/invariants/promotion_is_funded.hpp"
#include "ledger/invariants/refunds_within_captured.hpp"
#include "ledger/invariants/refusals_move_nothing.hpp"
#include "ledger/invariants/ships_what_was_ordered.hpp"
#include "ledger/invariants/split_adds_up.hpp"
#include "ledger/invariants/suspense_gives_what_it_has.hpp"
#include "ledger/invariants/terms_are_kept.hpp"
#include "ledger/invariants/wallets_pay_what_they_have.hpp"

namespace tallygate::ledger {
namespace invariants {

const std::array<Invariant, kInvariants>& all() {
  static constexpr std::array<Invariant, kInvariants> kAll = {{
      {"refusals_move_nothing", &RefusalsMoveNothing::violation},
      {"facts_are_recorded", &FactsAreRecorded::violation},
      {"postings_balance", &PostingsBalance::violation},
      {"known_accounts", &KnownAccounts::violation},
      {"escrow_covers", &EscrowCovers::violation},
      {"captures_within_hold", &CapturesWithinHold::violation},
      {"held_is_open_holds", &HeldIsOpenHolds::violation},
      {"split_adds_up", &SplitAddsUp::violation},
      {"period_caps_hold", &PeriodCapsHold::violation},
      {"refunds_within_captured", &RefundsWithinCaptured::violation},
      {"give_back_within_paid", &GiveBackWithinPaid::violation},
      {"payouts_within_available", &PayoutsWithinAvailable::violation},
      {"payouts_are_open_payouts", &PayoutsAreOpenPayouts::violation},
      {"disputed_is_open_disputes", &DisputedIsOpenDisputes::violation},
      {"disputes_within_captured", &DisputesWithinCaptured::violation},
      {"frozen_adds_up", &FrozenAddsUp::violation},
      {"entries_within_available", &EntriesWithinAvailable::violation},
      {"closed_accounts_rest", &ClosedAccountsRest::violation},
      {"limits_are_kept", &LimitsAreKept::violation},
      {"conversions_keep_rates", &ConversionsKeepRates::violation},
      {"charges_keep_rates", &ChargesKeepRates::violation},
      {"wallets_pay_what_they_have", &WalletsPayWhatTheyHave::violation},
      {"periods_stay_closed", &PeriodsStayClosed::violation},
      {"terms_are_kept", &TermsAreKept::violation},
      {"ships_what_was_ordered", &ShipsWhatWasOrdered::violation},
      {"goods_within_limits", &GoodsWithinLimits::violation},
      {"promotion_is_funded", &PromotionIsFunded::violation},
      {"groups_hold_together", &GroupsHoldTogether::violation},
      {"found_was_awaited", &FoundWasAwaited::violation},
      {"doubted_money_stays", &DoubtedMoneyStays::violation},
      {"suspense_gives_what_it_has", &SuspenseGivesWhatItHas::violation},
  }};
  return kAll;
}

}  // namespace invariants

void Ledger::check(const Decision& decision, const core::Command* command, core::Time now) const {
  const invariants::Examined examined{*state_, decision, command, now};
  for (const invariants::Invariant& invariant : invariants::all()) {
    const invariants::Violation violated = invariant.violation(examined);
    TALLYGATE_CHECK(!violated, std::string(invariant.name) + ": " + violated.value_or(""));
  }
}

}  // namespace tallygate::ledger
