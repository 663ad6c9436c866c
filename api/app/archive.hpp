// `tallygate archive`: moves the oldest records of a tenant out of the log into a file of their own. Their tiles stay,
// and with them every proof. On a directory that no server holds.
#pragma once

#include <cstdint>
#include <string>

namespace tallygate::app {

struct ArchiveOptions {
  std::string data, tenant;
  std::uint64_t before = 0;  // records below this one, as far as whole blocks and groups go
  std::string to;            // the file to make; one that an earlier run made is taken over
  bool json = false;
};
int run_archive(const ArchiveOptions& options);

}  // namespace tallygate::app
