// What an auditor does with a tenant's data directory: verify it, export its journal, and have hledger check that.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/api_server.hpp"

namespace tallygate::tests {

inline void expect_verified(const ApiServer& server) {
  const CommandResult verified = run_tallygate({"verify", server.data().string()});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
}

// hledger's own checks of a journal, whatever they find wrong left on standard error.
inline bool passes_hledger(const std::string& file) {
  const std::string check =
      "hledger -f '" + file + "' check ordereddates accounts commodities balancednoautoconversion";
  return std::system((check + " >/dev/null").c_str()) == 0;
}

// The exported hledger journal, once hledger has found it good. Beside a server or without one.
inline std::string checked_journal(const ApiServer& server) {
  const std::string file = (server.data().parent_path() / "journal").string();
  const CommandResult made = run_tallygate(
      {"export", "--data", server.data().string(), "--tenant", "shop", "--format", "hledger", "-o", file});
  EXPECT_EQ(made.exit_code, 0) << made.err;
  EXPECT_TRUE(passes_hledger(file));
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace tallygate::tests
