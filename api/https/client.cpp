#include "api/https/client.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>

#include "api/https/response_reader.hpp"
#include "api/https/tls.hpp"

namespace tallygate::https {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kScheme = "https://";
constexpr const char* kTooSlow = "it did not answer in time";

class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  ~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

// False when the deadline came first.
bool wait_for(int socket, short events, Clock::time_point deadline) {
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return false;
    pollfd waiting{socket, events, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(left));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

int connect_one(const addrinfo& address, Clock::time_point deadline) {
  const int socket = ::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket < 0) return -1;
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(socket, address.ai_addr, address.ai_addrlen) == 0) return socket;
  int error = errno;
  if (error == EINPROGRESS) {
    error = ETIMEDOUT;
    socklen_t size = sizeof error;
    if (wait_for(socket, POLLOUT, deadline)) ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error == 0) return socket;
  }
  ::close(socket);
  errno = error;
  return -1;
}

int connect_to(const Url& url, Clock::time_point deadline, std::string& why) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int failed = ::getaddrinfo(url.host.c_str(), std::to_string(url.port).c_str(), &hints, &found);
      failed != 0) {
    why = url.host + " is not known: " + ::gai_strerror(failed);
    return -1;
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, ::freeaddrinfo);
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next)
    if (const int socket = connect_one(*one, deadline); socket >= 0) return socket;
  why = std::string("it cannot be reached: ") + std::strerror(errno);
  return -1;
}

std::string request_bytes(const Url& url, const ClientCall& asked) {
  const bool v6 = url.host.find(':') != std::string::npos;
  std::string out(asked.method);
  out +=
      " " + url.path + " HTTP/1.1\r\nHost: " + (v6 ? "[" + url.host + "]" : url.host) + ":" + std::to_string(url.port);
  for (const auto& [name, value] : asked.headers) out.append("\r\n").append(name).append(": ").append(value);
  if (!asked.body.empty()) {
    out.append("\r\nContent-Type: ").append(asked.content_type);
    out.append("\r\nContent-Length: ").append(std::to_string(asked.body.size()));
  }
  out.append("\r\nConnection: close\r\n\r\n").append(asked.body);
  return out;
}

// Sends what is queued; false when it cannot.
bool send_queued(Wire& wire, int socket, Clock::time_point deadline, std::string& why) {
  for (;;) {
    const Wire::Outcome outcome = wire.flush();
    if (outcome == Wire::Outcome::done) return true;
    if (outcome != Wire::Outcome::blocked) {
      why = "the connection broke";
      return false;
    }
    if (!wait_for(socket, POLLOUT, deadline)) {
      why = kTooSlow;
      return false;
    }
  }
}

bool shake_hands(Wire& wire, int socket, Clock::time_point deadline, std::string& why) {
  for (;;) {
    const Wire::Outcome outcome = wire.handshake();
    if (!send_queued(wire, socket, deadline, why)) return false;
    if (outcome == Wire::Outcome::done) return true;
    if (outcome != Wire::Outcome::blocked) {
      why = "no TLS session: " + wire.failure();
      return false;
    }
    if (!wait_for(socket, POLLIN, deadline)) {
      why = kTooSlow;
      return false;
    }
  }
}

std::optional<ClientAnswer> read_answer(Wire& wire, int socket, const ClientLimits& limits, Clock::time_point deadline,
                                        std::string& why) {
  ResponseReader reader;
  std::array<char, 8192> room;
  while (!reader.done()) {
    std::size_t got = 0;
    const Wire::Outcome outcome = wire.read(room.data(), room.size(), got);
    if (outcome == Wire::Outcome::blocked) {
      if (wait_for(socket, POLLIN, deadline)) continue;
      why = kTooSlow;
      return std::nullopt;
    }
    if (outcome != Wire::Outcome::done) {
      why = "the connection ended before the answer";
      return std::nullopt;
    }
    reader.feed({room.data(), got});
    if (reader.malformed() || reader.body().size() > limits.answer_bytes_max) {
      why = "its answer is not one of HTTP, or too long";
      return std::nullopt;
    }
  }
  return ClientAnswer{reader.status(), reader.headers(), std::move(reader.body())};
}

}  // namespace

std::optional<Url> parse_https_url(std::string_view text) {
  const bool printable = std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
  if (!printable || !text.starts_with(kScheme) || text.find_first_of("@?#\"<>\\") != std::string_view::npos)
    return std::nullopt;
  text.remove_prefix(kScheme.size());
  Url url;
  const std::size_t slash = std::min(text.find('/'), text.size());
  url.path = text.substr(slash);
  while (url.path.size() > 1 && url.path.ends_with('/')) url.path.pop_back();
  if (url.path.empty()) url.path = "/";
  std::string_view host = text.substr(0, slash);
  const std::size_t colon = host.rfind(':');
  const std::size_t bracket = host.rfind(']');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    const std::string_view port = host.substr(colon + 1);
    const auto [end, failed] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (failed != std::errc() || end != port.data() + port.size() || url.port == 0) return std::nullopt;
    host = host.substr(0, colon);
  }
  if (host.starts_with('[') != host.ends_with(']')) return std::nullopt;
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  if (host.empty()) return std::nullopt;
  url.host = host;
  return url;
}

std::optional<ClientAnswer> post(const Url& url, const std::string& ca_file, std::string_view content_type,
                                 std::string_view body, const ClientLimits& limits, std::string& why) {
  return call(url, ca_file, {.content_type = content_type, .body = body, .headers = {}}, limits, why);
}

std::optional<ClientAnswer> call(const Url& url, const std::string& ca_file, const ClientCall& asked,
                                 const ClientLimits& limits, std::string& why) {
  const TlsContext context = make_client_context({.ca_file = ca_file, .allow_tls12 = false}, why);
  if (context == nullptr) return std::nullopt;
  const Clock::time_point deadline = Clock::now() + limits.timeout;
  const Socket socket(connect_to(url, deadline, why));
  if (socket.get() < 0) return std::nullopt;
  const std::unique_ptr<Wire> wire = Wire::client(socket.get(), context, url.host);
  if (wire == nullptr) {
    why = "no TLS session";
    return std::nullopt;
  }
  if (!shake_hands(*wire, socket.get(), deadline, why)) return std::nullopt;
  if (!wire->queue(request_bytes(url, asked))) {
    why = "the connection broke";
    return std::nullopt;
  }
  if (!send_queued(*wire, socket.get(), deadline, why)) return std::nullopt;
  return read_answer(*wire, socket.get(), limits, deadline, why);
}

}  // namespace tallygate::https
