// Plays a month as a platform would: what is asked next depends on what was answered. Time is the month's own (the
// tenant's clock is replay), in waves of half an hour: each wave is one streamed NDJSON batch of everything that falls
// into it, in order of time.
#pragma once

#include <simdjson.h>

#include <functional>
#include <map>
#include <queue>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "bench/play/lines.hpp"
#include "bench/play/month.hpp"
#include "bench/play/platform.hpp"
#include "bench/play/tally.hpp"

namespace tallygate::play {

class Player {
 public:
  using Progress = std::function<void(core::Time now, std::uint64_t lines)>;
  Player(const Month& month, Caller& platform, Caller& analyst, Progress progress);

  // Plays it all; false with a sentence in why() when the server stopped answering.
  bool play();
  Tally& tally() { return tally_; }
  const std::string& why() const { return why_; }

  // How the real orders ended: for the recount.
  const std::set<std::string>& not_accepted() const { return not_accepted_; }
  const std::set<std::string>& paid() const { return paid_; }
  const std::set<std::string>& refunded() const { return refunded_; }

 private:
  enum class Kind { place, pay, ship, deliver, complete, refund, login, decline, challenge };
  struct Event {
    core::Time at;
    std::uint64_t order = 0;  // among equal times: first made, first played
    Kind kind = Kind::place;
    std::size_t index = 0;  // of the month's list
    std::size_t part = 0;   // which payment
    std::string id;         // of a challenge
    bool operator<(const Event& other) const {
      return std::tie(other.at, other.order) < std::tie(at, order);
    }  // earliest on top
  };
  struct Held {
    std::string review;
    Event event;  // what was asked
  };

  void schedule(core::Time at, Kind kind, std::size_t index, std::size_t part = 0, std::string id = {});
  std::string line_of(const Event& event);
  bool next_wave(std::string& ndjson);
  void answered(std::size_t line, std::string_view answer, std::int64_t latency_ns);
  void count(const Event& event, const simdjson::dom::element& answer);
  void follow_up(const Event& event, int status, const std::string& challenge, const std::string& review);
  void accepted(const Event& event);
  void review_in_the_morning();
  const std::string& episode_of(const Event& event) const;
  bool put_off(const Event& event);

  const Month& month_;
  Caller& platform_;
  Caller& analyst_;
  Progress progress_;
  Tally tally_;
  std::priority_queue<Event> events_;
  std::vector<Event> wave_;
  core::Time wave_end_;
  core::Date reviewed_{-1};
  std::uint64_t made_ = 0;
  std::map<std::string, std::size_t> order_index_;
  std::vector<std::size_t> payments_left_;
  std::map<std::string, Held> held_;         // by object
  std::map<std::string, Event> challenged_;  // by challenge id
  std::set<std::string> not_accepted_, paid_, refunded_;
  std::string why_;
};

}  // namespace tallygate::play
