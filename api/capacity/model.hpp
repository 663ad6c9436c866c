// How many bytes a load takes: what a sample of it took (sample.hpp), times how much more the whole is. Everything
// grows in proportion but what is said here: tables double, runs are merged in tiers, some of the keys and objects wait
// for the next state checkpoint, and while that is made a second copy of the state stands beside the first. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/capacity/question.hpp"
#include "api/capacity/sample.hpp"

namespace tallygate::capacity {

struct Line {
  std::string what;
  std::uint64_t bytes = 0;
};

struct Prediction {
  std::uint64_t orders = 0, records = 0;
  std::uint64_t records_between = 0;  // state checkpoints
  // Between two state checkpoints, at the moment before the next. Anonymous memory of the process (RssAnon of
  // /proc/PID/status): the log's pages that are mapped besides are the kernel's, which takes them back.
  std::vector<Line> memory;
  std::vector<Line> checkpoint_memory;  // and while one is made
  std::vector<Line> disk;
  std::vector<Line> disk_room;  // free space that the largest merge and the next checkpoint need for a while

  std::uint64_t memory_held() const;  // of `memory`
  std::uint64_t memory_most() const;  // of both
  std::uint64_t disk_bytes() const;
  std::uint64_t disk_most() const;
};

// Of the completed question that the sample was taken for.
Prediction predict(const Question& question, const Sample& sample);

// What a part is when there are so many times as many of it, its table as large as it then must be.
std::uint64_t grown_bytes(const core::HeldPart& part, double times);
// Of the table of idempotency keys (engine/key_table.hpp) that holds so many.
std::uint64_t key_table_bytes(double keys);

}  // namespace tallygate::capacity
