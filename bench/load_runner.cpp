// LoadRunner: one epoll loop over many connections. Level-triggered, so a round costs one epoll_wait, and an exchange
// one recv and one send.
#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <deque>

#include "api/https/response_reader.hpp"
#include "bench/client_socket.hpp"
#include "bench/load_client.hpp"

namespace tallygate::bench {

namespace {

using Clock = std::chrono::steady_clock;
using https::Wire;

constexpr std::size_t piece_bytes = 16 * 1024;  // of a streamed body: one TLS record, one mark of time

std::int64_t nanoseconds_since(Clock::time_point then) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - then).count();
}

struct LoadConnection {
  std::size_t index = 0;
  int socket = -1;
  std::unique_ptr<Wire> wire;
  https::ResponseReader reader;
  bool ready = false;  // hands are shaken
  bool ended = false;  // the source has nothing more
  bool waits_writable = false;

  std::deque<Clock::time_point> sent_at;  // of the requests in flight, oldest first

  // Of the batch in flight, if any.
  struct Mark {
    std::size_t lines;  // of the batch, up to the end of this piece
    Clock::time_point at;
  };
  std::string batch;
  std::size_t batch_written = 0;
  std::size_t lines_written = 0;
  std::size_t lines_answered = 0;
  std::deque<Mark> marks;

  bool in_flight() const { return !sent_at.empty(); }
};

// What a kind of load does with a connection; the loop below does the rest.
class Exchange {
 public:
  virtual ~Exchange() = default;
  // Queues what may be sent now: false when the session is broken.
  virtual bool fill(LoadConnection& connection, bool may_begin) = 0;
  virtual bool has_more_to_send(const LoadConnection&) const { return false; }
  // The reader got bytes, and perhaps the end of a response. Returns the answers counted.
  virtual std::uint64_t on_bytes(LoadConnection& connection) = 0;
};

class Loop {
 public:
  Loop(const LoadOptions& options, Exchange& exchange) : options_(options), exchange_(exchange) {}
  ~Loop();
  LoadResult run();

 private:
  bool connect_all();
  void serve(LoadConnection& connection, std::uint32_t events);
  bool step_handshake(LoadConnection& connection);
  bool read(LoadConnection& connection);
  bool feed(LoadConnection& connection, std::string_view bytes);
  bool write(LoadConnection& connection);
  void want_writable(LoadConnection& connection, bool wanted);
  void finish(LoadConnection& connection, const std::string& why);
  bool wait();
  bool may_begin() const { return options_.duration.count() == 0 || Clock::now() < deadline_; }

  const LoadOptions& options_;
  Exchange& exchange_;
  int epoll_ = -1;
  std::vector<std::unique_ptr<LoadConnection>> connections_;
  std::size_t open_ = 0;
  std::size_t ready_ = 0;
  bool measuring_ = false;
  Clock::time_point deadline_;
  LoadResult result_;
};

Loop::~Loop() {
  for (const auto& connection : connections_) {
    if (connection->socket >= 0) ::close(connection->socket);
  }
  if (epoll_ >= 0) ::close(epoll_);
}

bool Loop::connect_all() {
  epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
  const https::TlsContext tls = make_client_tls(options_.client, result_.why);
  for (std::size_t i = 0; i < options_.connections; ++i) {
    auto connection = std::make_unique<LoadConnection>();
    connection->index = i;
    connection->socket = connect_socket(options_.client, result_.why);
    if (connection->socket < 0) return false;
    connection->wire = make_client_wire(connection->socket, options_.client, tls);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = connection.get();
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection->socket, &event);
    connections_.push_back(std::move(connection));
    ++open_;
    if (connections_.back()->wire == nullptr) return false;
  }
  return true;
}

void Loop::finish(LoadConnection& connection, const std::string& why) {
  if (connection.socket < 0) return;
  if (!why.empty() && result_.failures++ == 0) result_.why = why;
  if (!connection.ready) ++ready_;  // nobody need wait for it
  ::close(connection.socket);
  connection.socket = -1;
  --open_;
}

