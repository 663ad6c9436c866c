// Programs that are started while it lives run under the shim (tests/fault/shim/journal_format.hpp says what the
// variables mean).
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tests/fault/shim/journal_format.hpp"

namespace tallygate::tests {

class Preload {
 public:
  using Variables = std::vector<std::pair<std::string, std::string>>;

  // Watches what lies below `root`. The journal may be empty: none.
  Preload(const std::filesystem::path& root, const std::filesystem::path& journal, const Variables& more = {}) {
    set("LD_PRELOAD", std::string(TALLYGATE_BINARY_DIR) + "/libtallygate_file_shim.so");
    set("ASAN_OPTIONS", "verify_asan_link_order=0");
    set(shim::kRootVariable, root.string());
    if (!journal.empty()) set(shim::kJournalVariable, journal.string());
    for (const auto& [name, value] : more) set(name, value);
  }
  ~Preload() {
    for (const auto& name : names_) ::unsetenv(name.c_str());
  }
  Preload(const Preload&) = delete;
  Preload& operator=(const Preload&) = delete;

 private:
  void set(const std::string& name, const std::string& value) {
    ::setenv(name.c_str(), value.c_str(), 1);
    names_.push_back(name);
  }
  std::vector<std::string> names_;
};

}  // namespace tallygate::tests
