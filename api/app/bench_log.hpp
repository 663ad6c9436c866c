// `tallygate bench log`: how fast records become durable through the log, beside LMDB alone.
#pragma once

#include <cstdint>
#include <string>

namespace tallygate::app {

struct BenchLogCommand {
  std::string in = ".";  // where a temporary directory is made, and removed afterwards
  double seconds = 3;    // for each size of batch, at most
  bool json = false;
};

// 0; 2 where it cannot be measured. Takes at most 600 MiB of the disk.
int run_bench_log(const BenchLogCommand& command);

}  // namespace tallygate::app
