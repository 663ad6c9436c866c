// The seam between the HTTPS server and what answers its requests: one Handler for each listener.
//
// Threads. Every connection belongs to one io thread for life, and every virtual function of Handler and BodySink is
// called on that thread: it must not block, nor throw (an exception ends the process). Responder and Stream may be used
// from ANY thread, also after the connection or the server is gone (then they do nothing).
//
// Answers in bulk. A respond() or write() from another thread puts its answer into the inbox of the connection's io
// thread; only the first entry of an empty inbox wakes that thread, and it writes what a burst left for one connection
// with one system call. A thread with many answers at once (the commit thread) can also leave their rendering to the io
// threads: collect functions by Responder::io_index() and hand each collection over with one Server::post().
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "api/https/message.hpp"

namespace tallygate::https {

// The answer to one request. Exactly one of respond() and drop() takes effect, the first. Destroyed without either it
// counts as drop(): whoever lost the answer no longer knows the outcome.
class Responder {
 public:
  virtual ~Responder() = default;
  virtual void respond(Response response) = 0;
  // Closes the connection at this request's turn without a byte of an answer: the outcome of a write is unknown.
  virtual void drop() = 0;
  // Which io thread the connection belongs to: 0 … ServerConfig::io_threads − 1. For Server::post.
  virtual std::size_t io_index() const = 0;
};

// The answer to a streamed request, sent in chunked transfer encoding while the request body is still arriving.
// Destroyed without finish() it counts as drop().
class Stream {
 public:
  virtual ~Stream() = default;
  // Sends the head; once, before write(). Content-Type is a header like any other here.
  virtual void start(int status, ResponseHeaders headers) = 0;
  // Queues bytes of the body; empty ones are ignored. Small writes made together leave together.
  virtual void write(std::string bytes) = 0;
  // Ends the body. What is left of the request body is read and thrown away, within its limits.
  virtual void finish() = 0;
  // In place of start(): a whole answer of known length (a refusal before the first line, say).
  virtual void respond(Response response) = 0;
  // Closes the connection; what was queued before is still sent, without the end of the body: the client sees that the
  // answer is cut off.
  virtual void drop() = 0;
  // Stops and resumes on_data() when what takes the data has enough of it. At most what was already read (64 KiB) still
  // arrives.
  virtual void pause_reading() = 0;
  virtual void resume_reading() = 0;
  virtual std::size_t io_index() const = 0;
};

// Takes the body of a streamed request as it arrives; pieces break anywhere, not at line ends.
class BodySink {
 public:
  virtual ~BodySink() = default;
  virtual void on_data(std::string_view piece) = 0;
  virtual void on_end() = 0;  // the body is complete: no more on_data
  // The connection broke, or timed out, or its body was malformed or too large, before the answer was finished; it may
  // come after on_end. Nothing is called after it, and what is written to the Stream goes nowhere.
  virtual void on_abort() = 0;
};

class Handler {
 public:
  virtual ~Handler() = default;

  // The largest body that this request may have, in bytes, chunk framing not counted; asked once the head is read.
  // Beyond it the answer is 413.
  virtual std::uint64_t body_limit(const RequestHead& /*head*/) { return 48 * 1024; }

  // The whole request, body and all.
  virtual void on_request(Request&& request, std::shared_ptr<Responder> responder) = 0;

  // True when this request's body is to be streamed: then on_stream() is called in place of on_request(), at the end of
  // the head. Asked for HTTP/1.1 requests only.
  virtual bool wants_stream(const RequestHead& /*head*/) { return false; }
  // Returns what takes the body; null takes none (the body is read and thrown away, within its limits).
  virtual std::shared_ptr<BodySink> on_stream(RequestHead&& /*head*/, std::shared_ptr<Stream> /*stream*/) {
    return nullptr;
  }

  // The answer to what never became a request: 400 malformed, 408 too slow, 413 body too large, 431 head too large,
  // 501 unknown transfer coding, 505 unknown version. `detail` is one fixed sentence and holds none of the peer's
  // bytes. The connection is closed after it, whatever `close` says.
  virtual Response on_protocol_error(int status, std::string_view detail) = 0;
};

}  // namespace tallygate::https
