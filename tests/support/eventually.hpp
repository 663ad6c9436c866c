// Waiting, within a minute, for what another thread does in its own time. Sleeps in between: work at low priority gets
// little of a processor that a spinning test holds.
#pragma once

#include <chrono>
#include <thread>

namespace tallygate::tests {

// Whether it came to hold.
template <class Condition>
[[nodiscard]] bool eventually(const Condition& condition) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  return true;
}

}  // namespace tallygate::tests
