// Result<T>: a value, or an operating error (disk full, bad certificate, damaged file). Not for refusals (values) nor
// bugs (CHECK).
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "core/check.hpp"

namespace tallygate::core {

enum class ErrorKind {
  io,              // the system call failed
  storage_full,    // no space left in the file system or the map
  corrupt,         // what was read is not what was written
  wrong_position,  // an append expected another head
  locked,          // another process holds the directory
  version,         // a format newer than this program
  not_found,
  invalid,  // a file or argument of the operator's is not well-formed
  unavailable,
  archived,  // in an archive file that is not here or not whole; this message alone names no path
};

struct OperatingError {
  ErrorKind kind = ErrorKind::io;
  std::string message;  // a whole sentence for the operator; may name paths, so only `archived` goes to an API client
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(OperatingError error) : state_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return state_.index() == 0; }
  bool ok() const { return state_.index() == 0; }
  T& value() & {
    require();
    return std::get<0>(state_);
  }
  const T& value() const& {
    require();
    return std::get<0>(state_);
  }
  T&& value() && {
    require();
    return std::get<0>(std::move(state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const OperatingError& error() const { return std::get<1>(state_); }

 private:
  void require() const { TALLYGATE_CHECK(ok(), "value() of a failed result: " + error().message); }
  std::variant<T, OperatingError> state_;
};

struct Done {};
using Status = Result<Done>;

inline OperatingError failure(ErrorKind kind, std::string message) {
  return {kind, std::move(message)};
}

}  // namespace tallygate::core
