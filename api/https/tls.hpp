// TLS 1.3 over a non-blocking socket: the one unit that talks to OpenSSL's SSL object. Used by the server's connections
// and by the load client, never by handlers.
//
// Why not asio::ssl::stream: it copies every byte through a BIO pair, sends each write by itself and makes the build of
// its user three times as long. Here OpenSSL reads straight from the socket and its output collects in one buffer, so
// that a burst of answers is one send(), and reading never has to wait for writing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/https/certificate.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace tallygate::https {

using TlsContext = std::shared_ptr<ssl_ctx_st>;  // thread-safe once made

// TLS 1.3 alone; AES-256-GCM, ChaCha20-Poly1305, AES-128-GCM; X25519, P-256, P-384; ALPN http/1.1, and a client that
// offers only other protocols is refused (RFC 7301). Null on failure, with one sentence for the operator in `why`.
TlsContext make_server_context(const CertificateFiles& files, std::string& why);

struct ClientTls {
  std::string ca_file;            // PEM file of what the server's certificate must chain to; empty: not verified
  std::string alpn = "http/1.1";  // comma-separated protocols to offer; empty: none
  bool allow_tls12 = true;        // false: TLS 1.3 only
  bool only_tls12 = false;        // for tests of refusal
};
TlsContext make_client_context(const ClientTls& tls, std::string& why);

// One connection's bytes, in TLS or (without a context) in the clear. One thread; not movable, since OpenSSL points to
// it.
class Wire {
 public:
  enum class Outcome {
    done,
    blocked,  // the socket has nothing, or takes nothing, right now
    ended,    // the peer will send nothing more
    failed,
  };

  // `socket` is non-blocking, connected, and stays the caller's to close.
  static std::unique_ptr<Wire> server(int socket, const TlsContext& context);
  static std::unique_ptr<Wire> client(int socket, const TlsContext& context, const std::string& host);
  static std::unique_ptr<Wire> plain(int socket);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  // One step of the handshake; what it has to say is in the outgoing bytes: flush() after it. Blocked means that it
  // waits for the peer. In the clear it is done at once.
  Outcome handshake();

  // Reads at least one byte into `room`; `got` says how many.
  Outcome read(char* room, std::size_t size, std::size_t& got);
  // True when bytes already taken from the socket may wait inside: then waiting for the socket could wait for ever.
  bool may_hold_input() const;

  // Takes bytes to send: they are encrypted at once and wait in the outgoing bytes. False when the session is broken.
  bool queue(std::string_view bytes);
  // Tells the peer that nothing more will come (close_notify); in the clear nothing.
  void queue_end();
  // Sends outgoing bytes. Done: none are left.
  Outcome flush();
  std::size_t outgoing_size() const { return outgoing_.size() - sent_; }

  std::uint64_t bytes_received() const { return bytes_received_; }
  std::uint64_t bytes_sent() const { return bytes_sent_; }
  bool secure() const { return session_ != nullptr; }
  // Why handshake() or read() failed, in OpenSSL's words; for logs and tests.
  const std::string& failure() const { return failure_; }

 private:
  friend struct WireBio;
  explicit Wire(int socket) : socket_(socket) {}
  static std::unique_ptr<Wire> secured(int socket, const TlsContext& context);
  Outcome outcome_of(int result);

  int socket_;
  ssl_st* session_ = nullptr;
  std::string outgoing_;
  std::size_t sent_ = 0;  // of outgoing_
  bool ended_ = false;
  std::uint64_t bytes_received_ = 0;
  std::uint64_t bytes_sent_ = 0;
  std::string failure_;
};

}  // namespace tallygate::https
