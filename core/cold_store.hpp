// Where values are that a state let go of: they are the state's own, only not in memory. The engine implements it over
// sorted runs; tests over a map.
#pragma once

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>

#include "core/hash.hpp"
#include "core/result.hpp"

namespace tallygate::core {

class ColdStore {
 public:
  virtual ~ColdStore() = default;
  // The newest value that was put under the key, empty when there never was one. An error (io, corrupt) says nothing
  // about either. Any thread.
  virtual Result<std::optional<std::string>> find(const Hash16& key) const = 0;
};

// Thrown where a value that the store should give cannot be had: an operating error in the midst of a decision, which
// has no other way out. What ran is rolled back, and nobody is told that the value is not there.
class ColdUnreadable : public std::runtime_error {
 public:
  explicit ColdUnreadable(const OperatingError& error) : std::runtime_error(error.message) {}
};

// Takes what leaves memory, in no order; the same key may come again, and then the later value holds.
using PutCold = std::function<void(const Hash16& key, std::string value)>;

}  // namespace tallygate::core