void Loop::want_writable(LoadConnection& connection, bool wanted) {
  if (connection.waits_writable == wanted) return;
  connection.waits_writable = wanted;
  epoll_event event{};
  event.events = wanted ? EPOLLIN | EPOLLOUT : EPOLLIN;
  event.data.ptr = &connection;
  ::epoll_ctl(epoll_, EPOLL_CTL_MOD, connection.socket, &event);
}

bool Loop::step_handshake(LoadConnection& connection) {
  const Wire::Outcome step = connection.wire->handshake();
  if (connection.wire->flush() == Wire::Outcome::failed || step == Wire::Outcome::failed) {
    finish(connection, "TLS handshake: " + connection.wire->failure());
    return false;
  }
  if (step != Wire::Outcome::done) return false;
  connection.ready = true;
  ++ready_;
  return true;
}

bool Loop::feed(LoadConnection& connection, std::string_view bytes) {
  while (!bytes.empty()) {
    bytes.remove_prefix(connection.reader.feed(bytes));
    if (connection.reader.malformed() || !connection.in_flight()) return false;
    result_.answers += exchange_.on_bytes(connection);
  }
  return true;
}

bool Loop::read(LoadConnection& connection) {
  std::array<char, 16 * 1024> room;
  do {
    std::size_t got = 0;
    const Wire::Outcome outcome = connection.wire->read(room.data(), room.size(), got);
    if (outcome == Wire::Outcome::blocked) return true;
    if (outcome != Wire::Outcome::done) {
      finish(connection, connection.in_flight() ? "closed before the answer" : "closed by the server");
      return false;
    }
    if (!feed(connection, {room.data(), got})) {
      finish(connection, "malformed response");
      return false;
    }
  } while (connection.wire->may_hold_input());
  return true;
}

bool Loop::write(LoadConnection& connection) {
  if (connection.wire->outgoing_size() == 0 && !exchange_.fill(connection, may_begin())) {
    finish(connection, "send: " + connection.wire->failure());
    return false;
  }
  const Wire::Outcome outcome = connection.wire->flush();
  if (outcome == Wire::Outcome::failed) {
    finish(connection, std::string("send: ") + std::strerror(errno));
    return false;
  }
  want_writable(connection, outcome == Wire::Outcome::blocked || exchange_.has_more_to_send(connection));
  if (connection.ended && !connection.in_flight()) finish(connection, "");
  return true;
}

void Loop::serve(LoadConnection& connection, std::uint32_t events) {
  if (connection.socket < 0) return;
  if (!connection.ready) {
    step_handshake(connection);
    return;
  }
  const bool readable = (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0;
  if (readable && !read(connection)) return;
  if (measuring_) write(connection);
}

bool Loop::wait() {
  std::array<epoll_event, 64> events;
  const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                                 static_cast<int>(options_.client.timeout.count()));
  if (count < 0 && errno == EINTR) return true;
  if (count <= 0) {
    if (result_.failures++ == 0) result_.why = "timed out";
    return false;
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    serve(*static_cast<LoadConnection*>(events[i].data.ptr), events[i].events);
  }
  return true;
}

LoadResult Loop::run() {
  if (!connect_all()) {
    ++result_.failures;
    return result_;
  }
  for (const auto& connection : connections_) step_handshake(*connection);
  while (ready_ < connections_.size()) {
    if (!wait()) return result_;
  }
  measuring_ = true;
  const Clock::time_point begin = Clock::now();
  deadline_ = begin + options_.duration;
  for (const auto& connection : connections_) {
    if (connection->socket >= 0) write(*connection);
  }
  while (open_ > 0 && wait()) {
  }
  result_.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  return result_;
}

class SingleRequests final : public Exchange {
 public:
  SingleRequests(std::size_t pipeline, const LoadRunner::Source& source, const LoadRunner::Answered& answered)
      : pipeline_(pipeline), source_(source), answered_(answered) {}

  bool fill(LoadConnection& connection, bool may_begin) override {
    if (!may_begin) connection.ended = true;
    while (!connection.ended && connection.sent_at.size() < pipeline_) {
      bytes_.clear();
      if (!source_(connection.index, bytes_)) {
        connection.ended = true;
      } else {
        if (!connection.wire->queue(bytes_)) return false;
        connection.sent_at.push_back(Clock::now());
      }
    }
    return true;
  }

