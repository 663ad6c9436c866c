// What the commands of the program share: exit codes, and how results and errors are said.
#pragma once

#include <iostream>
#include <string_view>

#include "core/result.hpp"

namespace tallygate::app {

constexpr int kHolds = 0;        // done
constexpr int kDoesNotHold = 1;  // what was checked does not hold
constexpr int kCannot = 2;       // usage or environment

inline int cannot(std::string_view why) {
  std::cerr << "tallygate: " << why << "\n";
  return kCannot;
}
inline int cannot(const core::OperatingError& error) {
  return cannot(error.message);
}

}  // namespace tallygate::app
