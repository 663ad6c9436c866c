#include "bench/load_client.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "api/https/response_reader.hpp"
#include "api/https/tls.hpp"
#include "bench/client_socket.hpp"

namespace tallygate::bench {

using https::Wire;

std::string serialise_head(std::string_view method, std::string_view target, std::string_view host,
                           const ClientHeaders& headers, std::size_t content_length) {
  std::string bytes;
  bytes.reserve(256 + content_length);
  bytes.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: ").append(host).append("\r\n");
  for (const auto& [name, value] : headers) bytes.append(name).append(": ").append(value).append("\r\n");
  if (content_length > 0 || method == "POST" || method == "PUT") {
    bytes.append("Content-Length: ").append(std::to_string(content_length)).append("\r\n");
  }
  return bytes.append("\r\n");
}

std::string serialise_request(std::string_view method, std::string_view target, std::string_view host,
                              const ClientHeaders& headers, std::string_view body) {
  return serialise_head(method, target, host, headers, body.size()).append(body);
}

class HttpsConnection::Impl {
 public:
  bool connect(const ClientOptions& options);
  bool connected() const { return wire_ != nullptr; }
  bool send_bytes(std::string_view bytes);
  std::optional<ClientResponse> read_response(bool answers_head);
  std::optional<std::string> read_line();
  ClientResponse line_response() const { return {reader_.status(), reader_.headers(), {}}; }
  bool closed_without_a_byte();
  void end_sending();
  void close();
  bool fail(std::string why);

  ClientOptions options_;
  std::string why_;

 private:
  enum class Got { bytes, ended, failed };

  bool wait(short events);
  Got read_more();
  bool feed_reader();

