// The HTTPS/1.1 server: TLS 1.3 only, keep-alive, pipelining, streamed bodies. Knows nothing of Tallygate.
// Used by api/http (handlers) and api/app (composition); neither Asio nor OpenSSL shows through this header.
//
//   https::Server server({.listen = "127.0.0.1:0", .tls = files}, handler);
//   if (auto why = server.start()) { … *why … }
//   server.port();  server.stop(std::chrono::seconds(5));
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/https/certificate.hpp"
#include "api/https/handler.hpp"
#include "api/https/message.hpp"

namespace tallygate::https {

// Every limit of a listener. Timeouts are checked by a sweep of each io thread, so they fire up to an eighth late
// (at most half a second).
struct ServerLimits {
  std::size_t connections = 1024;              // open at once; beyond it a new one is accepted and closed
  std::size_t header_bytes = 16 * 1024;        // request line and fields together; beyond it 431
  std::size_t header_fields = 100;             // beyond it 431
  std::size_t pipelined_requests = 64;         // of one connection, read but not answered; beyond it reading pauses
  std::size_t unsent_bytes = 4 * 1024 * 1024;  // of one connection's answers; beyond it reading pauses
  std::chrono::milliseconds handshake_timeout{10'000};  // from accept to the end of the TLS handshake; then closed
  std::chrono::milliseconds header_timeout{
      10'000};  // from a head's first byte (on a new connection from the handshake) to its end; then 408
  std::chrono::milliseconds body_timeout{
      30'000};  // a whole body, from the end of its head; a streamed one from its last piece; then 408
  std::chrono::milliseconds stream_timeout{600'000};  // a streamed request's body from first to last byte; then closed
  std::chrono::milliseconds idle_timeout{75'000};     // nothing asked, nothing owed; then closed
  std::chrono::milliseconds write_timeout{
      30'000};  // a peer that takes none of what is owed to it for so long is closed
  std::chrono::milliseconds linger_timeout{
      2'000};  // after the last answer, for the peer to close first (a reset could destroy the answer)
};

struct ServerConfig {
  std::string listen = "127.0.0.1:8443";  // address:port, [v6]:port; port 0 lets the system choose
  std::size_t io_threads = 1;
  std::optional<CertificateFiles> tls;  // nothing: plain HTTP (a metrics listener on loopback)
  ServerLimits limits;
};

// Counts since the start; each is exact, but they are not read at one instant.
struct ServerStatistics {
  std::uint64_t connections_open = 0;
  std::uint64_t connections_total = 0;
  std::uint64_t connections_refused = 0;  // by the limit
  std::uint64_t handshake_failures = 0;
  std::uint64_t requests_total = 0;  // given to the handler
  std::uint64_t protocol_errors = 0;
  std::uint64_t bytes_received = 0;  // on the wire
  std::uint64_t bytes_sent = 0;
};

class Server {
 public:
  // `handler` must outlive the server.
  Server(ServerConfig config, Handler& handler);
  ~Server();  // stop() without grace
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Loads the certificate, binds, starts the io threads. Returns nothing on success, otherwise one sentence for the
  // operator. Once only.
  std::optional<std::string> start();

  // The bound port, after start().
  std::uint16_t port() const;

  // Stops accepting, closes idle connections, lets what is in flight finish for at most `grace`, closes the rest and
  // joins the io threads. Further calls do nothing. Not from an io thread.
  void stop(std::chrono::milliseconds grace);

  // Runs the functions in order on that io thread after one wake-up, and writes the answers they gave afterwards, each
  // connection once. Any thread; dropped unrun when the server has stopped. The functions must not throw.
  void post(std::size_t io_index, std::vector<std::function<void()>> functions);

  ServerStatistics statistics() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tallygate::https
