// The real program: commands run to their end, and `tallygate serve` on a free loopback port until it is stopped by its
// process id.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace tallygate::tests {

struct CommandResult {
  int exit_code = -1;  // 128 + signal when it was ended by one
  std::string out, err;
};
// Runs TALLYGATE_BINARY_DIR/tallygate with these arguments, to its end.
CommandResult run_tallygate(const std::vector<std::string>& arguments);

class ServerProcess {
 public:
  // Starts and waits until it says that it listens, or has ended: then port() is 0 and output() says why.
  explicit ServerProcess(const std::filesystem::path& data, const std::vector<std::string>& more = {});
  // Any other command of the program that says "listening https://…".
  explicit ServerProcess(const std::vector<std::string>& command);
  ~ServerProcess();  // kills what still runs
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  std::uint16_t port() const { return port_; }
  std::uint16_t metrics_port() const { return metrics_port_; }
  pid_t pid() const { return pid_; }

  int stop();            // SIGTERM; the exit code, also of one that has ended
  void kill_now();       // SIGKILL, and waits
  bool ended();          // whether the process has ended by itself, in whatever way
  std::string output();  // standard error, whole; only after stop() or kill_now(), or when it never listened

 private:
  void start(const std::vector<std::string>& arguments);
  int wait();
  pid_t pid_ = -1;
  int exit_code_ = -1;
  int error_pipe_ = -1;
  std::uint16_t port_ = 0, metrics_port_ = 0;
  std::string seen_;
  std::thread drain_;
};

}  // namespace tallygate::tests
