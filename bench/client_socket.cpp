#include "bench/client_socket.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tallygate::bench {

namespace {

// The address in the form that the socket calls take; its size, or 0 when it is not a numeric address.
socklen_t numeric_address(const ClientOptions& options, sockaddr_storage& storage) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(options.port);
  if (::inet_pton(AF_INET, options.host.c_str(), &v4.sin_addr) == 1) {
    std::memcpy(&storage, &v4, sizeof v4);
    return sizeof v4;
  }
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(options.port);
  if (::inet_pton(AF_INET6, options.host.c_str(), &v6.sin6_addr) == 1) {
    std::memcpy(&storage, &v6, sizeof v6);
    return sizeof v6;
  }
  return 0;
}

bool finish_connect(int socket, const ClientOptions& options) {
  pollfd writable{socket, POLLOUT, 0};
  if (::poll(&writable, 1, static_cast<int>(options.timeout.count())) != 1) return false;
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
  errno = error;
  return error == 0;
}

}  // namespace

int connect_socket(const ClientOptions& options, std::string& why) {
  sockaddr_storage address{};
  const socklen_t size = numeric_address(options, address);
  if (size == 0) {
    why = options.host + " is not a numeric address";
    return -1;
  }
  const int socket = ::socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int on = 1;
  if (socket >= 0) ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const bool connected = socket >= 0 && (::connect(socket, reinterpret_cast<const sockaddr*>(&address), size) == 0 ||
                                         (errno == EINPROGRESS && finish_connect(socket, options)));
  if (connected) return socket;
  why = std::string("connect: ") + std::strerror(errno);
  if (socket >= 0) ::close(socket);
  return -1;
}

https::TlsContext make_client_tls(const ClientOptions& options, std::string& why) {
  if (!options.secure) return nullptr;
  https::ClientTls tls;
  tls.ca_file = options.ca_file;
  tls.alpn = options.alpn;
  tls.only_tls12 = options.only_tls12;
  return https::make_client_context(tls, why);
}

std::unique_ptr<https::Wire> make_client_wire(int socket, const ClientOptions& options, const https::TlsContext& tls) {
  if (!options.secure) return https::Wire::plain(socket);
  return tls == nullptr ? nullptr : https::Wire::client(socket, tls, options.host);
}

}  // namespace tallygate::bench
