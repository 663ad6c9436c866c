#include "audit/commission_sums.hpp"

#include <utility>

namespace tallygate::audit {
namespace {

// Named by the effect where a timer completed it, by the command's path elsewhere.
std::string order_of(const core::Record& completed, const core::SplitEffect& split) {
  if (split.order) return split.order->str();
  return completed.command ? completed.command->path_id : std::string();
}

bool is_commission(std::string_view kind) {
  return kind != core::name_of(core::PartKind::merchant);
}

}  // namespace

void CommissionSums::take(const core::Record& record, bool counts) {
  using enum core::RecordType;
  if (record.type == order_completed) return earned(record, counts);
  if (!counts) return;
  // The parts of a failed one are negative; one that is settled has parts where it was not sent before.
  if (record.type == refund_sent || record.type == refund_settled || record.type == refund_failed) {
    const auto& refund = core::effect_as<core::RefundEffect>(record);
    if (refund.order) given_back(*refund.order, refund.parts);
  }
  if (record.type == dispute_clawed_back) {
    const auto& lost = core::effect_as<core::ClawBackEffect>(record);
    given_back(lost.order, lost.parts);
  }
}

void CommissionSums::earned(const core::Record& record, bool counts) {
  if (record.postings.empty()) return;
  const auto& split = core::effect_as<core::SplitEffect>(record);
  const std::string currency(record.postings.all().front().currency.code());
  auto& keys = parts_[order_of(record, split)];
  for (const core::SplitPart& part : split.parts) {
    Key key{part.payee ? part.payee->str() : "", std::string(core::name_of(part.kind)),
            part.level ? std::to_string(*part.level) : "", currency};
    if (counts && is_commission(key.kind)) ++sums_[key].orders, sums_[key].earned += part.amount;
    keys.push_back(std::move(key));
  }
}

void CommissionSums::given_back(const core::OrderId& order, const std::vector<core::GiveBack>& parts) {
  const auto split = parts_.find(order.str());
  if (split == parts_.end()) return;
  for (const core::GiveBack& part : parts) {
    const Key& key = split->second.at(static_cast<std::size_t>(part.part));
    if (is_commission(key.kind)) sums_[key].given_back += part.amount;
  }
}

std::vector<std::string> CommissionSums::columns() {
  return {"payee", "kind", "level", "currency", "orders", "earned", "given_back", "net"};
}

std::vector<std::vector<std::string>> CommissionSums::rows() const {
  std::vector<std::vector<std::string>> out;
  for (const auto& [key, sum] : sums_)
    out.push_back({key.payee, key.kind, key.level, key.currency, std::to_string(sum.orders),
                   core::decimal_text(sum.earned), core::decimal_text(sum.given_back),
                   core::decimal_text(sum.earned - sum.given_back)});
  return out;
}

}  // namespace tallygate::audit
