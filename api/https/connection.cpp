// The input side of a connection, its life and its timeouts.
#include "api/https/connection.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "api/https/response_writer.hpp"

namespace tallygate::https {

namespace {

// One connection's turn: after so many bytes the others of its thread come first.
constexpr std::size_t turn_bytes = 256 * 1024;
constexpr std::uint64_t reserved_bytes = 256 * 1024;  // of a body that so far is only announced
constexpr std::size_t leftover_kept = 16 * 1024;      // capacity that an idle connection may keep

}  // namespace

Connection::Connection(IoThread& io, std::uint64_t id, IoThread::Socket socket, std::string peer)
    : io_(io),
      limits_(io.shared().limits),
      id_(id),
      socket_(std::move(socket)),
      peer_(std::move(peer)),
      phase_since_(io.now()),
      head_since_(io.now()),
      body_since_(io.now()),
      piece_since_(io.now()),
      idle_since_(io.now()),
      progress_since_(io.now()) {}

Connection::~Connection() = default;

void Connection::start() {
  boost::system::error_code error;
  socket_.non_blocking(true, error);
  if (!error) socket_.set_option(boost::asio::ip::tcp::no_delay(true), error);
  const TlsContext& tls = io_.shared().tls;
  wire_ = tls == nullptr ? Wire::plain(socket_.native_handle()) : Wire::server(socket_.native_handle(), tls);
  if (error || wire_ == nullptr) return close();
  step_handshake();
}

void Connection::close() {
  if (phase_ == Phase::closed) return;
  const auto self = shared_from_this();
  const bool during_handshake = phase_ == Phase::handshake;
  phase_ = Phase::closed;
  if (wire_ != nullptr) count_bytes();
  if (during_handshake) io_.shared().counters.handshake_failures.fetch_add(1, std::memory_order_relaxed);
  io_.forget(id_);
  boost::system::error_code ignored;
  socket_.close(ignored);
  parser_.reset();
  abort_slots();
  io_.shared().counters.closed();
}

void Connection::drain() {
  if (phase_ == Phase::handshake) return close();
  if (!slot_open_) input_over_ = true;
  mark_dirty();
}

void Connection::wait_readable() {
  if (reading_waits_ || phase_ == Phase::closed) return;
  reading_waits_ = true;
  socket_.async_wait(IoThread::Socket::wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
    self->reading_waits_ = false;
    if (!error) self->io_.run([&] { self->on_readable(); });
  });
}

void Connection::on_readable() {
  switch (phase_) {
    case Phase::handshake:
      return step_handshake();
    case Phase::open:
      return read_input();
    case Phase::ending:
      return discard_input();
    case Phase::closed:
      return;
  }
}

void Connection::step_handshake() {
  const Wire::Outcome outcome = wire_->handshake();
  const Wire::Outcome sent = wire_->flush();  // a refusal's alert too
  if (outcome == Wire::Outcome::failed || sent == Wire::Outcome::failed) return close();
  if (sent == Wire::Outcome::blocked) wait_writable();
  if (outcome == Wire::Outcome::blocked) return wait_readable();
  phase_ = Phase::open;
  phase_since_ = idle_since_ = progress_since_ = io_.now();
  if (io_.draining()) input_over_ = true;
  mark_dirty();
  read_input();
}

void Connection::read_input() {
  std::size_t taken = 0;
  while (phase_ == Phase::open && !input_over_ && !input_blocked()) {
    std::size_t got = 0;
    const Wire::Outcome outcome = wire_->read(io_.scratch(), IoThread::scratch_bytes, got);
    if (outcome == Wire::Outcome::blocked) break;
    if (outcome == Wire::Outcome::ended) return on_peer_ended();
    if (outcome == Wire::Outcome::failed) {
      wire_->flush();  // the alert that says why
      return close();
    }
    take_input({io_.scratch(), got});
    if (!wire_->may_hold_input()) break;
    taken += got;
    if (taken >= turn_bytes) {
      boost::asio::post(io_.context(), [self = shared_from_this()] { self->io_.run([&] { self->on_readable(); }); });
      return;
    }
  }
  if (phase_ != Phase::open || input_over_) return;
  if (wire_->outgoing_size() > 0) mark_dirty();  // TLS itself may have answered (a key update)
  if (input_blocked()) {
    input_stalled_ = true;
  } else {
    wait_readable();
  }
}

