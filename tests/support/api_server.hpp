// A tenant of its own behind the real server: what most end-to-end tests begin with.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/support/api_client.hpp"
#include "tests/support/server_process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::tests {

class ApiServer {
 public:
  explicit ApiServer(const std::vector<std::string>& init = {}) {
    std::vector<std::string> arguments = {"init", "--data", data().string(), "--tenant", "shop"};
    arguments.insert(arguments.end(), init.begin(), init.end());
    const CommandResult made = run_tallygate(arguments);
    EXPECT_EQ(made.exit_code, 0) << made.err;
    recovery_key_ = made.out.substr(made.out.find("recovery key") + 14, 64);
    credentials_ = read_credentials(data() / "credentials.json");
    start();
  }

  void start(const std::vector<std::string>& more = {}) {
    server_ = std::make_unique<ServerProcess>(data(), more);
    EXPECT_NE(server_->port(), 0) << server_->output();
  }

  ApiClient client(std::string_view name, std::string_view scope = {}) const {
    return {server_->port(), credentials_, name, scope};
  }
  ApiClient anonymous() const { return {server_->port(), credentials_.ca_file}; }
  ServerProcess& process() { return *server_; }
  const std::string& recovery_key() const { return recovery_key_; }  // hex, as init printed it
  const CredentialsFile& credentials() const { return credentials_; }
  std::filesystem::path data() const { return directory_.path() / "data"; }

 private:
  TemporaryDirectory directory_;
  CredentialsFile credentials_;
  std::string recovery_key_;
  std::unique_ptr<ServerProcess> server_;
};

}  // namespace tallygate::tests
