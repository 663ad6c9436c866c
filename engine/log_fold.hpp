// Records of a log into a state, one after the other, with the checks that a fold can make on the way: what recovery
// and the state checkpoints do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/record_codec.hpp"
#include "engine/key_runs.hpp"
#include "engine/tenant_state.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::engine {

class LogFold {
 public:
  // `prev`: the leaf of the last record that is in the state, zero where it is new. `keys`, where given, gets the key
  // of each record. Both must outlive the fold.
  LogFold(TenantState& state, const core::Digest& prev, KeyRunBuilder* keys)
      : state_(state), leaf_(prev), keys_(keys) {}

  // The next record. An error names its seq and what is wrong; the state is then as it was before it, but for one of
  // `keys`, after which it can only be thrown away.
  core::Status apply(std::string_view bytes);
  const core::Digest& leaf() const { return leaf_; }  // of the last record applied

 private:
  TenantState& state_;
  core::Digest leaf_;
  KeyRunBuilder* keys_;
  core::RecordDecoder decoder_;
  core::UndoJournal journal_;
};

// The records from `from` on, up to before `end` and as many as one read gives, copied out, so that no read transaction
// is open while they are applied. At least one, or an error.
core::Status read_page(const eventstore::EventLog& log, std::string_view tenant, std::uint64_t from, std::uint64_t end,
                       std::vector<std::string>& page);

}  // namespace tallygate::engine
