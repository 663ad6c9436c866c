// A directory below the one that the user named, removed with all that was made in it: at the end, and before SIGINT or
// SIGTERM end the process. One at a time, made before any other thread, which then never sees those signals.
#pragma once

#include <signal.h>

#include <filesystem>
#include <thread>

namespace tallygate::app {

class Scratch {
 public:
  explicit Scratch(const std::filesystem::path& in);
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::filesystem::path& path() const { return path_; }  // empty: it could not be made

 private:
  void watch();

  std::filesystem::path path_;
  sigset_t signals_{}, before_{};
  std::thread watcher_;
};

}  // namespace tallygate::app
