// One io thread: its own io_context, the connections that belong to it, their sweep for timeouts, their mail.
// Internal to this library.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "api/https/handler.hpp"
#include "api/https/mailbox.hpp"
#include "api/https/server.hpp"
#include "api/https/tls.hpp"

namespace tallygate::https {

class Connection;

// What all io threads of a server count together.
struct Counters {
  std::atomic<std::uint64_t> open = 0;
  std::atomic<std::uint64_t> total = 0;
  std::atomic<std::uint64_t> refused = 0;
  std::atomic<std::uint64_t> handshake_failures = 0;
  std::atomic<std::uint64_t> requests = 0;
  std::atomic<std::uint64_t> protocol_errors = 0;
  std::atomic<std::uint64_t> bytes_received = 0;
  std::atomic<std::uint64_t> bytes_sent = 0;
  std::mutex mutex;
  std::condition_variable none_open;

  void opened() {
    open.fetch_add(1);
    total.fetch_add(1);
  }
  void closed();
};

// What a server's io threads share; all of it outlives them.
struct ServerShared {
  Handler& handler;
  const ServerLimits limits;
  TlsContext tls;  // null: plain HTTP
  Counters counters;
};

class IoThread {
 public:
  using Clock = std::chrono::steady_clock;
  using Socket = boost::asio::ip::tcp::socket;
  static constexpr std::size_t scratch_bytes = 64 * 1024;

  IoThread(std::size_t index, ServerShared& shared);
  ~IoThread();

  void start();
  void stop_and_join();  // closes what is still open
  boost::asio::io_context& context() { return context_; }

  // Any thread.
  void adopt(Socket socket, std::string peer);  // already counted as open
  void drain();                                 // no new requests; close each connection once it owes nothing
  const std::shared_ptr<Mailbox>& mailbox() const { return mailbox_; }

  // The io thread that is running this, or null.
  static IoThread* current();

  // The rest is for this thread alone, that is for its connections.
  void apply(Answer&& answer);
  void mark_dirty(std::shared_ptr<Connection> connection) { dirty_.push_back(std::move(connection)); }
  void forget(std::uint64_t connection) { connections_.erase(connection); }
  // Runs an event of a connection, then writes out every connection that it left with something to say.
  template <class Event>
  void run(Event&& event) {
    now_ = Clock::now();
    event();
    flush_dirty();
  }
  ServerShared& shared() { return shared_; }
  bool draining() const { return draining_; }
  Clock::time_point now() const { return now_; }
  const std::string& date() const { return date_; }
  char* scratch() { return scratch_.get(); }
  std::string& assembly() { return assembly_; }

 private:
  void take_mail();
  void flush_dirty();
  void sweep();
  std::vector<std::shared_ptr<Connection>> snapshot() const;

  ServerShared& shared_;
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  boost::asio::steady_timer sweep_timer_;
  const Clock::duration sweep_interval_;
  std::shared_ptr<Mailbox> mailbox_;
  std::unordered_map<std::uint64_t, std::shared_ptr<Connection>> connections_;
  std::uint64_t next_connection_ = 0;
  std::vector<std::shared_ptr<Connection>> dirty_;
  std::vector<std::shared_ptr<Connection>> flushing_;
  std::vector<Answer> answers_;
  Functions functions_;
  bool draining_ = false;
  Clock::time_point now_ = Clock::now();
  std::string date_;
  std::unique_ptr<char[]> scratch_;
  std::string assembly_;  // answers on their way into one write
  std::thread thread_;
};

}  // namespace tallygate::https
