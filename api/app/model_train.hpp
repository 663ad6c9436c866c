// `tallygate model train`: a scorecard or trees from a table of labelled activity, and the card that says how good they
// are.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/training/train.hpp"

namespace tallygate::app {

struct ModelTrainCommand {
  std::string table, kind, name, output, card;
  training::Columns columns;
  std::string train_from, train_to, test_from, test_to, as_of;  // RFC 3339 or a date; empty: see command-line.md
  bool leave_out_known = false;
  double l2 = 1;
  training::TreesRule trees;  // its l2 is the one above
  std::uint64_t card_precision_k = 100;
  std::uint64_t replicates = 1'000;
  bool json = false;
};

// 0; 2 where the table is not as it must be or the spans look into the future, and then no file is written, or where a
// file cannot be read or written. The table is held in memory, at most 1 GiB of text.
int run_model_train(const ModelTrainCommand& command);

}  // namespace tallygate::app
