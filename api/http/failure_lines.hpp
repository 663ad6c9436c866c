// What an answer does not say of a failure, the operator is told, by whoever runs the server.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace tallygate::http {

// Any thread. One line a second: what fails for one request fails for many. Later lines say how many were left out.
class FailureLines {
 public:
  using Say = std::function<void(const std::string& line)>;
  static FailureLines& of_process();
  void to(Say say);  // before anything is said; nobody is told without it
  // A request of that tenant's was answered 500. `why` names the record where one is at fault, and nothing personal.
  void say(std::string_view tenant, std::string_view why);

 private:
  std::mutex mutex_;
  Say say_;  // guarded by mutex_, as is what follows
  std::chrono::steady_clock::time_point next_;
  std::uint64_t left_out_ = 0;
};

}  // namespace tallygate::http
