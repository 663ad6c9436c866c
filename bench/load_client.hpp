// An HTTPS client for load generation, the sample player and the end-to-end tests. It shares the server's TLS unit
// (api/https/tls.hpp) and nothing else of it: requests are written and responses read by code of its own.
// A client object belongs to one thread. Errors are values: an empty answer, and why() says why.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/https/message.hpp"

namespace tallygate::bench {

struct ClientOptions {
  std::string host = "127.0.0.1";  // a numeric address; also what the certificate must be for
  std::uint16_t port = 0;
  std::string ca_file;                        // empty: the certificate is not verified
  bool secure = true;                         // false: plain HTTP
  std::string alpn = "http/1.1";              // protocols to offer, separated by commas; empty: none
  bool only_tls12 = false;                    // for tests of refusal
  std::chrono::milliseconds timeout{10'000};  // of each connect and each read or write that makes no progress
};

using ClientHeaders = std::vector<std::pair<std::string, std::string>>;

struct ClientResponse {
  int status = 0;
  https::Headers headers;
  std::string body;
};

// A request as bytes: its head, or all of it. Host is written first, Content-Length where there is a body or the method
// calls for one.
std::string serialise_head(std::string_view method, std::string_view target, std::string_view host,
                           const ClientHeaders& headers, std::size_t content_length);
std::string serialise_request(std::string_view method, std::string_view target, std::string_view host,
                              const ClientHeaders& headers, std::string_view body);

// One blocking connection, kept alive between requests.
class HttpsConnection {
 public:
  HttpsConnection();
  ~HttpsConnection();
  HttpsConnection(HttpsConnection&&) noexcept;
  HttpsConnection& operator=(HttpsConnection&&) noexcept;

  // True when connected and, with TLS, shaken hands. An older connection of this object is closed first.
  bool connect(const ClientOptions& options);
  bool connected() const;

  // Nothing when the connection failed, timed out, or was closed before the whole answer came.
  std::optional<ClientResponse> request(std::string_view method, std::string_view target, const ClientHeaders& headers,
                                        std::string_view body);

  // For hostile, pipelined and streamed requests: any bytes out, responses in. `answers_head`: no body follows.
  bool send_bytes(std::string_view bytes);
  std::optional<ClientResponse> read_response(bool answers_head = false);
  // The next line of a streamed response, without its line feed, as soon as it is there; nothing at the response's end
  // (line_response() then has its status) or on failure. Follow it through to the end before the next request.
  std::optional<std::string> read_line();
  // Status and headers of the response that read_line() reads; status 0 before its head came.
  ClientResponse line_response() const;

  // Waits until the server has closed; false when it sent anything instead, or did not close in time.
  bool closed_without_a_byte();
  // Says that nothing more will be sent, and goes on reading.
  void end_sending();
  void close();

  const std::string& why() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

struct LoadOptions {
  ClientOptions client;
  std::size_t connections = 1;
  std::size_t pipeline = 1;               // requests in flight on each connection
  std::chrono::milliseconds duration{0};  // 0: until the source ends
};

struct LoadResult {
  std::uint64_t answers = 0;   // responses; of batches, lines
  std::uint64_t failures = 0;  // connections that broke; each is left closed
  double seconds = 0;          // from the first request to the last answer; handshakes come before
  std::string why;             // of the first failure
};

// Many connections on the calling thread, each asking anew as soon as it is answered. Latency counts from the moment
// the request's bytes are handed to the socket until the last byte of its answer is read.
class LoadRunner {
 public:
  // Writes the next whole request (serialise_request) of that connection into `bytes`, which is empty; false ends the
  // connection.
  using Source = std::function<bool(std::size_t connection, std::string& bytes)>;
  using Answered =
      std::function<void(std::size_t connection, int status, std::int64_t latency_ns, std::string_view body)>;
  static LoadResult run(const LoadOptions& options, const Source& source, const Answered& answered);

  // Streamed batches: each connection sends NDJSON bodies one after the other and reads answer lines while it sends.
  // The source writes a whole body, each line ended by a line feed. Latency is that of each line. `line` counts from 0
  // in its batch. An answer that is not 200 is reported once, as line 0, with its body.
  using BatchSource = std::function<bool(std::size_t connection, std::string& ndjson)>;
  using LineAnswered = std::function<void(std::size_t connection, int status, std::size_t line, std::int64_t latency_ns,
                                          std::string_view answer)>;
  static LoadResult run_batches(const LoadOptions& options, std::string_view target, const ClientHeaders& headers,
                                const BatchSource& source, const LineAnswered& answered);
};

}  // namespace tallygate::bench
