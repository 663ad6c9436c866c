// The wall clock.
#pragma once

#include <chrono>

#include "core/time.hpp"

namespace tallygate::app {

class SystemClock final : public core::Clock {
 public:
  core::Time now() override {
    using std::chrono::duration_cast;
    using std::chrono::microseconds;
    return {duration_cast<microseconds>(std::chrono::system_clock::now().time_since_epoch()).count()};
  }
};

}  // namespace tallygate::app
