// The output side of a connection: answers into slots, slots in order onto the wire.
#include <algorithm>
#include <utility>

#include "api/https/connection.hpp"
#include "api/https/response_writer.hpp"

namespace tallygate::https {

namespace {

constexpr std::size_t gathered_bytes =
    64 * 1024;  // small answers are joined up to here, so that they share TLS records
constexpr std::size_t outgoing_bytes = 512 * 1024;  // encrypted ahead of what the socket takes

}  // namespace

void Connection::apply(Answer&& answer) {
  if (answer.request < first_request_ || answer.request - first_request_ >= slots_.size()) return;
  Slot& slot = slots_[static_cast<std::size_t>(answer.request - first_request_)];
  if (slot.complete) return;
  const bool being_read = slot_open_ && answer.request == first_request_ + slots_.size() - 1;
  const std::size_t size_before = slot.size();
  switch (answer.kind) {
    case Answer::Kind::respond:
      if (slot.started) {
        slot.complete = slot.cut = true;
      } else {
        fill(slot, answer.response);
      }
      break;
    case Answer::Kind::start:
      if (slot.started) return;
      slot.started = true;
      append_response(slot.bytes, answer.response, BodyFraming::chunked, slot.close_after, io_.date());
      break;
    case Answer::Kind::write:
      if (!slot.started || slot.head_only) return;
      if (slot.body.empty()) {
        slot.body = std::move(answer.response.body);
      } else {
        slot.body.append(answer.response.body);
      }
      break;
    case Answer::Kind::finish:
      slot.complete = true;
      slot.cut = !slot.started;
      break;
    case Answer::Kind::drop:
      slot.complete = slot.cut = true;
      break;
    case Answer::Kind::pause:
      paused_ = paused_ || being_read;
      return;
    case Answer::Kind::resume:
      if (being_read) paused_ = false;
      break;
  }
  if (answer.kind != Answer::Kind::respond) owed_ += slot.size() - size_before;
  if (slot.complete) {
    slot.sink.reset();
    if (being_read) paused_ = false;
  }
  mark_dirty();
}

void Connection::fill(Slot& slot, const Response& response) {
  const std::size_t size_before = slot.size();
  const bool last_before_end = io_.draining() && !slot_open_ && !slots_.empty() && &slot == &slots_.back();
  slot.close_after = slot.close_after || response.close || last_before_end;
  append_response(slot.bytes, response, slot.head_only ? BodyFraming::omitted : BodyFraming::length, slot.close_after,
                  io_.date());
  slot.complete = true;
  owed_ += slot.size() - size_before;
}

void Connection::mark_dirty() {
  if (dirty_) return;
  dirty_ = true;
  io_.mark_dirty(shared_from_this());
}

void Connection::flush() {
  dirty_ = false;
  if (phase_ == Phase::closed || phase_ == Phase::handshake) return;
  if (wire_->outgoing_size() == 0) progress_since_ = io_.now();
  while (phase_ == Phase::open && wire_->outgoing_size() < outgoing_bytes) {
    std::string& out = io_.assembly();
    out.clear();
    gather(out);
    if (out.empty()) break;
    if (!wire_->queue(out)) return close();
    if (slots_.empty() && input_over_) break;
  }
  if (phase_ == Phase::open && slots_.empty() && input_over_) end_output();
  send_outgoing();
  if (phase_ == Phase::open && input_stalled_ && !input_blocked()) resume_input();
}

// Moves what is ready, in the order of requests. A slot that ends the connection takes all later ones with it.
void Connection::gather(std::string& out) {
  while (!slots_.empty() && out.size() < gathered_bytes) {
    Slot& slot = slots_.front();
    owed_ -= slot.size();
    out.append(slot.bytes);
    slot.bytes.clear();
    if (!slot.body.empty()) {
      append_chunk(out, slot.body);
      slot.body.clear();
    }
    if (!slot.complete) return;
    if (slot.started && !slot.cut && !slot.head_only) out.append(last_chunk);
    slot.started = false;
    const bool ends = slot.cut || slot.close_after;
    // Its body is still being read: the slot keeps the place, so that the body has somewhere to go, until it is over.
    if (!ends && slot_open_ && slots_.size() == 1) return;
    slots_.pop_front();
    ++first_request_;
    idle_since_ = io_.now();
    if (ends) {
      input_over_ = true;
      abort_slots();
    }
  }
}

void Connection::abort_slots() {
  std::deque<Slot> aborted;
  aborted.swap(slots_);
  first_request_ += aborted.size();
  owed_ = 0;
  slot_open_ = streaming_ = paused_ = false;
  for (const Slot& slot : aborted) {
    if (slot.sink != nullptr) slot.sink->on_abort();
  }
}

void Connection::end_output() {
  if (phase_ != Phase::open) return;
  phase_ = Phase::ending;
  phase_since_ = io_.now();
  input_over_ = true;
  leftover_.clear();
  parser_.reset();
  wire_->queue_end();
}

void Connection::send_outgoing() {
  const std::uint64_t sent_before = wire_->bytes_sent();
  const Wire::Outcome outcome = wire_->flush();
  if (wire_->bytes_sent() != sent_before) progress_since_ = io_.now();
  count_bytes();
  if (outcome == Wire::Outcome::failed) return close();
  if (outcome == Wire::Outcome::blocked) return wait_writable();
  if (phase_ != Phase::ending || send_shut_) return;
  send_shut_ = true;
  phase_since_ = io_.now();
  boost::system::error_code error;
  socket_.shutdown(IoThread::Socket::shutdown_send, error);
  if (error) return close();
  discard_input();
}

void Connection::wait_writable() {
  if (writing_waits_ || phase_ == Phase::closed) return;
  writing_waits_ = true;
  socket_.async_wait(IoThread::Socket::wait_write, [self = shared_from_this()](const boost::system::error_code& error) {
    self->writing_waits_ = false;
    if (error || self->phase_ == Phase::closed) return;
    self->io_.run([&] {
      if (self->phase_ == Phase::handshake) return self->step_handshake();
      self->mark_dirty();
    });
  });
}

void Connection::count_bytes() {
  Counters& counters = io_.shared().counters;
  counters.bytes_received.fetch_add(wire_->bytes_received() - counted_received_, std::memory_order_relaxed);
  counters.bytes_sent.fetch_add(wire_->bytes_sent() - counted_sent_, std::memory_order_relaxed);
  counted_received_ = wire_->bytes_received();
  counted_sent_ = wire_->bytes_sent();
}

}  // namespace tallygate::https