void Connection::take_input(std::string_view bytes) {
  if (leftover_.empty()) {
    const std::size_t used = parse(bytes);
    leftover_.assign(bytes.substr(used));
    return;
  }
  leftover_.append(bytes);
  leftover_.erase(0, parse(leftover_));
  if (leftover_.empty() && leftover_.capacity() > leftover_kept) leftover_.shrink_to_fit();
}

bool Connection::input_blocked() const {
  if (unsent() >= limits_.unsent_bytes) return true;
  if (!parser_) return slots_.size() >= limits_.pipelined_requests;
  return streaming_ && paused_;
}

void Connection::resume_input() {
  input_stalled_ = false;
  body_since_ = piece_since_ = io_.now();  // the time that we made the peer wait is not its own
  if (const std::string bytes = std::exchange(leftover_, {}); !bytes.empty()) take_input(bytes);
  read_input();
}

std::size_t Connection::parse(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size() && phase_ == Phase::open && !input_over_ && !input_blocked()) {
    if (!parser_) {
      if (io_.draining()) {
        input_over_ = true;
        break;
      }
      // An empty line before a request is skipped (RFC 9112, 2.2).
      if (bytes[at] == '\r' && (at + 1 == bytes.size() || bytes[at + 1] == '\n')) {
        if (at + 1 == bytes.size()) break;
        at += 2;
        continue;
      }
      parser_.emplace(ParserLimits{limits_.header_bytes, limits_.header_fields});
      head_since_ = io_.now();
    }
    std::size_t consumed = 0;
    const RequestParser::Step step = parser_->feed(bytes.substr(at), consumed);
    at += consumed;
    if (step == RequestParser::Step::need_more) break;
    if (step == RequestParser::Step::failed) fail_request(parser_->error());
    if (step == RequestParser::Step::head) on_head();
    if (parser_ && parser_->done()) on_complete();
  }
  return input_over_ ? bytes.size() : at;
}

void Connection::on_head() {
  RequestHead head = parser_->take_head();
  head.peer = peer_;
  head.secure = wire_->secure();
  Slot& slot = slots_.emplace_back();
  slot_open_ = true;
  slot.head_only = head.method == "HEAD";
  slot.close_after = !parser_->keep_alive();
  body_since_ = piece_since_ = io_.now();
  const std::uint64_t limit = io_.shared().handler.body_limit(head);
  if (head.content_length.value_or(0) > limit) return fail_request({413, "The request body is too large."});
  parser_->limit_body(limit);
  if (parser_->expects_continue() && parser_->has_body()) {
    slot.bytes.append(continue_response);
    owed_ += continue_response.size();
    mark_dirty();
  }
  if (parser_->is_http11() && io_.shared().handler.wants_stream(head)) return begin_stream(std::move(head));
  building_ = Request{std::move(head), {}};
  building_.body.reserve(static_cast<std::size_t>(std::min(building_.content_length.value_or(0), reserved_bytes)));
  parser_->take_body_with([this](std::string_view piece) { building_.body.append(piece); });
}

Address Connection::address_of_last() const {
  return {io_.mailbox(), id_, first_request_ + slots_.size() - 1};
}

void Connection::begin_stream(RequestHead&& head) {
  streaming_ = true;
  paused_ = false;
  slots_.back().streamed = true;
  io_.shared().counters.requests.fetch_add(1, std::memory_order_relaxed);
  parser_->take_body_with([this](std::string_view piece) { on_piece(piece); });
  std::shared_ptr<BodySink> sink = io_.shared().handler.on_stream(std::move(head), make_stream(address_of_last()));
  if (!slots_.back().complete) slots_.back().sink = std::move(sink);
}

