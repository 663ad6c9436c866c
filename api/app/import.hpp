// `tallygate import`: batch lines with `at`, through the engine of this process, for a tenant whose clock is replay.
#pragma once

#include <string>

namespace tallygate::app {

struct ImportOptions {
  std::string data, tenant, file;  // file: NDJSON; "-" is standard input
  bool json = false;
};

// 1 when any line was not well-formed; the others are executed.
int run_import(const ImportOptions& options);

}  // namespace tallygate::app
