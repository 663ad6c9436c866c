// Scenarios told in plain sentences, one a line, which an accountant can read and write; the sentences are listed in
// tests/scenarios/selling/README.md. Each is run over a real ledger; a step that is refused must be followed by the
// line that says so, and a line that no sentence fits is a failure.
#pragma once

#include <filesystem>

namespace tallygate::tests {

// Fails the running test at each line that does not hold, naming file and line; a file without a table of the books
// fails as well.
void run_told_scenario(const std::filesystem::path& file);

}  // namespace tallygate::tests
