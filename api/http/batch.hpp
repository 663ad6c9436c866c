// POST /v1/batch: a stream of operations, a line each, executed as they arrive and answered in order as they become
// durable. Lives on its connection's io thread; only take_answer() is called from the commit thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/http/edge.hpp"
#include "api/http/gateway.hpp"
#include "api/http/line_splitter.hpp"
#include "api/http/session.hpp"
#include "api/https/handler.hpp"
#include "engine/answers.hpp"

namespace tallygate::http {

// The limits of a batch. Bytes of the whole body: the route's body_max.
struct BatchLimits {
  std::size_t lines_max = 10'000;
  std::size_t line_bytes_max = 128 * 1024;
  std::size_t unanswered_high = 4'096;  // lines handed to the engine and not yet answered: reading pauses …
  std::size_t unanswered_low = 2'048;   // … until so few are left
};

class BatchStream final : public https::BodySink, public std::enable_shared_from_this<BatchStream> {
 public:
  BatchStream(const Edge& edge, Gateway& gateway, SessionPtr session, Rate rate, std::shared_ptr<https::Stream> stream);

  void on_data(std::string_view piece) override;
  void on_end() override;
  void on_abort() override;

 private:
  struct Slot {
    std::string key;
    std::string text;  // the answer line, once there
    bool ready = false;
  };

  bool take_line(std::string_view line, bool whole);
  void submit(Prepared prepared);
  void submit_ready();
  void answer(std::uint64_t line, const engine::Rendered& rendered, std::string_view receipt = {});
  void refuse(std::uint64_t line, const Refused& refused);
  void take_answer(std::uint64_t line, std::vector<engine::Answer> answers);  // commit thread
  void drain();
  void flush();

  const BatchLimits limits_;
  const Edge& edge_;
  Gateway& gateway_;
  const SessionPtr session_;
  const Rate rate_;
  const std::shared_ptr<https::Stream> stream_;
  LineSplitter splitter_;

  std::vector<engine::Ticket> ready_;           // of the piece being read: they go to the engine together
  std::deque<Slot> slots_;                      // lines not yet written, in order
  std::uint64_t first_ = 0;                     // number of slots_.front()
  std::uint64_t taken_ = 0;                     // lines seen
  std::shared_ptr<const std::string> receipt_;  // that was given last: it covers the lines of its commit that follow
  bool started_ = false, paused_ = false, ended_ = false, over_ = false;

  std::mutex mutex_;  // over arrived_
  std::vector<std::pair<std::uint64_t, engine::Answer>> arrived_;
};

}  // namespace tallygate::http
