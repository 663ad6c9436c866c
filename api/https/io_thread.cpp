#include "api/https/io_thread.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <ctime>
#include <utility>

#include "api/https/connection.hpp"
#include "api/https/response_writer.hpp"

namespace tallygate::https {

namespace {

using namespace std::chrono_literals;

thread_local IoThread* current_thread = nullptr;

// An eighth of the shortest timeout keeps every one of them that exact.
IoThread::Clock::duration sweep_interval(const ServerLimits& limits) {
  const auto shortest =
      std::min({limits.handshake_timeout, limits.header_timeout, limits.body_timeout, limits.stream_timeout,
                limits.idle_timeout, limits.write_timeout, limits.linger_timeout});
  return std::clamp<std::chrono::milliseconds>(shortest / 8, 1ms, 500ms);
}

}  // namespace

void Counters::closed() {
  if (open.fetch_sub(1) != 1) return;
  const std::lock_guard lock(mutex);
  none_open.notify_all();
}

IoThread* IoThread::current() {
  return current_thread;
}

IoThread::IoThread(std::size_t index, ServerShared& shared)
    : shared_(shared),
      work_(boost::asio::make_work_guard(context_)),
      sweep_timer_(context_),
      sweep_interval_(sweep_interval(shared.limits)),
      mailbox_(std::make_shared<Mailbox>(
          index, [this] { boost::asio::post(context_, [this] { run([this] { take_mail(); }); }); })),
      date_(http_date(std::time(nullptr))),
      scratch_(new char[scratch_bytes]) {}

IoThread::~IoThread() {
  stop_and_join();
}

void IoThread::start() {
  thread_ = std::thread([this] {
    ::pthread_setname_np(::pthread_self(), "io");
    current_thread = this;
    sweep();
    context_.run();
    const auto leftover = std::exchange(connections_, {});
    for (const auto& [id, connection] : leftover) connection->close();
    current_thread = nullptr;
  });
}

void IoThread::stop_and_join() {
  mailbox_->close();
  work_.reset();
  context_.stop();
  if (thread_.joinable()) thread_.join();
}

void IoThread::adopt(Socket socket, std::string peer) {
  auto event = [this, socket = std::move(socket), peer = std::move(peer)]() mutable {
    run([&] {
      const std::uint64_t id = next_connection_++;
      auto connection = std::make_shared<Connection>(*this, id, std::move(socket), std::move(peer));
      connections_.emplace(id, connection);
      connection->start();
    });
  };
  boost::asio::post(context_, std::move(event));
}

void IoThread::drain() {
  boost::asio::post(context_, [this] {
    run([this] {
      draining_ = true;
      for (const auto& connection : snapshot()) connection->drain();
    });
  });
}

void IoThread::apply(Answer&& answer) {
  const auto found = connections_.find(answer.connection);
  if (found == connections_.end()) return;
  const std::shared_ptr<Connection> connection = found->second;
  connection->apply(std::move(answer));
}

void IoThread::take_mail() {
  mailbox_->take(answers_, functions_);
  for (Answer& answer : answers_) apply(std::move(answer));
  for (const auto& function : functions_) function();
  answers_.clear();
  functions_.clear();
}

void IoThread::flush_dirty() {
  while (!dirty_.empty()) {
    flushing_.swap(dirty_);
    for (const auto& connection : flushing_) connection->flush();
    flushing_.clear();
  }
}

// What is done to each of them may close some, and so change the map.
std::vector<std::shared_ptr<Connection>> IoThread::snapshot() const {
  std::vector<std::shared_ptr<Connection>> all;
  all.reserve(connections_.size());
  for (const auto& [id, connection] : connections_) all.push_back(connection);
  return all;
}

void IoThread::sweep() {
  run([this] {
    date_ = http_date(std::time(nullptr));
    for (const auto& connection : snapshot()) connection->check_timeouts();
  });
  sweep_timer_.expires_after(sweep_interval_);
  sweep_timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) sweep();
  });
}

}  // namespace tallygate::https
