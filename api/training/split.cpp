#include "api/training/split.hpp"

#include <algorithm>

namespace tallygate::training {
namespace {

void take(const Table& table, std::uint32_t row, RowSet& to) {
  to.rows.push_back(row);
  to.positives += table.label[row] == RowLabel::positive ? 1 : 0;
}

RowSet rows_to_train(const Table& table, const SplitRule& rule) {
  RowSet set;
  for (std::uint32_t row = 0; row < table.rows(); ++row) {
    if (!rule.train.contains(table.at[row])) continue;
    if (table.label[row] == RowLabel::unknown) {
      ++set.unlabelled;
    } else if (table.known_at[row] > rule.as_of) {
      ++set.not_yet_known;
    } else {
      take(table, row, set);
    }
  }
  return set;
}

// Of each entity: since when it is known as positive.
std::vector<core::Time> known_positive(const Table& table, core::Time from) {
  std::vector<core::Time> since(table.entities, core::kTimeMax);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (table.label[row] != RowLabel::positive || table.at[row] < from) continue;
    since[table.entity[row]] = std::min(since[table.entity[row]], table.known_at[row]);
  }
  return since;
}

RowSet rows_to_test(const Table& table, const SplitRule& rule) {
  RowSet set;
  const auto known = known_positive(table, rule.train.from);
  for (std::uint32_t row = 0; row < table.rows(); ++row) {
    if (!rule.test.contains(table.at[row])) continue;
    const core::Time morning = core::start_of(core::date_of(table.at[row]));
    if (rule.leave_out_known && known[table.entity[row]] < morning) {
      ++set.left_out;
    } else if (table.label[row] == RowLabel::unknown) {
      ++set.unlabelled;
    } else {
      take(table, row, set);
    }
  }
  return set;
}

core::OperatingError invalid(std::string why) {
  return core::failure(core::ErrorKind::invalid, std::move(why));
}

}  // namespace

core::Result<Split> split(const Table& table, const SplitRule& rule) {
  if (rule.test.from < rule.train.to) return invalid("the test begins before the training ends");
  if (rule.as_of > rule.test.from) return invalid("labels are known as of a time after the test begins");
  Split split{rows_to_train(table, rule), rows_to_test(table, rule)};
  const RowSet& train = split.train;
  if (train.positives == 0 || train.positives == train.rows.size())
    return invalid("of " + std::to_string(train.rows.size()) + " rows to train from " +
                   std::to_string(train.positives) + " are positive: both labels are needed");
  return split;
}

}  // namespace tallygate::training
