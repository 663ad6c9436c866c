// An answer's status and body, rendered from its record alone: the same bytes the first time, for a duplicate, and
// after an upgrade. Thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/fields.hpp"
#include "core/record.hpp"

namespace tallygate::engine {

struct Rendered {
  int status = 200;
  bool problem = false;  // application/problem+json
  std::string body;      // canonical JSON
};

// What the record answered to its own command; for a group, its first record.
Rendered render_answer(const core::Record& record, const core::Digest& leaf);

// What a dry run of the command, decided on a log of `as_of` records, would have been answered: `dry_run` and `as_of`
// in place of `record`, and no id of what does not exist: of the decision, a review, a challenge, an approval.
Rendered render_dry_run(const core::Record& record, std::uint64_t as_of);
// A line of a refused atomic batch, or of one that would be refused: its own code, with what its single call would have
// been told, or batch_aborted. `refused`: the batch.refused record; no line's key is used up by it.
Rendered render_batch_line(core::Code code, const core::Record& refused);
Rendered render_dry_run_line(core::Code code, const core::Record& refused, std::uint64_t as_of);

// A problem that no record stands behind (RFC 9457).
Rendered render_problem(core::Code code, std::string_view detail, std::span<const core::FieldError> errors = {});

}  // namespace tallygate::engine
