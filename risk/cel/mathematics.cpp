// The math extension: rounding, bits, the greatest and the least of numbers of one type. Doubles by + - * / and sqrt
// only, so that every machine gives the same bits.
#include <limits>

#include "core/deterministic_math.hpp"
#include "risk/cel/functions.hpp"
#include "risk/cel/ordering.hpp"

namespace tallygate::risk::cel {
namespace {

constexpr double kWholeFrom = 4503599627370496.0;  // 2^52: no double from here on has a fraction
constexpr double kEndless = std::numeric_limits<double>::infinity();

bool is_nan(double v) {
  return v != v;
}

double magnitude(double v) {
  return __builtin_fabs(v);
}

// Towards zero; what has no fraction, NaN and the infinities stay as they are, and so does the sign of zero.
double whole_part(double v) {
  if (!(magnitude(v) < kWholeFrom)) return v;
  return __builtin_copysign(static_cast<double>(static_cast<std::int64_t>(v)), v);
}

double away_from_zero(double whole, double v) {
  return __builtin_copysign(magnitude(whole) + 1.0, v);
}

// NaN has no place in an order, so there is no greatest where it takes part.
Value extreme(std::span<const Value> values, Order wanted) {
  if (values.empty()) return Value::error(ErrorCode::invalid_argument);
  const Value* best = nullptr;
  for (const Value& v : values) {
    if (order(v, v) != Order::equal)
      return Value::error(v.is(Kind::floating) ? ErrorCode::invalid_argument : ErrorCode::wrong_type);
    if (best == nullptr || order(v, *best) == wanted) best = &v;
  }
  return *best;
}

std::span<const Value> numbers(Arguments a) {
  return a[0].is(Kind::list) ? a[0].as_list() : a;
}

template <class Bits>
Value bits(Arguments a, Bits operation) {
  if (a[0].is(Kind::unsigned_integer)) return Value::unsigned_integer(operation(a[0].as_uint(), a.back().as_uint()));
  const auto left = static_cast<std::uint64_t>(a[0].as_int());
  const auto right = static_cast<std::uint64_t>(a.back().as_int());
  return Value::integer(static_cast<std::int64_t>(operation(left, right)));
}

// As bits, not as numbers: what is shifted in is 0 on both sides, and beyond 63 places nothing is left.
template <class Shift>
Value shifted(Arguments a, Shift shift) {
  const std::int64_t places = a[1].as_int();
  if (places < 0) return Value::error(ErrorCode::invalid_argument);
  const bool number = a[0].is(Kind::integer);
  const std::uint64_t before = number ? static_cast<std::uint64_t>(a[0].as_int()) : a[0].as_uint();
  const std::uint64_t after = places > 63 ? 0 : shift(before, static_cast<unsigned>(places));
  return number ? Value::integer(static_cast<std::int64_t>(after)) : Value::unsigned_integer(after);
}

Value root(double v) {
  return Value::floating(v < 0 ? std::numeric_limits<double>::quiet_NaN() : core::square_root(v));
}

}  // namespace

Value greatest(Arguments a, Scratch&) {
  return extreme(numbers(a), Order::greater);
}
Value least(Arguments a, Scratch&) {
  return extreme(numbers(a), Order::less);
}

Value truncate_double(Arguments a, Scratch&) {
  return Value::floating(whole_part(a[0].as_double()));
}
Value floor_double(Arguments a, Scratch&) {
  const double v = a[0].as_double();
  const double whole = whole_part(v);
  return Value::floating(whole > v ? whole - 1.0 : whole);
}
Value ceil_double(Arguments a, Scratch&) {
  const double v = a[0].as_double();
  const double whole = whole_part(v);
  return Value::floating(whole < v ? whole + 1.0 : whole);
}
// Halves away from zero. The fraction is exact: both numbers are below 2^52 and of one sign.
Value round_double(Arguments a, Scratch&) {
  const double v = a[0].as_double();
  const double whole = whole_part(v);
  const bool up = magnitude(v) < kWholeFrom && magnitude(v - whole) >= 0.5;
  return Value::floating(up ? away_from_zero(whole, v) : whole);
}

Value absolute_int(Arguments a, Scratch& scratch) {
  return a[0].as_int() < 0 ? negate_int(a, scratch) : a[0];
}
Value absolute_double(Arguments a, Scratch&) {
  return Value::floating(magnitude(a[0].as_double()));
}

Value sign_int(Arguments a, Scratch&) {
  return Value::integer(a[0].as_int() > 0 ? 1 : a[0].as_int() < 0 ? -1 : 0);
}
Value sign_uint(Arguments a, Scratch&) {
  return Value::unsigned_integer(a[0].as_uint() > 0 ? 1 : 0);
}
Value sign_double(Arguments a, Scratch&) {
  const double v = a[0].as_double();
  return Value::floating(v > 0 ? 1.0 : v < 0 ? -1.0 : v);
}

Value is_not_a_number(Arguments a, Scratch&) {
  return Value::boolean(is_nan(a[0].as_double()));
}
Value is_infinite(Arguments a, Scratch&) {
  return Value::boolean(magnitude(a[0].as_double()) == kEndless);
}
Value is_finite(Arguments a, Scratch&) {
  return Value::boolean(magnitude(a[0].as_double()) < kEndless);
}

Value square_root_of(Arguments a, Scratch&) {
  if (a[0].is(Kind::integer)) return root(static_cast<double>(a[0].as_int()));
  if (a[0].is(Kind::unsigned_integer)) return root(static_cast<double>(a[0].as_uint()));
  return root(a[0].as_double());
}

Value bit_and(Arguments a, Scratch&) {
  return bits(a, [](std::uint64_t x, std::uint64_t y) { return x & y; });
}
Value bit_or(Arguments a, Scratch&) {
  return bits(a, [](std::uint64_t x, std::uint64_t y) { return x | y; });
}
Value bit_xor(Arguments a, Scratch&) {
  return bits(a, [](std::uint64_t x, std::uint64_t y) { return x ^ y; });
}
Value bit_not(Arguments a, Scratch&) {
  return bits(a, [](std::uint64_t x, std::uint64_t) { return ~x; });
}
Value bit_shift_left(Arguments a, Scratch&) {
  return shifted(a, [](std::uint64_t x, unsigned places) { return x << places; });
}
Value bit_shift_right(Arguments a, Scratch&) {
  return shifted(a, [](std::uint64_t x, unsigned places) { return x >> places; });
}

}  // namespace tallygate::risk::cel
