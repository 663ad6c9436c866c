#include "tests/support/server_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <optional>
#include <string_view>

#include "core/check.hpp"

extern char** environ;

namespace tallygate::tests {
namespace {

constexpr std::chrono::seconds kStartsWithin{60};

struct Pipe {
  int read = -1, write = -1;
  Pipe() {
    std::array<int, 2> ends{};
    TALLYGATE_CHECK(::pipe2(ends.data(), O_CLOEXEC) == 0, "no pipe can be made");
    read = ends[0];
    write = ends[1];
  }
};

pid_t spawn(const std::vector<std::string>& arguments, int out, int err) {
  const std::string program = std::string(TALLYGATE_BINARY_DIR) + "/tallygate";
  std::vector<char*> argv;
  std::vector<std::string> owned = {program};
  owned.insert(owned.end(), arguments.begin(), arguments.end());
  for (std::string& argument : owned) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  if (out >= 0) ::posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
  pid_t pid = -1;
  const int failed = ::posix_spawn(&pid, program.c_str(), &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  TALLYGATE_CHECK(failed == 0, "cannot start " + program);
  return pid;
}

int exit_code_of(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// Appends what comes until `deadline`; false at the end of the stream or past the deadline.
bool read_some(int file, std::string& out, std::chrono::steady_clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  pollfd waiting{file, POLLIN, 0};
  if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) return false;
  std::array<char, 4096> buffer;
  const ssize_t n = ::read(file, buffer.data(), buffer.size());
  if (n <= 0) return false;
  out.append(buffer.data(), static_cast<std::size_t>(n));
  return true;
}

void read_all(int file, std::string& out) {
  std::array<char, 4096> buffer;
  for (ssize_t n = 0; (n = ::read(file, buffer.data(), buffer.size())) > 0;)
    out.append(buffer.data(), static_cast<std::size_t>(n));
}

// The port in a whole line "PREFIX…:PORT…".
std::optional<std::uint16_t> port_in(std::string_view text, std::string_view prefix) {
  const std::size_t at = text.find(prefix);
  if (at == std::string_view::npos || text.find('\n', at) == std::string_view::npos) return std::nullopt;
  const std::size_t colon = text.find(':', at + prefix.size());
  std::uint16_t port = 0;
  std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
  return port;
}

}  // namespace

CommandResult run_tallygate(const std::vector<std::string>& arguments) {
  const Pipe out, err;
  const pid_t pid = spawn(arguments, out.write, err.write);
  ::close(out.write);
  ::close(err.write);
  CommandResult result;
  std::thread errors([&] { read_all(err.read, result.err); });
  read_all(out.read, result.out);
  errors.join();
  ::close(out.read);
  ::close(err.read);
  result.exit_code = exit_code_of(pid);
  return result;
}

ServerProcess::ServerProcess(const std::filesystem::path& data, const std::vector<std::string>& more) {
  std::vector<std::string> arguments = {"serve",       "--data",           data.string(), "--listen",
                                        "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  start(arguments);
}

ServerProcess::ServerProcess(const std::vector<std::string>& command) {
  start(command);
}

void ServerProcess::start(const std::vector<std::string>& arguments) {
  const Pipe err;
  pid_ = spawn(arguments, -1, err.write);
  ::close(err.write);
  error_pipe_ = err.read;
  const auto deadline = std::chrono::steady_clock::now() + kStartsWithin;
  std::optional<std::uint16_t> port;
  while (!(port = port_in(seen_, "listening https://")) && read_some(error_pipe_, seen_, deadline)) {
  }
  port_ = port.value_or(0);
  metrics_port_ = port_in(seen_, "metrics http://").value_or(0);
  drain_ = std::thread([this] { read_all(error_pipe_, seen_); });  // so that the server never waits for a full pipe
}

ServerProcess::~ServerProcess() {
  if (pid_ > 0) kill_now();
}

int ServerProcess::wait() {
  exit_code_ = exit_code_of(pid_);
  pid_ = -1;
  drain_.join();
  ::close(error_pipe_);
  return exit_code_;
}

int ServerProcess::stop() {
  if (pid_ <= 0) return exit_code_;  // -1 would be every process
  ::kill(pid_, SIGTERM);
  return wait();
}

void ServerProcess::kill_now() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  wait();
}

bool ServerProcess::ended() {
  siginfo_t about{};
  if (pid_ > 0 && ::waitid(P_PID, static_cast<id_t>(pid_), &about, WEXITED | WNOHANG | WNOWAIT) == 0 &&
      about.si_pid == pid_)
    wait();
  return pid_ < 0;
}

std::string ServerProcess::output() {
  if (pid_ > 0 && port_ == 0) wait();
  return seen_;
}

}  // namespace tallygate::tests
