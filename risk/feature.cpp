#include "risk/feature.hpp"

#include <algorithm>
#include <initializer_list>

namespace tallygate::risk {
namespace {

using core::Operation;
using core::RecordType;

std::uint16_t find_or_add_lane(Group& group, Lane lane) {
  const auto found =
      std::find_if(group.lanes.begin(), group.lanes.end(), [&](const Lane& l) { return same_lane(l, lane); });
  if (found != group.lanes.end()) {
    found->window_us = std::max(found->window_us, lane.window_us);
    return static_cast<std::uint16_t>(found - group.lanes.begin());
  }
  group.of |= lane.of;
  group.lanes.push_back(std::move(lane));
  return static_cast<std::uint16_t>(group.lanes.size() - 1);
}

Lane lane_of(const Declaration& d, LaneKind kind) {
  Lane lane;
  lane.kind = kind;
  lane.of = d.of;
  lane.where = d.where;
  lane.currency = d.currency;
  lane.value = d.value;
  lane.window_us = d.window_us;
  lane.cap = kind == LaneKind::distinct ? d.cap : 0;
  return lane;
}

LaneKind kind_of(const Declaration& d) {
  switch (d.op) {
    case FeatureOp::sum:
    case FeatureOp::avg:
      return LaneKind::sum;
    case FeatureOp::min:
      return LaneKind::lowest;
    case FeatureOp::max:
      return LaneKind::highest;
    case FeatureOp::distinct:
      return LaneKind::distinct;
    case FeatureOp::streak:
      return LaneKind::streak;
    case FeatureOp::first_seen_age:
      return LaneKind::first;
    case FeatureOp::last_age:
      return LaneKind::last_time;
    case FeatureOp::last:
      return fields()[static_cast<std::size_t>(*d.value)].type == FieldType::text ? LaneKind::last_text
                                                                                  : LaneKind::last_number;
    case FeatureOp::count:
    case FeatureOp::ratio:
      break;
  }
  return LaneKind::count;
}

// Columns first, so that cells[i] is the running total of column i.
void lay_out(Group& group) {
  for (Lane& lane : group.lanes)
    if (lane.kind == LaneKind::count || lane.kind == LaneKind::sum || lane.kind == LaneKind::streak)
      lane.column = group.columns++;
  group.cells = group.columns;
  for (Lane& lane : group.lanes) {
    switch (lane.kind) {
      case LaneKind::streak:
      case LaneKind::last_time:
        lane.cell = group.cells++;
        break;
      case LaneKind::first:        // the first time, then the newest
      case LaneKind::last_number:  // the time, then the value
        lane.cell = group.cells;
        group.cells += 2;
        break;
      case LaneKind::last_text:
        lane.cell = group.cells++;
        lane.slot = group.texts++;
        break;
      case LaneKind::lowest:
      case LaneKind::highest:
        lane.slot = group.extremes++;
        break;
      case LaneKind::distinct:
        lane.slot = group.distincts++;
        break;
      case LaneKind::count:
      case LaneKind::sum:
        break;
    }
    group.widest_us = std::max(group.widest_us, lane.window_us);
  }
}

RecordTypeSet set_of(std::initializer_list<RecordType> types) {
  RecordTypeSet set;
  for (const RecordType t : types) set.set(static_cast<std::size_t>(t));
  return set;
}

}  // namespace

bool is_lasting(FeatureOp op) {
  return op == FeatureOp::first_seen_age || op == FeatureOp::last || op == FeatureOp::last_age;
}

cel::Type result_type(const Declaration& feature) {
  if (feature.op == FeatureOp::avg || feature.op == FeatureOp::ratio) return cel::Kind::floating;
  if (feature.op != FeatureOp::last) return cel::Kind::integer;
  switch (fields()[static_cast<std::size_t>(*feature.value)].type) {
    case FieldType::text:
      return cel::Kind::string;
    case FieldType::boolean:
      return cel::Kind::boolean;
    case FieldType::integer:
    case FieldType::timestamp:
      break;
  }
  return cel::Kind::integer;
}

RecordTypeSet record_types_of(Operation op) {
  using enum RecordType;
  switch (op) {
    case Operation::party_put:
      return set_of({party_put});
    case Operation::party_change:
      return set_of({party_changed});
    case Operation::order_place:
      return set_of({order_placed, order_held, order_challenged, order_blocked});
    case Operation::order_ship:
      return set_of({order_shipped});
    case Operation::order_deliver:
      return set_of({order_delivered, order_part_delivered});
    case Operation::order_complete:
      return set_of({order_completed});
    case Operation::order_cancel:
      return set_of({order_cancelled});
    case Operation::order_refund:
      return set_of({refund_sent, refund_held, refund_challenged, refund_blocked});
    case Operation::payment_put:
    case Operation::order_pay:
      return set_of({payment_captured, payment_authorised, payment_held, payment_challenged, payment_blocked});
    case Operation::payment_decline:
      return set_of({payment_declined});
    case Operation::login_attempt:
      return set_of({login_succeeded, login_failed, login_challenged, login_blocked});
    case Operation::wallet_topup:
      return set_of({wallet_topped_up});
    case Operation::wallet_withdraw:
    case Operation::payout_request:
      return set_of({payout_requested, payout_held, payout_challenged, payout_blocked});
    case Operation::payout_account_put:
      return set_of({payout_account_put});
    case Operation::party_kyc:
      return set_of({party_kyc});
    case Operation::label_put:
      return set_of({label_put});
    default:
      return {};
  }
}

bool same_lane(const Lane& x, const Lane& y) {
  // Of what keeps a store, windows differ only in where the reading begins; a distinct list or a horizon is cut to its
  // own length.
  const bool windowed = x.kind == LaneKind::distinct || x.kind == LaneKind::first || x.kind == LaneKind::last_time ||
                        x.kind == LaneKind::last_number || x.kind == LaneKind::last_text;
  return x.kind == y.kind && x.of == y.of && x.where == y.where && x.currency == y.currency && x.value == y.value &&
         x.cap == y.cap && (!windowed || x.window_us == y.window_us);
}

FeaturePlan plan_features(std::vector<Declaration> declarations, std::vector<std::string> conditions) {
  FeaturePlan plan;
  plan.conditions = std::move(conditions);
  for (Declaration& d : declarations) {
    Feature feature;
    if (d.op != FeatureOp::ratio) {
      const bool lasting = is_lasting(d.op);
      auto group = std::find_if(plan.groups.begin(), plan.groups.end(),
                                [&](const Group& g) { return g.by == d.by && g.lasting == lasting; });
      if (group == plan.groups.end()) {
        plan.groups.emplace_back();
        group = plan.groups.end() - 1;
        group->by = d.by;
        group->lasting = lasting;
      }
      feature.group = static_cast<std::uint16_t>(group - plan.groups.begin());
      feature.lane = find_or_add_lane(*group, lane_of(d, kind_of(d)));
      if (d.op == FeatureOp::avg) feature.count_lane = find_or_add_lane(*group, lane_of(d, LaneKind::count));
    }
    feature.declared = std::move(d);
    plan.features.push_back(std::move(feature));
  }
  for (Group& group : plan.groups) lay_out(group);
  return plan;
}

}  // namespace tallygate::risk
