// One connection of the server: reads requests, keeps their answers in order, writes them, minds the clock.
// It lives on its io thread alone; nothing in it is locked. Internal to this library.
//
//   input   socket ─► Wire ─► RequestParser ─► Handler      (connection.cpp)
//   output  Answer ─► Slot of its request ─► in order ─► Wire ─► socket      (connection_output.cpp)
//
// The two sides meet only where a limit holds: input stops while too much is owed, and goes on from flush().
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/https/handler.hpp"
#include "api/https/io_thread.hpp"
#include "api/https/mailbox.hpp"
#include "api/https/request_parser.hpp"
#include "api/https/tls.hpp"

namespace tallygate::https {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(IoThread& io, std::uint64_t id, IoThread::Socket socket, std::string peer);
  ~Connection();

  void start();
  void apply(Answer&& answer);  // changes the slot only; what follows from it happens in flush()
  void flush();
  void check_timeouts();
  void drain();
  void close();  // at once; aborts what is in flight

 private:
  using TimePoint = IoThread::Clock::time_point;

  enum class Phase {
    handshake,
    open,
    ending,  // everything owed is queued; once sent, the peer may close first
    closed,
  };

  // One request's place in the order of answers, from the end of its head until its answer is queued.
  struct Slot {
    std::string bytes;               // ready to send at its turn
    std::string body;                // a stream's bytes, not yet framed as a chunk
    std::shared_ptr<BodySink> sink;  // of a stream whose answer is not finished
    bool head_only = false;          // answers HEAD
    bool streamed = false;
    bool started = false;   // a stream's head is in `bytes`
    bool complete = false;  // nothing will be added
    bool cut = false;       // end the connection here, without the rest
    bool close_after = false;

    std::size_t size() const { return bytes.size() + body.size(); }
  };

  // Input.
  void on_readable();
  void step_handshake();
  void read_input();
  void take_input(std::string_view bytes);
  std::size_t parse(std::string_view bytes);
  void on_head();
  void begin_stream(RequestHead&& head);
  void on_piece(std::string_view piece);
  void on_complete();
  void on_peer_ended();
  void fail_request(const ProtocolError& error);
  bool input_blocked() const;
  void resume_input();
  void wait_readable();
  void discard_input();
  Address address_of_last() const;

  // Output.
  void fill(Slot& slot, const Response& response);
  void gather(std::string& out);
  void end_output();
  void send_outgoing();
  void wait_writable();
  void abort_slots();
  void mark_dirty();
  void count_bytes();
  std::size_t unsent() const { return owed_ + wire_->outgoing_size(); }

  IoThread& io_;
  const ServerLimits& limits_;
  const std::uint64_t id_;
  IoThread::Socket socket_;
  const std::string peer_;
  std::unique_ptr<Wire> wire_;
  Phase phase_ = Phase::handshake;

  std::optional<RequestParser> parser_;  // of the request being read
  Request building_;                     // the same request, where it is not streamed
  bool slot_open_ = false;               // its head is complete and slots_.back() is its slot
  bool streaming_ = false;               // its body goes to a BodySink
  bool paused_ = false;                  // by that sink
  bool input_over_ = false;              // nothing more is parsed
  bool input_stalled_ = false;           // by input_blocked(); flush() resumes it
  std::string leftover_;                 // read, not parsed yet

  std::deque<Slot> slots_;
  std::uint64_t first_request_ = 0;  // whose slot is slots_.front()
  std::size_t owed_ = 0;             // bytes in all slots

  bool reading_waits_ = false;
  bool writing_waits_ = false;
  bool dirty_ = false;
  bool send_shut_ = false;
  bool asked_before_ = false;  // a request was completed

  TimePoint phase_since_;
  TimePoint head_since_;      // the first byte of the request being read
  TimePoint body_since_;      // the end of its head
  TimePoint piece_since_;     // the last piece of its body
  TimePoint idle_since_;      // the last time that something was owed or asked
  TimePoint progress_since_;  // the last time that the peer took bytes, or that there were none
  std::uint64_t counted_received_ = 0;
  std::uint64_t counted_sent_ = 0;
};

}  // namespace tallygate::https
