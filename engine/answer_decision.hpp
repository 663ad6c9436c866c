// What an answer shows of a risk decision.
#pragma once

#include "core/assessment.hpp"
#include "core/canonical_json.hpp"

namespace tallygate::engine {

// An object. `with_id`: of a record, which a dry run has none of.
void write_decision(core::JsonWriter& w, const core::Assessment& assessment, bool with_id);

}  // namespace tallygate::engine
