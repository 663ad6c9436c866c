// A record: one typed value for what decide made, what apply folds, and what the codec (record_codec.hpp) writes as
// canonical JSON.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/assessment.hpp"
#include "core/command.hpp"
#include "core/effects.hpp"
#include "core/outcome.hpp"
#include "core/posting.hpp"
#include "core/record_type.hpp"

namespace tallygate::core {

struct Subject {
  std::string name;     // "order:o1", "party:b1", "account:liabilities:escrow"
  std::uint64_t n = 0;  // counts that subject's records from 1 without gaps
};

struct Group {
  std::uint64_t first = 0;  // seq of the group's first record
  std::uint64_t n = 0;      // records in it
};

struct Record {
  RecordType type = RecordType::command_refused;
  std::uint64_t seq = 0;
  Time at;
  std::optional<Time> rec;  // when it was really appended, where that differs from `at`
  Actor actor;
  std::string key;                     // may be empty
  std::optional<std::uint64_t> cause;  // the seq this follows from
  std::optional<Group> group;          // absent for a record alone
  std::vector<Subject> subjects;

  std::shared_ptr<const Command> command;  // null for the system's own records (timers, log.opened)
  std::optional<Assessment> assessment;
  std::optional<Refusal> refusal;
  Postings postings;
  Effect effect;
};

template <class T>
const T& effect_as(const Record& r) {
  return std::get<T>(r.effect);
}

}  // namespace tallygate::core
