// Which rows of a table a model is fitted to, and which it is tried on. By time: what it is tried on comes after what
// it is fitted to, and a label counts from when it became known.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "api/training/table.hpp"
#include "core/result.hpp"
#include "core/time.hpp"

namespace tallygate::training {

struct Span {
  core::Time from = core::kTimeMin, to = core::kTimeMax;  // to: not included
  bool contains(core::Time t) const { return from <= t && t < to; }
};

struct SplitRule {
  Span train;
  Span test;                          // begins not before the training span ends
  core::Time as_of = core::kTimeMax;  // when the model is fitted: labels that became known later are not there
  // An entity that was known as positive before a row's day (UTC) began, by a row from train.from on, is not tried
  // again: its card is blocked already.
  bool leave_out_known = false;
};

struct RowSet {
  std::vector<std::uint32_t> rows;  // with a label, in the order of the table
  std::size_t positives = 0;
  std::size_t unlabelled = 0;     // in the span, without a label
  std::size_t not_yet_known = 0;  // of training: with one that became known after as_of
  std::size_t left_out = 0;       // of the test: of entities that were known
};

struct Split {
  RowSet train, test;
};

// An error where the rule looks into the future, or the training span has not both labels.
core::Result<Split> split(const Table& table, const SplitRule& rule);

}  // namespace tallygate::training
