// How many records each subject has: the n of a record's `subj`. A count leaves memory like an object of the ledger and
// is found by its name; no other points to it. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/binary_reader.hpp"
#include "core/cold_store.hpp"
#include "core/held_memory.hpp"
#include "core/set_hash.hpp"
#include "core/time.hpp"
#include "core/undo_journal.hpp"
#include "ledger/cold_names.hpp"
#include "ledger/table.hpp"

namespace tallygate::engine {

class SubjectCounts final : private ledger::NotInMemory {
 public:
  static constexpr char kKind = 's';  // in names of what left memory

  // The number of the subject's next record, from 1.
  std::uint64_t next(const std::string& name, core::Time at, core::UndoJournal& journal);
  void set(const std::string& name, std::uint64_t n, core::Time at, core::UndoJournal& journal);

  // The sum over all, in memory or not.
  core::SetHash digest() const;
  std::size_t in_memory() const { return counts_.size(); }
  core::HeldPart held_memory(const core::BlockBytes& block) const;

  // As the ledger's (ledger.hpp). The store must outlive its use.
  void use(const core::ColdStore* store);
  void take_cold(const ledger::ColdRule& rule, const core::PutCold& put, std::vector<ledger::ColdName>& names);
  void let_go(std::string_view name, const ledger::ColdRule& rule);

  void save(core::BinaryWriter& out) const;
  void load(core::BinaryReader& in);

 private:
  struct Count {
    std::string id;       // the subject's name
    std::uint64_t n = 0;  // its last number
    core::Time touched;   // by its last record
  };
  static core::Digest digest_of(const Count& count);
  Count& touched(const std::string& name, core::Time at, core::UndoJournal& journal);
  bool bring_back(std::string_view name) override;

  ledger::Table<Count> counts_;
  core::SetHash let_go_;
  const core::ColdStore* store_ = nullptr;
};

}  // namespace tallygate::engine
