#include "api/app/progress_bar.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <utility>

namespace tallygate::app {
namespace {

constexpr std::chrono::milliseconds kRedraw{100};
constexpr std::uint64_t kWidth = 40;

}  // namespace

ProgressBar::ProgressBar(std::string label) : label_(std::move(label)), terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
  if (terminal_) std::cerr << "\r\x1b[K" << std::flush;
}

void ProgressBar::show(std::uint64_t done, std::uint64_t total) {
  if (!terminal_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - last_ < kRedraw && done != total) return;
  last_ = now;
  std::cerr << "\r\x1b[K" << label_ << " ";
  if (total > 0) {
    const std::uint64_t filled = std::min(kWidth, done * kWidth / total);
    std::cerr << "[" << std::string(filled, '#') << std::string(kWidth - filled, ' ') << "] " << done * 100 / total
              << " %  ";
  }
  std::cerr << done << std::flush;
}

}  // namespace tallygate::app
