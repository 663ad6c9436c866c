// What an operator asks: the load, for how long, and of whom. Plain values; check() says what of them cannot be.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/time.hpp"
#include "engine/engine.hpp"

namespace tallygate::capacity {

// Who takes part in an order's life: placed, paid, completed, three commands. Each draws evenly from those there are.
struct Mix {
  std::uint64_t buyers = 0;        // each with a device and an IP address of its own; 0: a tenth of the orders
  std::uint64_t merchants = 0;     // 0: a hundredth of the buyers
  std::uint64_t distributors = 0;  // 0: a twentieth of the buyers; each has an upline of its own
  unsigned levels = 2;             // of commission, 0 to 2
  std::uint64_t id_chars = 16;     // of every id, 10 to 60; an idempotency key has three more
};
constexpr std::uint64_t kIdCharsMin = 10, kIdCharsMax = 60;

struct Question {
  double rate = 0;        // orders a second, each with its whole life
  core::Duration window;  // for which they come, log time
  Mix mix;
  std::string ruleset;           // TOML text
  double commands_a_commit = 0;  // on average; 0: those that come while the one before is synced (kCommitSeconds)
  engine::StateCheckpointLimits limits;   // of state checkpoints, and what leaves memory
  std::optional<double> records_between;  // state checkpoints, where it is known and not to be worked out

  std::uint64_t orders() const { return static_cast<std::uint64_t>(rate * static_cast<double>(window.us) / 1e6); }
};
constexpr std::uint64_t kCommandsOfAnOrder = 3;
constexpr double kCommitSeconds = 0.001;  // about what one takes on a disk that syncs fast
constexpr double kCommandsACommitMax = 1'000;
constexpr double kRateMin = 1e-6, kRateMax = 1e6;
constexpr core::Duration kWindowMax = core::days(3'660);
constexpr std::uint64_t kSampleOrders = 40'000;            // of which a sample is run (sample.hpp)
constexpr std::uint64_t kSampleDistributorsMax = 100'000;  // each is a command of it
constexpr std::uint64_t kOrdersMin = 100, kOrdersMax = 100'000'000'000;

// The name of the value (a flag of the command line without its dashes) and why it cannot be; empty: all can.
struct Wrong {
  std::string flag, why;
};
std::optional<Wrong> check(const Question& question);
// The same with every 0 that stands for a usual value replaced by it. For one that check() let pass.
Question completed(Question question);

}  // namespace tallygate::capacity
