// A progress bar on standard error while it is a terminal; nothing otherwise.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace tallygate::app {

class ProgressBar {
 public:
  explicit ProgressBar(std::string label);
  ~ProgressBar();  // clears its line
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // Redraws at most ten times a second. A total of 0 is not known.
  void show(std::uint64_t done, std::uint64_t total);

 private:
  const std::string label_;
  const bool terminal_;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace tallygate::app
