// Working memory of one thread's evaluations: registers, and an arena for the strings and lists that an expression
// makes. Grows to its limit and keeps what it has, so that a warm scratch allocates nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "risk/cel/limits.hpp"
#include "risk/cel/value.hpp"

namespace tallygate::risk::cel {

// A list or map that a macro is filling; its room is taken from the arena at once.
struct Builder {
  std::span<Value> values;
  std::span<MapEntry> entries;
  std::uint32_t size = 0;
};

class Scratch {
 public:
  explicit Scratch(const Limits& limits = {});
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  // `count` objects, uninitialised, until reset(); empty when the limit is reached, and memory_exhausted() then says
  // so.
  template <class T>
  std::span<T> make(std::size_t count) {
    static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= 16);
    if (count > bytes_max_ / sizeof(T)) {
      exhausted_ = true;
      return {};
    }
    void* p = allocate(count * sizeof(T));
    return p ? std::span<T>(static_cast<T*>(p), count) : std::span<T>();
  }
  // A string value of a copy, or a memory_limit error.
  Value copy(std::string_view text);

  bool memory_exhausted() const { return exhausted_; }
  std::size_t bytes_max() const { return bytes_max_; }
  std::uint64_t steps() const { return steps_; }  // of the last evaluation

  // For the evaluator.
  void reset() {
    used_ = 0;
    chunk_ = 0;
    total_ = 0;
    steps_ = 0;
    exhausted_ = false;
  }
  std::span<Value> registers(std::size_t count);
  std::span<Builder> builders(std::size_t count);
  std::uint64_t steps_max() const { return steps_max_; }
  void set_steps(std::uint64_t steps) { steps_ = steps; }

 private:
  struct Chunk {
    std::unique_ptr<std::byte[]> bytes;
    std::size_t size = 0;
  };
  void* allocate(std::size_t bytes);  // 16-byte aligned

  std::vector<Chunk> chunks_;
  std::size_t chunk_ = 0;  // the one in use
  std::size_t used_ = 0;   // of it
  std::size_t total_ = 0;
  std::size_t bytes_max_;
  std::uint64_t steps_max_;
  std::uint64_t steps_ = 0;
  bool exhausted_ = false;
  std::vector<Value> registers_;
  std::vector<Builder> builders_;
};

}  // namespace tallygate::risk::cel
