#include "core/check.hpp"

namespace tallygate::core {

void check_failed(const char* file, int line, const char* condition, const std::string& why) {
  throw CheckFailure(std::string(file) + ":" + std::to_string(line) + ": " + why + " (" + condition + ")");
}

}  // namespace tallygate::core
