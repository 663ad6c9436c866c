// CHECK: a bug stops the command that met it, and outside a command the process. Always compiled in.
// Never validate input with it: input gets a Problem (core/problem.hpp), the outside world an OperatingError
// (core/result.hpp).
#pragma once

#include <stdexcept>
#include <string>

namespace tallygate::core {

// Thrown by CHECK. The engine catches it, rolls the command or timer back and says so; a read of the API answers 500.
// Anywhere else it ends the process.
class CheckFailure : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] void check_failed(const char* file, int line, const char* condition, const std::string& why);

}  // namespace tallygate::core

#define TALLYGATE_CHECK(condition, why)                                       \
  do {                                                                        \
    if (!(condition)) [[unlikely]]                                            \
      ::tallygate::core::check_failed(__FILE__, __LINE__, #condition, (why)); \
  } while (false)
