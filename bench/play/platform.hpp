// A platform's side of the API: the process it talks to, its tokens, its calls.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bench/load_client.hpp"

namespace tallygate::play {

// `tallygate init` and `tallygate serve` as child processes of this one; stops what it started.
class ServerProcess {
 public:
  ServerProcess() = default;
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // False with a sentence in why(). `program` is the tallygate binary.
  bool init(const std::string& program, const std::string& data, const std::string& tenant,
            const std::string& replay_from = "");  // empty: the live clock
  bool serve(const std::string& program, const std::string& data, const std::string& geoip);
  void stop();  // SIGTERM, and waits
  bool running() const { return pid_ > 0; }
  double cpu_seconds() const;  // used so far by all its threads; 0 when it does not run
  // The same by the name of the thread, for those that still run; threads of one name together.
  std::map<std::string, double> cpu_seconds_by_thread() const;
  int wait();  // until it ends by itself
  std::uint16_t port() const { return port_; }
  std::uint16_t metrics_port() const { return metrics_port_; }
  const std::string& why() const { return why_; }

 private:
  int pid_ = -1;
  std::uint16_t port_ = 0, metrics_port_ = 0;
  std::string why_;
};

// Runs a program to its end; its exit code and what it printed on standard output.
struct Ran {
  int code = -1;
  std::string out;
};
Ran run(const std::vector<std::string>& arguments);

// One client of credentials.json with its connection and token.
class Caller {
 public:
  // False with a sentence in why().
  bool connect(const std::string& credentials_path, std::string_view client_name, std::uint16_t port);
  // A JSON call; keys count up by themselves on calls that append.
  std::optional<bench::ClientResponse> call(std::string_view method, const std::string& target,
                                            const std::string& body = "");
  const std::string& token() const { return token_; }
  const bench::ClientOptions& options() const { return options_; }
  const std::string& tenant() const { return tenant_; }
  const std::string& vkey() const { return vkey_; }
  const std::string& why() const { return why_; }

 private:
  bench::HttpsConnection connection_;
  bench::ClientOptions options_;
  std::string token_, name_, tenant_, vkey_, why_;
  std::uint64_t next_key_ = 0;
};

}  // namespace tallygate::play
