// Timestamps and durations: conversion and checked arithmetic. A duration is int64 nanoseconds (about 292 years), as in
// the other implementations of the language; a timestamp lies in the years 0001 to 9999.
#include <limits>

#include "risk/cel/civil_time.hpp"
#include "risk/cel/functions.hpp"

namespace tallygate::risk::cel {
namespace {

Value duration_of(__int128 ns) {
  if (ns > std::numeric_limits<std::int64_t>::max() || ns < std::numeric_limits<std::int64_t>::min()) return overflow();
  return Value::duration_ns(static_cast<std::int64_t>(ns));
}

__int128 nanos_of(Instant t) {
  return static_cast<__int128>(t.seconds) * kNanosPerSecond + t.nanos;
}

Value timestamp_of(__int128 ns) {
  __int128 seconds = ns / kNanosPerSecond;
  __int128 nanos = ns % kNanosPerSecond;
  if (nanos < 0) {
    nanos += kNanosPerSecond;
    --seconds;
  }
  if (seconds < kSecondsMin || seconds > kSecondsMax) return overflow();
  return Value::timestamp({static_cast<std::int64_t>(seconds), static_cast<std::uint32_t>(nanos)});
}

}  // namespace

Value timestamp_from_string(Arguments a, Scratch&) {
  const auto t = parse_instant(a[0].as_text());
  return t ? Value::timestamp(*t) : Value::error(ErrorCode::invalid_text);
}

Value timestamp_from_int(Arguments a, Scratch&) {
  return in_calendar(a[0].as_int()) ? Value::timestamp({a[0].as_int(), 0}) : Value::error(ErrorCode::out_of_range);
}

Value duration_from_string(Arguments a, Scratch&) {
  bool too_long = false;
  const auto ns = parse_duration(a[0].as_text(), too_long);
  if (ns) return Value::duration_ns(*ns);
  return Value::error(too_long ? ErrorCode::out_of_range : ErrorCode::invalid_text);
}

Value string_from_timestamp(Arguments a, Scratch& scratch) {
  return scratch.copy(instant_text(a[0].as_instant()));
}
Value string_from_duration(Arguments a, Scratch& scratch) {
  return scratch.copy(duration_text(a[0].as_duration_ns()));
}

Value negate_duration(Arguments a, Scratch&) {
  return duration_of(-static_cast<__int128>(a[0].as_duration_ns()));
}

Value add_timestamp_duration(Arguments a, Scratch&) {
  return timestamp_of(nanos_of(a[0].as_instant()) + a[1].as_duration_ns());
}
Value add_duration_timestamp(Arguments a, Scratch&) {
  return timestamp_of(nanos_of(a[1].as_instant()) + a[0].as_duration_ns());
}
Value subtract_timestamp_duration(Arguments a, Scratch&) {
  return timestamp_of(nanos_of(a[0].as_instant()) - a[1].as_duration_ns());
}
Value subtract_timestamps(Arguments a, Scratch&) {
  return duration_of(nanos_of(a[0].as_instant()) - nanos_of(a[1].as_instant()));
}

Value add_durations(Arguments a, Scratch&) {
  return duration_of(static_cast<__int128>(a[0].as_duration_ns()) + a[1].as_duration_ns());
}
Value subtract_durations(Arguments a, Scratch&) {
  return duration_of(static_cast<__int128>(a[0].as_duration_ns()) - a[1].as_duration_ns());
}

}  // namespace tallygate::risk::cel
