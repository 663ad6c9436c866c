// HTTP/1.1 responses out of a client's bytes, one after the other, with as little work as a load generator can afford:
// status line, Content-Length or chunks, and the fields only when somebody asks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/https/message.hpp"

namespace tallygate::https {

class ResponseReader {
 public:
  // Forgets the last response. `answers_head`: the next one answers HEAD and has no body, whatever its fields say.
  void reset(bool answers_head = false);

  // Takes bytes up to the end of one response and says how many; those behind it belong to the next one.
  std::size_t feed(std::string_view bytes);

  bool started() const { return !head_.empty() || head_done_; }
  bool head_done() const { return head_done_; }
  bool done() const { return state_ == State::done; }
  bool malformed() const { return state_ == State::malformed; }
  int status() const { return status_; }
  // The body as far as it has come, without framing. Its reader may erase what it has dealt with.
  std::string& body() { return body_; }
  Headers headers() const;

 private:
  enum class State { head, counted, chunk_size, chunk, chunk_end, trailer, done, malformed };

  std::size_t feed_head(std::string_view bytes);
  std::size_t feed_line(std::string_view bytes);
  void begin_body();
  void take_line();

  State state_ = State::head;
  std::string head_;
  std::string line_;
  std::string body_;
  std::uint64_t left_ = 0;
  int status_ = 0;
  bool head_done_ = false;
  bool answers_head_ = false;
};

}  // namespace tallygate::https
