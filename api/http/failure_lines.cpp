#include "api/http/failure_lines.hpp"

#include <utility>

namespace tallygate::http {

FailureLines& FailureLines::of_process() {
  static FailureLines lines;
  return lines;
}

void FailureLines::to(Say say) {
  const std::scoped_lock lock(mutex_);
  say_ = std::move(say);
}

void FailureLines::say(std::string_view tenant, std::string_view why) {
  constexpr std::chrono::seconds kEvery{1};
  const auto now = std::chrono::steady_clock::now();
  Say say;
  std::string line = "a request of tenant " + std::string(tenant) + " was answered 500: ";
  {
    const std::scoped_lock lock(mutex_);
    if (now < next_) {
      ++left_out_;
      return;
    }
    next_ = now + kEvery;
    line += why;
    if (left_out_ > 0) line += " (and " + std::to_string(left_out_) + " requests since the last line)";
    left_out_ = 0;
    say = say_;
  }
  if (say) say(line);
}

}  // namespace tallygate::http
