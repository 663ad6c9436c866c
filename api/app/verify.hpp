// `tallygate verify DIR|FILE`: re-reads every byte and trusts only the records.
#pragma once

#include <string>
#include <vector>

namespace tallygate::app {

struct VerifyCommand {
  std::string what;                      // a data directory or an exported NDJSON file
  std::string vkey;                      // empty: record 0's own key, which says nothing about who wrote it
  std::string tenant;                    // empty: every tenant of the directory
  bool state = true;                     // also make the state that the records fold to
  unsigned threads = 0;                  // 0: one a core
  std::vector<std::string> archives;     // of its records, where they are not where the directory says
  std::vector<std::string> anchors;      // directories that keep checkpoints outside the data directory
  std::string receipt;                   // a file with a receipt; empty: none
  std::vector<std::string> checkpoints;  // files with signed checkpoints that somebody kept
  bool json = false;
};

// 0 when all of it holds, 1 when something does not, 2 when there is nothing that it could look at, or
// when an archive is not there and so not all of it was looked at.
int run_verify(const VerifyCommand& command);

}  // namespace tallygate::app
