// What was taken of something that there is only so much of, in all and by each buyer of whom it is counted. Changed
// through the undo journal. One thread (the engine's).
#pragma once

#include <cstdint>
#include <map>

#include "core/undo_journal.hpp"

namespace tallygate::ledger {

struct Party;

class Takings {
 public:
  struct ById {
    bool operator()(const Party* a, const Party* b) const;
  };
  using Buyers = std::map<const Party*, std::int64_t, ById>;

  std::int64_t taken() const { return taken_; }
  std::int64_t taken_by(const Party* buyer) const;  // 0 for null
  // Negative: given back. `counted`: of the buyer as well; what was not counted when it was taken is not given back so.
  void take(const Party& buyer, std::int64_t quantity, bool counted, core::UndoJournal& journal);
  void begin_anew(core::UndoJournal& journal);  // nothing is taken

  const Buyers& buyers() const { return buyers_; }
  std::int64_t& saved_taken() { return taken_; }  // these two for save_fields.hpp alone
  Buyers& saved_buyers() { return buyers_; }

 private:
  std::int64_t taken_ = 0;
  Buyers buyers_;  // none with 0
};

}  // namespace tallygate::ledger
