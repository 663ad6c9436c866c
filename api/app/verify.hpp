// `tallygate verify DIR|FILE`: re-reads every byte and trusts only the records.
#pragma once

#include <string>

namespace tallygate::app {

struct VerifyCommand {
  std::string what;    // a data directory or an exported NDJSON file
  std::string vkey;    // empty: record 0's own key, which says nothing about who wrote it
  std::string tenant;  // empty: every tenant of the directory
  bool json = false;
};

// 0 when all of it holds, 1 when something does not.
int run_verify(const VerifyCommand& command);

}  // namespace tallygate::app
