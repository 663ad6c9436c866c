// What the query of an appending call asks for: nothing to stay of it (dry_run), and of a batch all or none (atomic).
#pragma once

#include <optional>
#include <string_view>

namespace tallygate::http {

constexpr std::string_view kDryRunForm = "A call takes dry_run=true or dry_run=false.";

struct BatchMode {
  bool atomic = false;
  bool dry_run = false;

  // Read to its end before any line is decided; otherwise lines are executed as they arrive.
  bool whole() const { return atomic || dry_run; }
};

// Nothing where the query is not as it must be: a value that is neither true nor false, or for batches another name.
std::optional<bool> wants_dry_run(std::string_view query);
std::optional<BatchMode> batch_mode(std::string_view query);

}  // namespace tallygate::http
