// A client of the API as a test sees it: credentials from the file that init left, a token, and calls whose answers are
// JSON.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/load_client.hpp"

namespace tallygate::tests {

struct ClientSecret {
  std::string name, client_id, client_secret, scope, person;
};
struct CredentialsFile {
  std::string url, tenant, origin, vkey, ca_file;
  std::vector<ClientSecret> clients;
  const ClientSecret& client(std::string_view name) const;
};
CredentialsFile read_credentials(const std::filesystem::path& file);

struct Reply {
  int status = 0;  // 0: no answer
  https::Headers headers;
  std::string body;
  // A member by JSON pointer, as text (numbers and booleans as they are written); empty when it is not there.
  std::string at(std::string_view pointer) const;
  bool has(std::string_view pointer) const;
  // The pointers of a problem's errors, joined by spaces.
  std::string pointers() const;
};

// An order of 100 CNY by b1 from m1.
inline std::string order_body(const std::string& id) {
  return R"({"order_id":")" + id + R"(","buyer":"b1","merchant":"m1","amount":100,"currency":"CNY"})";
}

class ApiClient {
 public:
  // Connects and, with a client, fetches its token. `scope` narrows it.
  ApiClient(std::uint16_t port, const std::string& ca_file);
  ApiClient(std::uint16_t port, const CredentialsFile& credentials, std::string_view client,
            std::string_view scope = {});

  Reply get(std::string_view target, const bench::ClientHeaders& more = {});
  // A call that appends. Without a key the client makes a new one each time.
  Reply post(std::string_view target, std::string_view json, std::string_view key = {}) {
    return call("POST", target, json, key);
  }
  Reply put(std::string_view target, std::string_view json, std::string_view key = {}) {
    return call("PUT", target, json, key);
  }
  Reply call(std::string_view method, std::string_view target, std::string_view json, std::string_view key = {});
  Reply raw(std::string_view method, std::string_view target, const bench::ClientHeaders& headers,
            std::string_view body);
  // The answer lines of a batch.
  std::vector<Reply> batch(std::string_view ndjson, std::string_view query = {}, std::string_view key = {});

  std::string token(const ClientSecret& client, std::string_view scope = {});
  const std::string& bearer() const { return bearer_; }
  void use_token(std::string token) { bearer_ = "Bearer " + std::move(token); }
  bench::HttpsConnection& connection() { return connection_; }
  bench::ClientOptions options() const { return options_; }

 private:
  bench::ClientOptions options_;
  bench::HttpsConnection connection_;
  std::string bearer_;
};

}  // namespace tallygate::tests
