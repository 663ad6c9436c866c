// One HTTPS request to another server and its answer: what a server says to its witnesses, and the command line to a
// server. Blocking, one connection a
// call, bounded as a whole. Thread-safe: nothing is shared.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/https/message.hpp"

namespace tallygate::https {

struct Url {
  std::string host;  // a name or a numeric address, without the brackets of the latter
  std::uint16_t port = 443;
  std::string path;  // begins with '/', does not end with one unless it is one
};
// https://host[:port][/path], without user, query or fragment.
std::optional<Url> parse_https_url(std::string_view text);

struct ClientLimits {
  std::chrono::milliseconds timeout{2'000};  // from the connect to the last byte; looking up a name comes before
  std::size_t answer_bytes_max = 64 * 1024;
};
struct ClientAnswer {
  int status = 0;
  Headers headers;
  std::string body;
};

struct ClientCall {
  std::string_view method = "POST";
  std::string_view content_type, body;                       // no body: neither is sent
  std::vector<std::pair<std::string, std::string>> headers;  // beside those of every request
};

// `ca_file`: PEM of what the server's certificate must chain to, and be for the host. Nothing on failure, with one
// sentence in `why`: then it is not known whether the other side has acted.
std::optional<ClientAnswer> call(const Url& url, const std::string& ca_file, const ClientCall& asked,
                                 const ClientLimits& limits, std::string& why);
std::optional<ClientAnswer> post(const Url& url, const std::string& ca_file, std::string_view content_type,
                                 std::string_view body, const ClientLimits& limits, std::string& why);

}  // namespace tallygate::https