void Connection::on_piece(std::string_view piece) {
  piece_since_ = io_.now();
  const std::shared_ptr<BodySink> sink = slots_.back().sink;
  if (sink != nullptr) sink->on_data(piece);
}

void Connection::on_complete() {
  if (!parser_->keep_alive()) input_over_ = true;
  parser_.reset();
  slot_open_ = false;
  asked_before_ = true;
  if (streaming_) {
    streaming_ = paused_ = false;
    const std::shared_ptr<BodySink> sink = slots_.back().sink;
    if (sink != nullptr) sink->on_end();
    mark_dirty();  // an answer that was finished early has kept its slot until now
    return;
  }
  io_.shared().counters.requests.fetch_add(1, std::memory_order_relaxed);
  io_.shared().handler.on_request(std::exchange(building_, {}), make_responder(address_of_last()));
}

void Connection::on_peer_ended() {
  input_over_ = true;
  leftover_.clear();
  if (slot_open_) {
    Slot& slot = slots_.back();
    slot.complete = slot.cut = true;
    slot_open_ = streaming_ = paused_ = false;
    if (const std::shared_ptr<BodySink> sink = std::exchange(slot.sink, nullptr)) sink->on_abort();
  }
  parser_.reset();
  mark_dirty();
}

void Connection::fail_request(const ProtocolError& error) {
  io_.shared().counters.protocol_errors.fetch_add(1, std::memory_order_relaxed);
  input_over_ = true;
  if (!slot_open_) slots_.emplace_back();
  Slot& slot = slots_.back();
  slot_open_ = streaming_ = paused_ = false;
  slot.close_after = true;
  if (slot.started && !slot.complete) {
    slot.complete = slot.cut = true;
  } else if (!slot.complete) {
    fill(slot, io_.shared().handler.on_protocol_error(error.status, error.detail));
  }
  if (const std::shared_ptr<BodySink> sink = std::exchange(slot.sink, nullptr)) sink->on_abort();
  parser_.reset();
  building_ = {};
  mark_dirty();
}

// After the last answer: closing a socket that holds unread input resets the connection, which may destroy the answer
// on its way (RFC 9112, 9.6). So what still comes is read and thrown away until the peer has closed.
void Connection::discard_input() {
  for (std::size_t taken = 0; taken < turn_bytes;) {
    const boost::asio::mutable_buffer room(io_.scratch(), IoThread::scratch_bytes);
    boost::system::error_code error;
    const std::size_t got = socket_.read_some(room, error);
    if (error == boost::asio::error::would_block) break;
    if (error) return close();
    taken += got;
  }
  wait_readable();
}

void Connection::check_timeouts() {
  const auto now = io_.now();
  const auto late = [now](TimePoint since, std::chrono::milliseconds limit) { return now - since > limit; };
  if (phase_ == Phase::closed) return;
  if (phase_ == Phase::handshake) {
    if (late(phase_since_, limits_.handshake_timeout)) close();
    return;
  }
  if (wire_->outgoing_size() > 0) {
    if (late(progress_since_, limits_.write_timeout)) return close();
  } else if (phase_ == Phase::ending) {
    if (late(phase_since_, limits_.linger_timeout)) return close();
  }
  if (phase_ != Phase::open || input_over_ || input_stalled_) return;
  if (!parser_) {
    const bool idle = slots_.empty() && wire_->outgoing_size() == 0;
    if (!idle) idle_since_ = now;
    if (late(idle_since_, asked_before_ ? limits_.idle_timeout : limits_.header_timeout)) end_output();
    if (phase_ == Phase::ending) mark_dirty();
    return;
  }
  idle_since_ = now;
  if (!slot_open_) {
    if (late(head_since_, limits_.header_timeout))
      fail_request({408, "The request line and header fields took too long."});
  } else if (streaming_ && late(body_since_, limits_.stream_timeout)) {
    fail_request({408, "The request body took too long."});
  } else if (late(streaming_ ? piece_since_ : body_since_, limits_.body_timeout)) {
    fail_request({408, "The request body took too long."});
  }
}

}  // namespace tallygate::https
