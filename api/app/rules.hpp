// `tallygate rules`: what a rule set costs and whether it may be published, and how the rule language stands to the
// official conformance files. Neither touches a data directory.
#pragma once

#include <string>
#include <vector>

namespace tallygate::app {

struct RulesOptions {
  std::string ruleset;             // check: a TOML file
  std::vector<std::string> files;  // conformance: SimpleTestFile, protobuf text
  bool skips = false;              // conformance: the skip list instead of the counts
  bool json = false;
};

// 0 where the rule set would be accepted; 1 where it would not, with each reason; 2 where the file cannot be read.
int run_rules_check(const RulesOptions& options);
// 0 where no test failed, 1 where one did, 2 where a file cannot be read or is no protobuf text.
int run_rules_conformance(const RulesOptions& options);

}  // namespace tallygate::app
