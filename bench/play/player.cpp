#include "bench/play/player.hpp"

#include <chrono>
#include <utility>

namespace tallygate::play {
namespace {

constexpr core::Duration kWave = core::minutes(30);
constexpr std::size_t kWaveLinesMax = 2'000;  // far below a batch's 10,000
constexpr int kPutOffMax = 200;               // waves that a refund waits for its order's payment

std::string_view text(const simdjson::dom::element& object, std::string_view pointer) {
  std::string_view value;
  return object.at_pointer(pointer).get(value) == simdjson::SUCCESS ? value : std::string_view();
}

constexpr std::string_view kOperations[] = {"orders",  "payments", "shipments", "deliveries", "completions",
                                            "refunds", "logins",   "declines",  "challenges"};

}  // namespace

Player::Player(const Month& month, Caller& platform, Caller& analyst, Progress progress)
    : month_(month),
      platform_(platform),
      analyst_(analyst),
      progress_(std::move(progress)),
      payments_left_(month.orders.size()) {
  for (std::size_t i = 0; i < month.orders.size(); ++i) {
    order_index_[month.orders[i].id] = i;
    payments_left_[i] = payments_of(month.orders[i]).size();
    schedule(month.orders[i].at, Kind::place, i);
  }
  for (std::size_t i = 0; i < month.refunds.size(); ++i) schedule(month.refunds[i].at, Kind::refund, i);
  for (std::size_t i = 0; i < month.logins.size(); ++i) schedule(month.logins[i].at, Kind::login, i);
  for (std::size_t i = 0; i < month.declines.size(); ++i) schedule(month.declines[i].at, Kind::decline, i);
  wave_end_ = events_.top().at;
}

void Player::schedule(core::Time at, Kind kind, std::size_t index, std::size_t part, std::string id) {
  events_.push({at, ++made_, kind, index, part, std::move(id)});
}

bool Player::play() {
  bench::LoadOptions options;
  options.client = platform_.options();
  const bench::ClientHeaders headers = {{"Authorization", "Bearer " + platform_.token()},
                                        {"Content-Type", "application/x-ndjson"}};
  const auto result = bench::LoadRunner::run_batches(
      options, "/v1/batch", headers, [this](std::size_t, std::string& ndjson) { return next_wave(ndjson); },
      [this](std::size_t, int status, std::size_t line, std::int64_t latency_ns, std::string_view answer) {
        if (status != 200) {
          why_ = "a batch was answered " + std::to_string(status) + ": " + std::string(answer);
          return;
        }
        answered(line, answer, latency_ns);
      });
  tally_.seconds = result.seconds;
  if (result.failures > 0 && why_.empty()) why_ = result.why;
  for (const auto& [object, held] : held_)
    if (held.event.kind == Kind::place) not_accepted_.insert(object);
  return why_.empty();
}

// The next half hour in which anything happens. A refund whose order is not paid yet waits for the next one, as the
// person at the counter would.
bool Player::next_wave(std::string& ndjson) {
  if (!why_.empty()) return false;
  wave_.clear();
  while (wave_.empty()) {
    if (events_.empty() && held_.empty()) return false;
    if (events_.empty())
      wave_end_ = wave_end_ + core::hours(12);
    else if (events_.top().at > wave_end_)
      wave_end_ = events_.top().at;
    review_in_the_morning();
    wave_end_ = wave_end_ + kWave;
    while (!events_.empty() && events_.top().at < wave_end_ && wave_.size() < kWaveLinesMax) {
      auto event = events_.top();
      events_.pop();
      if (put_off(event)) continue;
      ndjson += line_of(event);
      wave_.push_back(std::move(event));
    }
  }
  progress_(wave_end_, tally_.lines);
  return true;
}

bool Player::put_off(const Event& event) {
  if (event.kind != Kind::refund) return false;
  const auto& order = month_.refunds[event.index].order;
  if (paid_.contains(order)) return false;
  if (not_accepted_.contains(order) || event.part > kPutOffMax) return true;  // its order was not to be
  schedule(wave_end_ + core::minutes(1), Kind::refund, event.index, event.part + 1);
  return true;
}

std::string Player::line_of(const Event& e) {
  switch (e.kind) {
    case Kind::place:
      return place_line(month_.orders[e.index], month_.currency);
    case Kind::pay:
      return pay_line(month_.orders[e.index], payments_of(month_.orders[e.index])[e.part], month_.currency, e.at);
    case Kind::ship:
      return ship_line(month_.orders[e.index], e.at);
    case Kind::deliver:
      return deliver_line(month_.orders[e.index], e.at);
    case Kind::complete:
      return complete_line(month_.orders[e.index], e.at);
    case Kind::refund:
      return refund_line(month_.refunds[e.index], month_.currency, e.at);
    case Kind::login:
      return login_line(month_.logins[e.index]);
    case Kind::decline:
      return decline_line(month_.declines[e.index], month_.currency);
    case Kind::challenge:
      return challenge_line(e.id, episode_of(challenged_.at(e.id)).empty(), e.at);
  }
  return {};
}

const std::string& Player::episode_of(const Event& e) const {
  static const std::string none;
  switch (e.kind) {
    case Kind::place:
    case Kind::pay:
      return month_.orders[e.index].episode;
    case Kind::login:
      return month_.logins[e.index].episode;
    case Kind::decline:
      return month_.declines[e.index].episode;
    default:
      return none;
  }
}

void Player::answered(std::size_t line, std::string_view answer, std::int64_t latency_ns) {
  const auto event = wave_.at(line);
  ++tally_.lines;
  tally_.latencies_ns.push_back(latency_ns);
  static thread_local simdjson::dom::parser parser;
  simdjson::dom::element parsed;
  std::int64_t status = 0;
  if (parser.parse(simdjson::padded_string(answer)).get(parsed) != simdjson::SUCCESS ||
      parsed["status"].get(status) != simdjson::SUCCESS) {
    why_ = "an answer line is not as it should be: " + std::string(answer);
    return;
  }
  ++tally_.statuses[static_cast<int>(status)];
  if (status >= 400) ++tally_.refused[std::string(text(parsed, "/body/code"))];
  count(event, parsed);
  follow_up(event, static_cast<int>(status), std::string(text(parsed, "/body/challenge/id")),
            std::string(text(parsed, "/body/review/id")));
}

// Outcome and reasons, against the label that only the player knows.
void Player::count(const Event& event, const simdjson::dom::element& parsed) {
  const auto outcome = text(parsed, "/body/decision/outcome");
  if (event.kind == Kind::complete) {
    simdjson::dom::array parts;
    if (parsed.at_pointer("/body/split").get(parts) == simdjson::SUCCESS)
      for (const auto part : parts) {
        std::int64_t amount = 0, level = 0;
        if (part["amount"].get(amount) != simdjson::SUCCESS) continue;
        std::string name(text(part, "/kind"));
        if (part["level"].get(level) == simdjson::SUCCESS) name += " " + std::to_string(level);
        tally_.split[name] += amount;
      }
  }
  if (outcome.empty()) return;
  ++tally_.outcomes[std::string(kOperations[static_cast<std::size_t>(event.kind)])][std::string(outcome)];
  const auto& episode = episode_of(event);
  const bool stopped = outcome != "allow";
  if (episode.empty()) {
    ++tally_.ordinary_attempts;
    tally_.ordinary_stopped += stopped;
  } else {
    auto& counted = tally_.episodes[episode];
    const bool failed_outside =
        event.kind == Kind::decline || (event.kind == Kind::login && !month_.logins[event.index].success);
    ++(failed_outside ? counted.failed_outside : counted.could_succeed);
    (failed_outside ? counted.of_those_seen : counted.stopped) += stopped;
  }
  simdjson::dom::array reasons;
  if (parsed.at_pointer("/body/decision/reasons").get(reasons) != simdjson::SUCCESS) return;
  for (const auto reason : reasons) {
    const std::string code(text(reason, "/code"));
    ++(episode.empty() ? tally_.signals[code].ordinary : tally_.signals[code].abuse);
    if (!episode.empty()) ++tally_.episodes[episode].by[code];
  }
}

// What a platform does with the answer.
void Player::follow_up(const Event& event, int status, const std::string& challenge, const std::string& review) {
  if (event.kind == Kind::login || event.kind == Kind::decline || event.kind == Kind::deliver) return;
  if (status == 202) {
    if (!challenge.empty()) {
      challenged_[challenge] = event;
      schedule(wave_end_ + core::minutes(2), Kind::challenge, 0, 0, challenge);
    } else if (!review.empty()) {
      const auto object = event.kind == Kind::refund ? month_.refunds[event.index].id : month_.orders[event.index].id;
      held_[object] = {review, event};
    }
    return;
  }
  if (event.kind == Kind::challenge) {
    if (status < 300 && episode_of(challenged_.at(event.id)).empty())
      accepted(challenged_.at(event.id));
    else if (challenged_.at(event.id).kind == Kind::place)
      not_accepted_.insert(month_.orders[challenged_.at(event.id).index].id);
    return;
  }
  if (status < 300) {
    accepted(event);
  } else if (event.kind == Kind::place) {
    not_accepted_.insert(month_.orders[event.index].id);
  }
}

void Player::accepted(const Event& event) {
  const auto soon = std::max(event.at, wave_end_);
  const auto spread = core::seconds(static_cast<std::int64_t>(made_ % 900));
  switch (event.kind) {
    case Kind::place:
      for (std::size_t k = 0; k < payments_left_[event.index]; ++k) schedule(soon + spread, Kind::pay, event.index, k);
      break;
    case Kind::pay:
      if (--payments_left_[event.index] > 0) break;
      paid_.insert(month_.orders[event.index].id);
      schedule(soon + core::hours(20) + spread, Kind::ship, event.index);
      break;
    case Kind::ship:
      schedule(soon + core::days(2) + spread, Kind::deliver, event.index);
      schedule(soon + core::days(4) + spread, Kind::complete, event.index);
      break;
    case Kind::refund:
      refunded_.insert(month_.refunds[event.index].id);
      break;
    default:
      break;
  }
}

// Every morning the analyst goes through what is held, and knows what the labels say.
void Player::review_in_the_morning() {
  const auto today = core::date_of(wave_end_ - core::hours(9));
  if (today <= reviewed_ || held_.empty()) return;
  reviewed_ = today;
  for (const auto& [object, held] : std::exchange(held_, {})) {
    const bool release = episode_of(held.event).empty();
    const std::string body = release ? R"({"case":"false_positive","outcome":"release"})"
                                     : R"({"case":"confirmed_risk","outcome":"reject"})";
    const auto answer = analyst_.call("POST", "/v1/risk/reviews/" + held.review + "/resolve", body);
    if (!answer) {
      why_ = "the analyst got no answer: " + analyst_.why();
      return;
    }
    bool placed = release && answer->status == 200;
    if (placed && held.event.kind == Kind::place) {
      const auto order = platform_.call("GET", "/v1/orders/" + object);
      placed = order && order->body.find("\"state\":\"placed\"") != std::string::npos;
    }
    if (placed)
      accepted(held.event);
    else if (held.event.kind == Kind::place)
      not_accepted_.insert(object);
  }
}

}  // namespace tallygate::play
