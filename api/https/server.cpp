#include "api/https/server.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <charconv>
#include <utility>

#include "api/https/io_thread.hpp"
#include "api/https/tls.hpp"

namespace tallygate::https {

namespace {

using tcp = boost::asio::ip::tcp;

// After accept() fails for want of descriptors or memory: trying again at once would spin.
constexpr std::chrono::milliseconds accept_pause{100};

// "127.0.0.1:8443", "[::1]:8443", "localhost:8443".
std::optional<tcp::endpoint> parse_endpoint(std::string_view listen) {
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view digits = listen.substr(colon + 1);
  std::string host(listen.substr(0, colon));
  std::uint16_t port = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (failed != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(host, error);
  if (error) return std::nullopt;
  return tcp::endpoint(address, port);
}

}  // namespace

class Server::Impl {
 public:
  Impl(ServerConfig config, Handler& handler) : config_(std::move(config)), shared_{handler, config_.limits, {}, {}} {}
  ~Impl() { stop(std::chrono::milliseconds(0)); }

  std::optional<std::string> start();
  void stop(std::chrono::milliseconds grace);
  void post(std::size_t io_index, Functions&& functions) { threads_[io_index]->mailbox()->put(std::move(functions)); }
  std::uint16_t port() const { return port_; }
  ServerStatistics statistics() const;

 private:
  std::optional<std::string> bind();
  void accept();
  void take(tcp::socket socket);
  void pause_accepting();

  const ServerConfig config_;
  ServerShared shared_;
  std::vector<std::unique_ptr<IoThread>> threads_;
  std::optional<tcp::acceptor> acceptor_;           // on the first io thread
  std::optional<boost::asio::steady_timer> pause_;  // likewise
  std::size_t next_thread_ = 0;
  std::uint16_t port_ = 0;
  bool started_ = false;
};

std::optional<std::string> Server::Impl::start() {
  if (config_.tls) {
    std::string why;
    shared_.tls = make_server_context(*config_.tls, why);
    if (shared_.tls == nullptr) return why;
  }
  for (std::size_t i = 0; i < std::max<std::size_t>(config_.io_threads, 1); ++i) {
    threads_.push_back(std::make_unique<IoThread>(i, shared_));
  }
  if (auto why = bind()) return why;
  accept();
  for (const auto& thread : threads_) thread->start();
  started_ = true;
  return std::nullopt;
}

std::optional<std::string> Server::Impl::bind() {
  const std::optional<tcp::endpoint> endpoint = parse_endpoint(config_.listen);
  if (!endpoint) return "The listen address " + config_.listen + " is not of the form ADDRESS:PORT.";
  acceptor_.emplace(threads_.front()->context());
  pause_.emplace(threads_.front()->context());
  boost::system::error_code error;
  acceptor_->open(endpoint->protocol(), error);
  if (!error) acceptor_->set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_->bind(*endpoint, error);
  if (!error) acceptor_->listen(boost::asio::socket_base::max_listen_connections, error);
  if (error) return "Cannot listen on " + config_.listen + ": " + error.message() + ".";
  port_ = acceptor_->local_endpoint(error).port();
  return std::nullopt;
}

void Server::Impl::accept() {
  IoThread& target = *threads_[next_thread_];
  acceptor_->async_accept(target.context(), [this](const boost::system::error_code& error, tcp::socket socket) {
    if (!acceptor_->is_open()) return;
    if (error && error != boost::asio::error::connection_aborted) return pause_accepting();
    if (!error) take(std::move(socket));
    accept();
  });
}

void Server::Impl::take(tcp::socket socket) {
  IoThread& target = *threads_[next_thread_];
  Counters& counters = shared_.counters;
  if (counters.open.load() >= shared_.limits.connections) {
    counters.refused.fetch_add(1);
    return;
  }
  boost::system::error_code error;
  const auto peer = socket.remote_endpoint(error);
  if (error) return;  // already gone
  counters.opened();
  target.adopt(std::move(socket), peer.address().to_string());
  next_thread_ = (next_thread_ + 1) % threads_.size();
}

void Server::Impl::pause_accepting() {
  pause_->expires_after(accept_pause);
  pause_->async_wait([this](const boost::system::error_code& error) {
    if (!error && acceptor_->is_open()) accept();
  });
}

void Server::Impl::stop(std::chrono::milliseconds grace) {
  if (!std::exchange(started_, false)) return;
  boost::asio::post(threads_.front()->context(), [this] {
    boost::system::error_code ignored;
    acceptor_->close(ignored);
    pause_->cancel();
    for (const auto& thread : threads_) thread->drain();  // after the last adopt()
  });
  {
    Counters& counters = shared_.counters;
    std::unique_lock lock(counters.mutex);
    counters.none_open.wait_for(lock, grace, [&] { return counters.open.load() == 0; });
  }
  for (const auto& thread : threads_) thread->stop_and_join();
  acceptor_.reset();
  pause_.reset();
}

ServerStatistics Server::Impl::statistics() const {
  const Counters& counters = shared_.counters;
  ServerStatistics statistics;
  statistics.connections_open = counters.open.load();
  statistics.connections_total = counters.total.load();
  statistics.connections_refused = counters.refused.load();
  statistics.handshake_failures = counters.handshake_failures.load();
  statistics.requests_total = counters.requests.load();
  statistics.protocol_errors = counters.protocol_errors.load();
  statistics.bytes_received = counters.bytes_received.load();
  statistics.bytes_sent = counters.bytes_sent.load();
  return statistics;
}

Server::Server(ServerConfig config, Handler& handler) : impl_(std::make_unique<Impl>(std::move(config), handler)) {}
Server::~Server() = default;

std::optional<std::string> Server::start() {
  return impl_->start();
}
std::uint16_t Server::port() const {
  return impl_->port();
}
void Server::stop(std::chrono::milliseconds grace) {
  impl_->stop(grace);
}
void Server::post(std::size_t io_index, std::vector<std::function<void()>> functions) {
  impl_->post(io_index, std::move(functions));
}
ServerStatistics Server::statistics() const {
  return impl_->statistics();
}

}  // namespace tallygate::https
