// A fold over the log: state that can be thrown away and made again from the records. verify compares digests of folds
// it knows nothing else about.
#pragma once

#include "core/bytes.hpp"
#include "core/record.hpp"
#include "core/undo_journal.hpp"

namespace tallygate::core {

class Fold {
 public:
  virtual ~Fold() = default;
  virtual void apply(const Record& record, UndoJournal& journal) = 0;  // uses only what the record holds
  virtual Digest digest() const = 0;  // over the whole state, in an order of its own that is always the same
};

}  // namespace tallygate::core
