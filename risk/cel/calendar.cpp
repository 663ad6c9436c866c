// getFullYear() and its kin: parts of a timestamp in a time zone, and whole units of a duration.
#include "risk/cel/civil_time.hpp"
#include "risk/cel/functions.hpp"
#include "risk/cel/time_zone_offset.hpp"

namespace tallygate::risk::cel {
namespace {

template <class Part>
Value part_of(Arguments a, Part part) {
  const std::int64_t seconds = a[0].as_instant().seconds;
  if (a.size() == 1) return Value::integer(part(civil_time(seconds)));
  const auto east = time_zone_offset(a[1].as_text(), seconds);
  if (!east) return Value::error(ErrorCode::invalid_time_zone);
  return Value::integer(part(civil_time(seconds + *east)));
}

Value whole(Arguments a, std::int64_t unit_ns) {
  return Value::integer(a[0].as_duration_ns() / unit_ns);
}

}  // namespace

Value full_year(Arguments a, Scratch&) {
  return part_of(a, [](const CivilTime& t) { return t.year; });
}
Value month(Arguments a, Scratch&) {
  return part_of(a, [](const CivilTime& t) { return t.month - 1; });
}
Value date(Arguments a, Scratch&) {
  return part_of(a, [](const CivilTime& t) { return t.day; });
}
Value day_of_month(Arguments a, Scratch&) {
  return part_of(a, [](const CivilTime& t) { return t.day - 1; });
}
Value day_of_week(Arguments a, Scratch&) {
  return part_of(a, [](const CivilTime& t) { return t.day_of_week; });
}
Value day_of_year(Arguments a, Scratch&) {
  return part_of(a, [](const CivilTime& t) { return t.day_of_year; });
}
Value hours(Arguments a, Scratch&) {
  return part_of(a, [](const CivilTime& t) { return t.hour; });
}
Value minutes(Arguments a, Scratch&) {
  return part_of(a, [](const CivilTime& t) { return t.minute; });
}
Value seconds(Arguments a, Scratch&) {
  return part_of(a, [](const CivilTime& t) { return t.second; });
}
Value milliseconds(Arguments a, Scratch&) {
  const std::int64_t ms = a[0].as_instant().nanos / 1'000'000;
  return part_of(a, [ms](const CivilTime&) { return ms; });
}

Value duration_hours(Arguments a, Scratch&) {
  return whole(a, 3600 * kNanosPerSecond);
}
Value duration_minutes(Arguments a, Scratch&) {
  return whole(a, 60 * kNanosPerSecond);
}
Value duration_seconds(Arguments a, Scratch&) {
  return whole(a, kNanosPerSecond);
}
Value duration_milliseconds(Arguments a, Scratch&) {
  return Value::integer(a[0].as_duration_ns() % kNanosPerSecond / 1'000'000);
}

}  // namespace tallygate::risk::cel
