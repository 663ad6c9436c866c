#include "ledger/goods_objects.hpp"

namespace tallygate::ledger {

std::span<const core::EnumName<GroupState>> enum_names(GroupState) {
  using enum GroupState;
  static constexpr core::EnumName<GroupState> kNames[] = {
      {failed, "failed"}, {none, "none"}, {open, "open"}, {succeeded, "succeeded"}};
  return kNames;
}

}  // namespace tallygate::ledger
