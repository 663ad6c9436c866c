// Reading features: const, at any `at` from the newest counted record on.
#include <algorithm>

#include "risk/windows.hpp"

namespace tallygate::risk {
namespace {

constexpr std::int64_t kSecondUs = 1'000'000;

struct Reading {  // one feature of one key
  const Declaration& feature;
  const Group& group;
  const Lane& lane;
  const KeyStore* store;  // null: nothing was ever counted for the key
  std::int64_t at_us;
  std::int64_t after_us;  // what the window holds is after this
  bool current;           // count the activity itself too
  ActivityValues& values;

  std::int64_t current_number() const { return values.activity().number(*lane.value); }
};

// A column's growth inside the window.
std::int64_t column(const Reading& r, const Lane& lane) {
  if (r.store == nullptr) return 0;
  const std::uint32_t width = r.group.entry_words();
  const bool widest = r.feature.window_us == r.group.widest_us;  // then little has left it since the newest entry
  const std::uint32_t first = r.store->entries.first_after(r.after_us, width, widest);
  if (first == r.store->entries.size()) return 0;
  const std::uint64_t before = r.store->entries.entry(first, width)[1 + lane.column];
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(r.store->cells[lane.column]) - before);
}

std::int64_t streak(const Reading& r) {
  if (r.store == nullptr) return 0;
  const std::int64_t unbroken = r.store->cells[r.lane.column] - r.store->cells[r.lane.cell];
  return std::min(unbroken, column(r, r.lane));
}

std::int64_t distinct(const Reading& r) {
  std::uint32_t count = 0;
  bool has_current = false;
  const std::uint64_t current = r.current ? r.values.value_hash(*r.lane.value)->a : 0;
  if (r.store != nullptr) {
    const DistinctList& list = r.store->distincts[r.lane.slot];
    for (std::uint32_t i = list.size; i-- > 0 && list.items[i].last_us > r.after_us; ++count)
      has_current = has_current || (r.current && list.items[i].value == current);
  }
  if (r.current && !has_current) ++count;
  return std::min(count, r.lane.cap);
}

cel::Value extreme(const Reading& r) {
  std::optional<std::int64_t> found;
  if (r.store != nullptr) {
    const JournaledQueue& queue = r.store->extremes[r.lane.slot];
    const std::uint32_t first = queue.first_after(r.after_us, 2, true);
    if (first != queue.size()) found = static_cast<std::int64_t>(queue.entry(first, 2)[1]);
  }
  if (r.current) {
    const std::int64_t now = r.current_number();
    if (!found || (r.lane.kind == LaneKind::lowest ? now < *found : now > *found)) found = now;
  }
  return found ? cel::Value::integer(*found) : cel::Value();
}

cel::Value average(const Reading& r, const Lane& count_lane) {
  const std::int64_t n = column(r, count_lane) + (r.current ? 1 : 0);
  if (n == 0) return {};
  const std::int64_t sum = column(r, r.lane) + (r.current ? r.current_number() : 0);
  return cel::Value::floating(static_cast<double>(sum) / static_cast<double>(n));
}

// The time in `cell`, if it is inside the horizon and there is one (0: never counted; record times are after 1970).
std::optional<std::int64_t> lasting_time(const Reading& r, std::uint32_t cell) {
  if (r.store == nullptr) return std::nullopt;
  const std::int64_t time = r.store->cells[cell];
  if (time == 0 || time <= r.after_us) return std::nullopt;
  return time;
}

cel::Value age(const Reading& r) {
  const bool first = r.feature.op == FeatureOp::first_seen_age;
  if (!lasting_time(r, first ? r.lane.cell + 1 : r.lane.cell)) return {};
  return cel::Value::integer((r.at_us - r.store->cells[r.lane.cell]) / kSecondUs);
}

cel::Value last(const Reading& r) {
  if (!lasting_time(r, r.lane.cell)) return {};
  if (r.lane.kind == LaneKind::last_text) return cel::Value::string(r.store->texts[r.lane.slot]);
  const std::int64_t number = r.store->cells[r.lane.cell + 1];
  const bool boolean = fields()[static_cast<std::size_t>(*r.lane.value)].type == FieldType::boolean;
  return boolean ? cel::Value::boolean(number != 0) : cel::Value::integer(number);
}

cel::Value value_of(const Reading& r, const Lane& count_lane) {
  switch (r.feature.op) {
    case FeatureOp::count:
      return cel::Value::integer(column(r, r.lane) + (r.current ? 1 : 0));
    case FeatureOp::sum:
      return cel::Value::integer(column(r, r.lane) + (r.current ? r.current_number() : 0));
    case FeatureOp::avg:
      return average(r, count_lane);
    case FeatureOp::min:
    case FeatureOp::max:
      return extreme(r);
    case FeatureOp::distinct:
      return cel::Value::integer(distinct(r));
    case FeatureOp::streak:
      return cel::Value::integer(streak(r));
    case FeatureOp::first_seen_age:
    case FeatureOp::last_age:
      return age(r);
    case FeatureOp::last:
      return last(r);
    case FeatureOp::ratio:
      break;
  }
  return {};
}

}  // namespace

std::vector<Lookup> plan_lookups(const FeaturePlan& plan, std::span<const std::uint16_t> features) {
  std::vector<Lookup> lookups;
  for (const std::uint16_t f : features) {
    const Feature& feature = plan.features[f];
    if (feature.declared.op == FeatureOp::ratio) continue;
    const std::vector<KeyPart>& by = feature.declared.read_by.empty() ? feature.declared.by : feature.declared.read_by;
    auto found = std::find_if(lookups.begin(), lookups.end(),
                              [&](const Lookup& l) { return l.group == feature.group && l.by == by; });
    if (found == lookups.end()) {
      lookups.push_back({feature.group, by, {}});
      found = lookups.end() - 1;
    }
    found->features.push_back(f);
  }
  return lookups;
}

void Windows::read(std::span<const Lookup> lookups, const RecordTypeSet& possible, ActivityValues& values) const {
  wanted_.clear();
  for (std::size_t l = 0; l < lookups.size(); ++l) {
    if (const std::optional<WindowKey> key = values.key(lookups[l].by))
      wanted_.push_back({lookups[l].group, static_cast<std::uint16_t>(l), *key, nullptr});
    else
      for (const std::uint16_t f : lookups[l].features) values.feature_slot(f) = {};
  }
  find_all();
  for (const Wanted& w : wanted_) {
    const Group& group = plan_->groups[w.group];
    for (const std::uint16_t f : lookups[w.lookup].features) {
      const Feature& feature = plan_->features[f];
      const Lane& lane = group.lanes[feature.lane];
      const bool current = feature.declared.include_current && (lane.of & possible).any() && values.matches(lane);
      const std::int64_t after = std::max(values.at_us() - feature.declared.window_us, since_us_[f]);
      const Reading reading{feature.declared, group, lane,    w.node == nullptr ? nullptr : &w.node->store,
                            values.at_us(),   after, current, values};
      values.feature_slot(f) = value_of(reading, group.lanes[feature.count_lane]);
    }
  }
}

}  // namespace tallygate::risk
