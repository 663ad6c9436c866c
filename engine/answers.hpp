// An answer's status and body, rendered from its record alone: the same bytes the first time, for a duplicate, and after an upgrade. Thread-safe.
#pragma once

#include <string>

#include "core/record.hpp"

namespace tallygate::engine {

struct Rendered {
  int status = 200;
  bool problem = false;      // application/problem+json
  std::string body;
};

// What the record answered to its own command. For a group: `record` is its first and `rest` the others, in order (a cancelled paid order shows its refunds).
Rendered render_answer(const core::Record& record, const core::Digest& leaf);

// A problem that no record stands behind. `pointer` and field errors may be empty.
Rendered render_problem(core::Code code, std::string_view detail, std::span<const core::FieldError> errors = {});

}  // namespace tallygate::engine