  std::uint64_t on_bytes(LoadConnection& connection) override {
    if (!connection.reader.done()) return 0;
    answered_(connection.index, connection.reader.status(), nanoseconds_since(connection.sent_at.front()),
              connection.reader.body());
    connection.sent_at.pop_front();
    connection.reader.reset();
    return 1;
  }

 private:
  const std::size_t pipeline_;
  const LoadRunner::Source& source_;
  const LoadRunner::Answered& answered_;
  std::string bytes_;
};

class Batches final : public Exchange {
 public:
  Batches(std::string host, std::string_view target, const ClientHeaders& headers,
          const LoadRunner::BatchSource& source, const LoadRunner::LineAnswered& answered)
      : host_(std::move(host)), target_(target), headers_(headers), source_(source), answered_(answered) {}

  bool fill(LoadConnection& connection, bool may_begin) override {
    if (!connection.in_flight()) {
      if (!may_begin || !begin(connection)) connection.ended = true;
      if (connection.ended) return true;
    }
    if (!has_more_to_send(connection)) return true;
    const std::string_view piece = std::string_view(connection.batch).substr(connection.batch_written, piece_bytes);
    for (const char c : piece) connection.lines_written += c == '\n' ? 1 : 0;
    connection.batch_written += piece.size();
    connection.marks.push_back({connection.lines_written, Clock::now()});
    return connection.wire->queue(piece);
  }

  bool has_more_to_send(const LoadConnection& connection) const override {
    return connection.in_flight() && connection.batch_written < connection.batch.size();
  }

  std::uint64_t on_bytes(LoadConnection& connection) override {
    const std::uint64_t lines = connection.reader.status() == 200 ? take_lines(connection) : 0;
    if (!connection.reader.done()) return lines;
    if (connection.reader.status() != 200) {
      answered_(connection.index, connection.reader.status(), 0, nanoseconds_since(connection.sent_at.front()),
                connection.reader.body());
    }
    connection.sent_at.pop_front();
    connection.reader.reset();
    return lines;
  }

 private:
  bool begin(LoadConnection& connection) {
    connection.batch.clear();
    if (!source_(connection.index, connection.batch)) return false;
    connection.batch_written = connection.lines_written = connection.lines_answered = 0;
    connection.marks.clear();
    connection.sent_at.push_back(Clock::now());
    return connection.wire->queue(serialise_head("POST", target_, host_, headers_, connection.batch.size()));
  }

  std::uint64_t take_lines(LoadConnection& connection) {
    std::string& body = connection.reader.body();
    std::uint64_t count = 0;
    std::size_t at = 0;
    for (std::size_t end; (end = body.find('\n', at)) != std::string::npos; at = end + 1, ++count) {
      const std::size_t line = connection.lines_answered++;
      while (connection.marks.size() > 1 && connection.marks.front().lines <= line) connection.marks.pop_front();
      const auto sent = connection.marks.empty() ? connection.sent_at.front() : connection.marks.front().at;
      answered_(connection.index, 200, line, nanoseconds_since(sent), std::string_view(body).substr(at, end - at));
    }
    body.erase(0, at);
    return count;
  }

  const std::string host_;
  const std::string_view target_;
  const ClientHeaders& headers_;
  const LoadRunner::BatchSource& source_;
  const LoadRunner::LineAnswered& answered_;
};

}  // namespace

LoadResult LoadRunner::run(const LoadOptions& options, const Source& source, const Answered& answered) {
  SingleRequests exchange(options.pipeline, source, answered);
  return Loop(options, exchange).run();
}

LoadResult LoadRunner::run_batches(const LoadOptions& options, std::string_view target, const ClientHeaders& headers,
                                   const BatchSource& source, const LineAnswered& answered) {
  Batches exchange(options.client.host, target, headers, source, answered);
  return Loop(options, exchange).run();
}

}  // namespace tallygate::bench
