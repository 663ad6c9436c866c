#include "ledger/payout_objects.hpp"

namespace tallygate::ledger {

std::span<const core::EnumName<PayoutState>> enum_names(PayoutState) {
  using enum PayoutState;
  static constexpr core::EnumName<PayoutState> kNames[] = {
      {approved, "approved"},   {blocked, "blocked"},   {challenged, "challenged"},
      {failed, "failed"},       {held, "held"},         {rejected, "rejected"},
      {requested, "requested"}, {returned, "returned"}, {settled, "settled"},
  };
  return kNames;
}

}  // namespace tallygate::ledger
