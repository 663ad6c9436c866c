// What a new rule set keeps of the windows of the one before it. Rare, so it copies: the old windows stay whole for a
// rollback.
#include <algorithm>
#include <limits>
#include <optional>

#include "risk/windows.hpp"

namespace tallygate::risk {
namespace {

constexpr std::int64_t kAlways = std::numeric_limits<std::int64_t>::min();
constexpr std::size_t kNotesKept = 4096;

std::string_view condition_of(const FeaturePlan& plan, const Lane& lane) {
  return lane.where < 0 ? std::string_view() : std::string_view(plan.conditions[static_cast<std::size_t>(lane.where)]);
}

// The lane of the old group that counted the same; conditions are the same when their texts are.
std::optional<std::size_t> old_lane(const FeaturePlan& plan, const Lane& lane, const FeaturePlan& before,
                                    const Group& group) {
  for (std::size_t l = 0; l < group.lanes.size(); ++l) {
    Lane candidate = group.lanes[l];
    if ((candidate.where < 0) != (lane.where < 0) || condition_of(plan, lane) != condition_of(before, candidate))
      continue;
    candidate.where = lane.where;
    if (same_lane(candidate, lane)) return l;
  }
  return std::nullopt;
}

struct Pair {
  const Lane* from;
  const Lane* to;
};

void copy_entries(const KeyStore& from, const Group& old_group, KeyStore& to, const Group& group,
                  const std::vector<Pair>& columns, core::UndoJournal& journal) {
  std::vector<std::uint64_t> entry(group.entry_words());
  for (std::uint32_t i = 0; i < from.entries.size(); ++i) {
    const std::uint64_t* old = from.entries.entry(i, old_group.entry_words());
    std::fill(entry.begin(), entry.end(), 0);
    entry[0] = old[0];
    for (const Pair& p : columns) entry[1 + p.to->column] = old[1 + p.from->column];
    to.entries.push(entry, journal);
  }
  for (const Pair& p : columns) {
    to.cells[p.to->column] = from.cells[p.from->column];
    if (p.to->kind == LaneKind::streak) to.cells[p.to->cell] = from.cells[p.from->cell];
  }
}

void copy_lane(const KeyStore& from, const Lane& old, KeyStore& to, const Lane& lane, core::UndoJournal& journal) {
  switch (lane.kind) {
    case LaneKind::distinct: {
      const DistinctList& list = from.distincts[old.slot];
      for (std::uint32_t i = 0; i < list.size; ++i) {
        to.distincts[lane.slot].reserve_one_more();
        to.distincts[lane.slot].insert(i, list.items[i]);
      }
      break;
    }
    case LaneKind::lowest:
    case LaneKind::highest:
      for (std::uint32_t i = 0; i < from.extremes[old.slot].size(); ++i)
        to.extremes[lane.slot].push({from.extremes[old.slot].entry(i, 2), 2}, journal);
      break;
    case LaneKind::first:
    case LaneKind::last_number:
      to.cells[lane.cell + 1] = from.cells[old.cell + 1];
      [[fallthrough]];
    case LaneKind::last_time:
      to.cells[lane.cell] = from.cells[old.cell];
      break;
    case LaneKind::last_text:
      to.cells[lane.cell] = from.cells[old.cell];
      to.texts[lane.slot] = from.texts[old.slot];
      break;
    case LaneKind::count:
    case LaneKind::sum:
    case LaneKind::streak:
      break;
  }
}

}  // namespace

Windows::Windows(const FeaturePlan& plan, const Windows& before, std::int64_t since_us) : Windows(plan) {
  for (std::size_t g = 0; g < plan.groups.size(); ++g)
    for (std::size_t o = 0; o < before.plan_->groups.size(); ++o)
      if (plan.groups[g].by == before.plan_->groups[o].by && plan.groups[g].lasting == before.plan_->groups[o].lasting)
        carry(g, before, o, since_us);
}

void Windows::carry(std::size_t to, const Windows& before, std::size_t from, std::int64_t since_us) {
  const Group& group = plan_->groups[to];
  const Group& old_group = before.plan_->groups[from];
  std::vector<Pair> columns, others;
  std::vector<std::optional<std::size_t>> old_lanes;
  for (const Lane& lane : group.lanes) {
    old_lanes.push_back(old_lane(*plan_, lane, *before.plan_, old_group));
    if (old_lanes.back()) (has_column(lane) ? columns : others).push_back({&old_group.lanes[*old_lanes.back()], &lane});
  }
  if (columns.empty() && others.empty()) return;

  // A feature sees all that was kept if the old lane served at least its window, and else only what comes from now on.
  for (std::size_t f = 0; f < plan_->features.size(); ++f) {
    const Feature& feature = plan_->features[f];
    if (feature.declared.op == FeatureOp::ratio || feature.group != to || !old_lanes[feature.lane]) continue;
    std::optional<std::int64_t> since;
    for (std::size_t o = 0; o < before.plan_->features.size(); ++o) {
      const Feature& old = before.plan_->features[o];
      if (old.declared.op == FeatureOp::ratio || old.group != from || old.lane != *old_lanes[feature.lane]) continue;
      if (old.declared.window_us < feature.declared.window_us) continue;
      since = std::min(since.value_or(before.since_us_[o]), before.since_us_[o]);
    }
    since_us_[f] = since.value_or(is_lasting(feature.declared.op) ? kAlways : since_us);
  }

  core::UndoJournal journal;
  for (const KeyNode* old : before.tables_[from]->nodes_by_age()) {
    KeyNode& node = tables_[to]->create(old->key, old->touched_us, journal);
    if (!columns.empty()) copy_entries(old->store, old_group, node.store, group, columns, journal);
    for (const Pair& p : others) copy_lane(old->store, *p.from, node.store, *p.to, journal);
    if (journal.mark() > kNotesKept) journal.commit();
  }
}

}  // namespace tallygate::risk
