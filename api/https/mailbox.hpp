// How answers reach the io thread that owns their connection: from any thread, with one wake-up for many.
// Internal to this library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "api/https/handler.hpp"

namespace tallygate::https {

// One thing said about one request of one connection.
struct Answer {
  enum class Kind { respond, start, write, finish, drop, pause, resume };
  std::uint64_t connection = 0;
  std::uint64_t request = 0;  // counted from 0 in its connection
  Kind kind = Kind::drop;
  Response response;  // whole for respond; status and headers for start; body for write
};

using Functions = std::vector<std::function<void()>>;

// Owned by an io thread and by every Responder of its connections, so it outlives both. Not bounded by itself: a
// request puts at most one answer here, and the requests in flight are bounded by the connections and their pipelines;
// a stream's writes are bounded by its input.
class Mailbox {
 public:
  // `wake` makes the io thread call take() soon; it is called under the lock, and not after close().
  Mailbox(std::size_t io_index, std::function<void()> wake) : io_index_(io_index), wake_(std::move(wake)) {}

  // Any thread. Thrown away once closed.
  void put(Answer&& answer);
  void put(Functions&& functions);
  void close();

  // The io thread: exchanges what has arrived for the (empty) vectors given, which keep their capacity from round to
  // round.
  void take(std::vector<Answer>& answers, Functions& functions);

  std::size_t io_index() const { return io_index_; }

 private:
  void wake_once();

  const std::size_t io_index_;
  std::mutex mutex_;
  std::function<void()> wake_;
  bool woken_ = false;
  bool closed_ = false;
  std::vector<Answer> answers_;
  Functions functions_;
};

// Where one request's answer goes.
struct Address {
  std::shared_ptr<Mailbox> mailbox;
  std::uint64_t connection;
  std::uint64_t request;
};

std::shared_ptr<Responder> make_responder(Address address);
std::shared_ptr<Stream> make_stream(Address address);

}  // namespace tallygate::https
