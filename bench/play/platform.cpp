#include "bench/play/platform.hpp"

#include <fcntl.h>
#include <signal.h>
#include <simdjson.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

namespace tallygate::play {
namespace {

// Starts a program; `standard_error` or `standard_output` of it may be read from the returned descriptor.
int start(const std::vector<std::string>& arguments, int captured, int& descriptor) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return -1;
  std::vector<char*> argv;
  for (const auto& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  const int pid = ::fork();
  if (pid == 0) {
    ::setpgid(0, 0);                     // Ctrl-C is the player's to handle
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // and what it started ends with it
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::dup2(ends[1], captured);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  descriptor = ends[0];
  if (pid < 0) ::close(ends[0]);
  return pid;
}

std::string read_to_end(int descriptor) {
  std::string out;
  std::array<char, 4096> buffer{};
  for (;;) {
    const auto n = ::read(descriptor, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return out;
    out.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

int exit_code(int pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

// The number after `prefix` at the end of a host:port text.
std::uint16_t port_after(const std::string& line, std::string_view prefix) {
  const auto at = line.find(prefix);
  if (at == std::string::npos) return 0;
  const auto colon = line.rfind(':');
  std::uint16_t port = 0;
  std::from_chars(line.data() + colon + 1, line.data() + line.size(), port);
  return port;
}

}  // namespace

ServerProcess::~ServerProcess() {
  stop();
}

bool ServerProcess::init(const std::string& program, const std::string& data, const std::string& tenant,
                         const std::string& replay_from) {
  std::vector<std::string> arguments = {program, "init", "--data", data, "--tenant", tenant};
  if (!replay_from.empty()) arguments.insert(arguments.end(), {"--clock", "replay", "--from", replay_from});
  const auto ran = run(arguments);
  if (ran.code != 0) why_ = program + " init ended with " + std::to_string(ran.code);
  return ran.code == 0;
}

bool ServerProcess::serve(const std::string& program, const std::string& data, const std::string& geoip) {
  std::vector<std::string> arguments = {program,    "serve",       "--data",           data,
                                        "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"};
  if (!geoip.empty()) arguments.insert(arguments.end(), {"--geoip", geoip});
  int descriptor = -1;
  pid_ = start(arguments, STDERR_FILENO, descriptor);
  if (pid_ < 0) {
    why_ = "cannot start " + program;
    return false;
  }
  // The server says where it listens, a line each, before anything else can be asked of it.
  std::string line, all;
  char c = 0;
  while (port_ == 0 && ::read(descriptor, &c, 1) == 1) {
    all += c;
    if (c != '\n') {
      line += c;
      continue;
    }
    if (const auto port = port_after(line, "metrics http://")) metrics_port_ = port;
    if (const auto port = port_after(line, "listening https://")) port_ = port;
    line.clear();
  }
  if (port_ == 0) {
    why_ = "the server did not start: " + all;
    exit_code(pid_);
    pid_ = -1;
  }
  return port_ != 0;
}

void ServerProcess::stop() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGTERM);
  wait();
}

double ServerProcess::cpu_seconds() const {
  clockid_t clock{};
  timespec used{};
  if (pid_ <= 0 || ::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return 0;
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

std::map<std::string, double> ServerProcess::cpu_seconds_by_thread() const {
  std::map<std::string, double> out;
  std::error_code error;
  const std::filesystem::path tasks = "/proc/" + std::to_string(pid_) + "/task";
  for (const auto& task : std::filesystem::directory_iterator(tasks, error)) {
    std::string name;
    double used_ns = 0;  // the first number of schedstat
    std::ifstream(task.path() / "comm") >> name;
    if (std::ifstream(task.path() / "schedstat") >> used_ns) out[name] += used_ns / 1e9;
  }
  return out;
}

int ServerProcess::wait() {
  const int code = exit_code(pid_);
  pid_ = -1;
  return code;
}

Ran run(const std::vector<std::string>& arguments) {
  Ran ran;
  int descriptor = -1;
  const int pid = start(arguments, STDOUT_FILENO, descriptor);
  if (pid < 0) return ran;
  ran.out = read_to_end(descriptor);
  ::close(descriptor);
  ran.code = exit_code(pid);
  return ran;
}

bool Caller::connect(const std::string& credentials_path, std::string_view client_name, std::uint16_t port) {
  simdjson::dom::parser parser;
  simdjson::dom::element file;
  if (parser.load(credentials_path).get(file) != simdjson::SUCCESS) {
    why_ = "cannot read " + credentials_path;
    return false;
  }
  std::string_view ca, tenant, vkey, id, secret;
  if (file["ca_file"].get(ca) != simdjson::SUCCESS || file["tenant"].get(tenant) != simdjson::SUCCESS ||
      file["vkey"].get(vkey) != simdjson::SUCCESS)
    return why_ = "credentials without ca_file, tenant or vkey", false;
  for (const auto client : file["clients"].get_array()) {
    if (std::string_view(client["name"]) != client_name) continue;
    id = client["client_id"];
    secret = client["client_secret"];
  }
  name_ = client_name, tenant_ = tenant, vkey_ = vkey;
  options_.port = port;
  options_.ca_file = ca;
  options_.timeout = std::chrono::seconds(60);
  if (!connection_.connect(options_)) return why_ = "cannot connect: " + connection_.why(), false;
  const std::string form =
      "grant_type=client_credentials&client_id=" + std::string(id) + "&client_secret=" + std::string(secret);
  const auto answer =
      connection_.request("POST", "/oauth2/token", {{"Content-Type", "application/x-www-form-urlencoded"}}, form);
  simdjson::dom::element token;
  std::string_view text;
  if (!answer || answer->status != 200 || parser.parse(answer->body).get(token) != simdjson::SUCCESS ||
      token["access_token"].get(text) != simdjson::SUCCESS)
    return why_ = "no token for " + name_ + (answer ? ": " + answer->body : ": " + connection_.why()), false;
  token_ = text;
  return true;
}

std::optional<bench::ClientResponse> Caller::call(std::string_view method, const std::string& target,
                                                  const std::string& body) {
  bench::ClientHeaders headers = {{"Authorization", "Bearer " + token_}};
  if (method != "GET") {
    headers.emplace_back("Content-Type", "application/json");
    headers.emplace_back("Idempotency-Key", name_ + "-" + std::to_string(++next_key_));
  }
  if (!connection_.connected() && !connection_.connect(options_)) return std::nullopt;
  auto answer = connection_.request(method, target, headers, body);
  if (!answer) why_ = connection_.why();
  return answer;
}

}  // namespace tallygate::play
