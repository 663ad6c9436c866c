#include "api/http/batch.hpp"

#include "api/http/answer_line.hpp"
#include "api/http/responses.hpp"

namespace tallygate::http {

BatchStream::BatchStream(const Edge& edge, Gateway& gateway, SessionPtr session, Rate rate,
                         std::shared_ptr<https::Stream> stream)
    : edge_(edge),
      gateway_(gateway),
      session_(std::move(session)),
      rate_(rate),
      stream_(std::move(stream)),
      splitter_(limits_.line_bytes_max) {}

void BatchStream::on_data(std::string_view piece) {
  if (over_ || ended_) return;
  splitter_.feed(piece, [this](std::string_view line, bool whole) { return take_line(line, whole); });
  submit_ready();
  flush();
  if (!over_ && !paused_ && slots_.size() >= limits_.unanswered_high) {
    paused_ = true;
    stream_->pause_reading();
  }
}

void BatchStream::on_end() {
  if (!over_ && !ended_) splitter_.finish([this](std::string_view line, bool whole) { return take_line(line, whole); });
  submit_ready();
  ended_ = true;
  flush();
}

void BatchStream::on_abort() {
  over_ = true;
}

bool BatchStream::take_line(std::string_view line, bool whole) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.empty()) return true;
  const std::uint64_t number = taken_++;
  slots_.emplace_back();
  if (number >= limits_.lines_max) {
    refuse(number, {core::Code::body_too_large,
                    "A batch has at most 10,000 lines; this one and what follows were not executed.",
                    {}});
    ended_ = true;
    return false;
  }
  if (!whole) {
    refuse(number, {core::Code::body_too_large, "A line of a batch has at most 128 KiB.", {}});
    return true;
  }
  if (session_->bucket->take(rate_, monotonic_ns()) > 0) {
    refuse(number, {core::Code::rate_limited, "The client's rate limit is used up.", {}});
    return true;
  }
  Prepared prepared;
  if (const auto no = edge_.line(line, *session_, prepared, slots_.back().key)) {
    refuse(number, *no);
    return true;
  }
  slots_.back().key = prepared.command->key;
  submit(std::move(prepared));
  return true;
}

void BatchStream::submit(Prepared prepared) {
  engine::Ticket ticket;
  ticket.tenant = session_->tenant->name;
  ticket.commands.push_back(std::move(prepared.command));
  ticket.blobs = std::move(prepared.blobs);
  ticket.done = [self = shared_from_this(), line = taken_ - 1](std::vector<engine::Answer> answers) {
    self->take_answer(line, std::move(answers));
  };
  ready_.push_back(std::move(ticket));
}

void BatchStream::submit_ready() {
  gateway_.submit_raw(ready_);
  ready_.clear();
}

void BatchStream::take_answer(std::uint64_t line, std::vector<engine::Answer> answers) {
  {
    const std::scoped_lock lock(mutex_);
    arrived_.emplace_back(line, std::move(answers.front()));
    if (arrived_.size() > 1) return;  // whoever came first has woken the io thread
  }
  gateway_.deliver(stream_->io_index(), [self = shared_from_this()] { self->drain(); });
}

void BatchStream::drain() {
  std::vector<std::pair<std::uint64_t, engine::Answer>> arrived;
  {
    const std::scoped_lock lock(mutex_);
    arrived.swap(arrived_);
  }
  if (over_) return;
  for (const auto& [line, given] : arrived) {
    if (given.kind == engine::Answer::Kind::dropped) {
      over_ = true;
      return stream_->drop();
    }
    // A replayed line is the same bytes each time: what its record was promised by went out with its first answer.
    const bool fresh = given.kind == engine::Answer::Kind::recorded && given.receipt && given.receipt != receipt_;
    answer(line, render(given), fresh ? std::string_view(*given.receipt) : std::string_view());
    if (fresh) receipt_ = given.receipt;
  }
  flush();
  if (!over_ && paused_ && slots_.size() <= limits_.unanswered_low) {
    paused_ = false;
    stream_->resume_reading();
  }
}

void BatchStream::answer(std::uint64_t line, const engine::Rendered& rendered, std::string_view receipt) {
  Slot& slot = slots_[line - first_];
  append_answer_line(slot.text, slot.key, rendered, receipt);
  slot.ready = true;
}

void BatchStream::refuse(std::uint64_t line, const Refused& refused) {
  answer(line, engine::render_problem(refused.code, refused.detail, refused.errors));
}

void BatchStream::flush() {
  if (over_) return;
  if (!started_ && (ended_ || (!slots_.empty() && slots_.front().ready))) {
    started_ = true;
    stream_->start(200, {{"Content-Type", std::string(kNdjson)}, {"Cache-Control", "no-store"}});
  }
  std::string out;
  while (!slots_.empty() && slots_.front().ready) {
    out += slots_.front().text;
    slots_.pop_front();
    ++first_;
  }
  if (!out.empty()) stream_->write(std::move(out));
  if (ended_ && slots_.empty()) {
    over_ = true;
    stream_->finish();
  }
}

}  // namespace tallygate::http