  int socket_ = -1;
  std::unique_ptr<Wire> wire_;
  std::string input_;  // read, not yet fed to the reader
  https::ResponseReader reader_;
  bool in_lines_ = false;
  std::size_t scanned_ = 0;  // of the reader's body: no line feed before here
};

bool HttpsConnection::Impl::fail(std::string why) {
  close();
  why_ = std::move(why);
  return false;
}

bool HttpsConnection::Impl::connect(const ClientOptions& options) {
  close();
  why_.clear();
  options_ = options;
  socket_ = connect_socket(options, why_);
  if (socket_ < 0) return false;
  wire_ = make_client_wire(socket_, options, make_client_tls(options, why_));
  if (wire_ == nullptr) return fail(why_.empty() ? "no TLS session" : why_);
  for (;;) {
    const Wire::Outcome step = wire_->handshake();
    if (wire_->flush() == Wire::Outcome::failed) return fail("closed during the handshake");
    if (step == Wire::Outcome::done) return true;
    if (step == Wire::Outcome::failed) return fail("TLS handshake: " + wire_->failure());
    if (!wait(POLLIN)) return false;
  }
}

bool HttpsConnection::Impl::wait(short events) {
  pollfd poll_for{socket_, events, 0};
  const int ready = ::poll(&poll_for, 1, static_cast<int>(options_.timeout.count()));
  if (ready < 0 && errno == EINTR) return true;
  return ready > 0 || fail("timed out");
}

bool HttpsConnection::Impl::send_bytes(std::string_view bytes) {
  if (wire_ == nullptr) return false;
  if (!wire_->queue(bytes)) return fail(wire_->failure());
  for (;;) {
    const Wire::Outcome sent = wire_->flush();
    if (sent == Wire::Outcome::done) return true;
    // The server may have answered and closed: leave that answer readable.
    if (sent == Wire::Outcome::failed) return false;
    if (!wait(POLLOUT)) return false;
  }
}

HttpsConnection::Impl::Got HttpsConnection::Impl::read_more() {
  char room[16 * 1024];
  for (;;) {
    std::size_t got = 0;
    switch (wire_->read(room, sizeof room, got)) {
      case Wire::Outcome::done:
        input_.append(room, got);
        return Got::bytes;
      case Wire::Outcome::blocked:
        if (!wait(POLLIN)) return Got::failed;
        break;
      case Wire::Outcome::ended:
        return Got::ended;
      case Wire::Outcome::failed:
        fail("read: " + wire_->failure());
        return Got::failed;
    }
  }
}

// Brings the reader some bytes; false when no more will come.
bool HttpsConnection::Impl::feed_reader() {
  if (wire_ == nullptr) return false;
  if (input_.empty()) {
    const Got got = read_more();
    if (got == Got::ended) return fail(reader_.started() ? "closed inside a response" : "closed before a response");
    if (got == Got::failed) return false;
  }
  input_.erase(0, reader_.feed(input_));
  return !reader_.malformed() || fail("malformed response");
}

std::optional<ClientResponse> HttpsConnection::Impl::read_response(bool answers_head) {
  in_lines_ = false;
  reader_.reset(answers_head);
  while (!reader_.done()) {
    if (!feed_reader()) return std::nullopt;
  }
  return ClientResponse{reader_.status(), reader_.headers(), std::move(reader_.body())};
}

std::optional<std::string> HttpsConnection::Impl::read_line() {
  if (!in_lines_) {
    reader_.reset();
    scanned_ = 0;
  }
  in_lines_ = true;
  for (;;) {
    std::string& body = reader_.body();
    if (const std::size_t end = body.find('\n', scanned_); end != std::string::npos) {
      std::string line = body.substr(0, end);
      body.erase(0, end + 1);
      scanned_ = 0;
      return line;
    }
    scanned_ = body.size();
    if (reader_.done()) {
      in_lines_ = false;
      return std::nullopt;
    }
    if (!feed_reader()) return std::nullopt;
  }
}

bool HttpsConnection::Impl::closed_without_a_byte() {
  if (wire_ == nullptr || !input_.empty()) return false;
  const Got got = read_more();
  const bool timed_out = why_ == "timed out";
  if (got == Got::bytes || timed_out) return false;
  close();
  return true;
}

void HttpsConnection::Impl::end_sending() {
  if (wire_ == nullptr) return;
  wire_->queue_end();
  wire_->flush();
  ::shutdown(socket_, SHUT_WR);
}

void HttpsConnection::Impl::close() {
  wire_.reset();
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  input_.clear();
  in_lines_ = false;
}

HttpsConnection::HttpsConnection() : impl_(std::make_unique<Impl>()) {}
HttpsConnection::~HttpsConnection() {
  if (impl_ != nullptr) impl_->close();
}
HttpsConnection::HttpsConnection(HttpsConnection&&) noexcept = default;
HttpsConnection& HttpsConnection::operator=(HttpsConnection&&) noexcept = default;

bool HttpsConnection::connect(const ClientOptions& options) {
  return impl_->connect(options);
}
bool HttpsConnection::connected() const {
  return impl_->connected();
}
bool HttpsConnection::send_bytes(std::string_view bytes) {
  return impl_->send_bytes(bytes);
}
std::optional<ClientResponse> HttpsConnection::read_response(bool answers_head) {
  return impl_->read_response(answers_head);
}
std::optional<std::string> HttpsConnection::read_line() {
  return impl_->read_line();
}
ClientResponse HttpsConnection::line_response() const {
  return impl_->line_response();
}
bool HttpsConnection::closed_without_a_byte() {
  return impl_->closed_without_a_byte();
}
void HttpsConnection::end_sending() {
  impl_->end_sending();
}
void HttpsConnection::close() {
  impl_->close();
}
const std::string& HttpsConnection::why() const {
  return impl_->why_;
}

std::optional<ClientResponse> HttpsConnection::request(std::string_view method, std::string_view target,
                                                       const ClientHeaders& headers, std::string_view body) {
  // A failed send may still have an answer waiting (413 before the body is read).
  if (!impl_->send_bytes(serialise_request(method, target, impl_->options_.host, headers, body)) && !connected()) {
    return std::nullopt;
  }
  return impl_->read_response(method == "HEAD");
}

}  // namespace tallygate::bench
