// stock.put and coupon.put: what is put replaces what was, and what was taken before still counts.
#include "ledger/decide.hpp"

namespace tallygate::ledger {
namespace {

Decision put(const Asked& asked, core::RecordType type, std::string_view kind, std::int64_t version) {
  core::Record record = record_for(asked, type);
  core::ObjectEffect effect = object_effect(std::string(kind).append(asked.command->path_id));
  effect.version = version + 1;
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

}  // namespace

Decision decide_stock_put(const Asked& asked) {
  const Stock* known = asked.state.stocks.find(asked.command->path_id);
  return put(asked, core::RecordType::stock_put, "stock:", known == nullptr ? 0 : known->version);
}

Decision put_coupon(const Asked& asked) {
  const Coupon* known = asked.state.coupons.find(asked.command->path_id);
  return put(asked, core::RecordType::coupon_put, "coupon:", known == nullptr ? 0 : known->version);
}

// The group of a timer that is due ends as the timer says.
Decision decide_group_timer(const GroupTimer& timer) {
  core::Record record = record_after(
      timer.kind == GroupTimerKind::succeed ? core::RecordType::group_succeeded : core::RecordType::group_failed,
      timer.seq);
  record.effect = object_effect("group:" + timer.group->id);
  return recorded(std::move(record));
}

}  // namespace tallygate::ledger
