// A small copy of the platform that was asked about, really run: the same rule set over the same days of log time, with
// a part of the people and of the orders, so that each person does what he would do. What it holds in memory and on the
// disk, part by part, is measured; model.hpp says how much more the whole is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "api/capacity/question.hpp"
#include "core/held_memory.hpp"
#include "core/result.hpp"

namespace tallygate::capacity {

struct Sample {
  std::uint64_t orders = 0, records = 0;
  double records_a_commit = 0;         // of the sample itself, which is played as fast as it goes
  std::uint64_t not_as_asked = 0;      // commands that were refused or held
  std::vector<core::HeldPart> live;    // of a state that has seen every record
  std::vector<core::HeldPart> loaded;  // of one that was read from its checkpoint
  std::uint64_t state_file_bytes = 0;  // of the checkpoint
  struct Runs {
    std::uint64_t entries = 0, disk_bytes = 0, memory_bytes = 0;
  };
  Runs keys, objects;
  std::uint64_t record_bytes = 0;      // of all records
  double log_bytes_a_record_byte = 0;  // of the log's file, tree and keys included, the vault's rows not
  std::uint64_t persons = 0, pseudonyms = 0;
  std::uint64_t vault_row_bytes = 0;  // keys and values of the vault's rows
  double state_seconds = 0;           // to read and write the checkpoint
};

// Of so many orders, or all where there are fewer; of a completed question. Makes files below `scratch`, which is
// empty, and removes none. An error is that of the files, or of a rule set that does not compile.
core::Result<Sample> take_sample(const Question& question, const std::filesystem::path& scratch,
                                 std::uint64_t orders = kSampleOrders,
                                 const std::function<void(double done)>& progress = {});

// The question of which it is the answer in itself: fewer orders and people.
Question scaled_down(const Question& question, std::uint64_t orders);

}  // namespace tallygate::capacity
