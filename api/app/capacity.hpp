// `tallygate capacity`: how much memory and disk a load will take.
#pragma once

#include <cstdint>
#include <string>

namespace tallygate::app {

struct CapacityCommand {
  double rate = 0;                                            // orders a second
  std::string window;                                         // "30d"
  std::uint64_t buyers = 0, merchants = 0, distributors = 0;  // 0: capacity::Mix's usual ones
  unsigned levels = 2;
  std::uint64_t id_chars = 16;
  double commands_a_commit = 0;  // 0: by the rate
  std::string ruleset;           // a file; empty: the default one
  std::string config;            // serve's, for its [state]; empty: the usual one
  std::string in = ".";          // where the sample is run; what is made there is removed
  bool json = false;
};

// 0; 2 where the question cannot be, or the sample cannot be run. Takes at most 1 GiB of the disk and of memory.
int run_capacity(const CapacityCommand& command);

}  // namespace tallygate::app
