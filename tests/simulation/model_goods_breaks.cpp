// Goods held against the money that was paid for them, and parcels against what carriers say.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

bool Model::compares_goods() const {
  return settings.ship_grace_s.value_or(core::kTermNever) != core::kTermNever;
}

Model::Difference Model::goods_difference(const ModelOrder& order) const {
  const auto is_goods = [](const ModelLine& line) { return line.kind == core::LineKind::goods; };
  if (order.amount == 0 || (!order.lines.empty() && std::ranges::none_of(order.lines, is_goods))) return std::nullopt;
  ModelDifference out;
  const core::Amount kept = order.kept();
  out.currency = order.currency;
  out.ours = kept;
  out.theirs = order.price();
  out.account = order.state == "completed" ? "liabilities:merchant:" + order.merchant : "liabilities:escrow";
  out.amount = kept;
  if (order.delivered && order.captured < order.price()) {
    out.kind = "shipment_without_payment";
    out.amount = order.price() - order.captured;
    return out;
  }
  if (kept <= 0 || order.delivered) return std::nullopt;
  if (order.state == "completed") {
    out.kind = "completion_without_delivery";
    return out;
  }
  const bool is_open = order.state == "paid" || order.state == "shipped" || order.state == "placed";
  const bool all_shipped = order.lines.empty() ? !order.shipments.empty() : order.all_shipped();
  const bool goes_together = !order.group.empty() && groups.at(order.group).state != "succeeded";
  if (!is_open || all_shipped || goes_together || order.captured < order.price()) return std::nullopt;
  out.kind = "payment_without_shipment";
  out.at_once = false;
  return out;
}

void Model::goods_changed(const std::string& order) {
  compare_sides("order:" + order, false);
}

Model::Difference Model::parcel_difference(const std::string& waybill) const {
  const auto found = parcels.find(waybill);
  if (found == parcels.end() || !found->second.said) return std::nullopt;
  ModelDifference out;
  out.over_no_amount = true;
  if (!found->second.shipped) {
    out.kind = "waybill_unknown";
    return out;
  }
  if (found->second.said == core::LogisticsKind::lost) out.kind = "parcel_lost";
  if (found->second.said == core::LogisticsKind::returned) out.kind = "parcel_returned";
  return out.kind.empty() ? std::nullopt : Difference(out);
}

// A fact that changes no order.
Model::Made Model::hear_carrier(const core::Command& command) {
  const auto& body = core::body_as<core::LogisticsEvent>(command);
  if (compares_goods()) {
    parcels[body.waybill].said = body.kind;
    compare_sides("waybill:" + body.waybill, false);
  }
  return {{}, {Type::logistics_event}};
}

}  // namespace tallygate::simulation
