// Arithmetic that is not an instruction of its own: uint, and negation.
#include <limits>

#include "risk/cel/functions.hpp"

namespace tallygate::risk::cel {
Value negate_int(Arguments a, Scratch&) {
  const std::int64_t v = a[0].as_int();
  return v == std::numeric_limits<std::int64_t>::min() ? overflow() : Value::integer(-v);
}

Value negate_double(Arguments a, Scratch&) {
  return Value::floating(-a[0].as_double());
}

Value add_uint(Arguments a, Scratch&) {
  std::uint64_t r = 0;
  return __builtin_add_overflow(a[0].as_uint(), a[1].as_uint(), &r) ? overflow() : Value::unsigned_integer(r);
}

Value subtract_uint(Arguments a, Scratch&) {
  std::uint64_t r = 0;
  return __builtin_sub_overflow(a[0].as_uint(), a[1].as_uint(), &r) ? overflow() : Value::unsigned_integer(r);
}

Value multiply_uint(Arguments a, Scratch&) {
  std::uint64_t r = 0;
  return __builtin_mul_overflow(a[0].as_uint(), a[1].as_uint(), &r) ? overflow() : Value::unsigned_integer(r);
}

Value divide_uint(Arguments a, Scratch&) {
  if (a[1].as_uint() == 0) return Value::error(ErrorCode::division_by_zero);
  return Value::unsigned_integer(a[0].as_uint() / a[1].as_uint());
}

Value modulo_uint(Arguments a, Scratch&) {
  if (a[1].as_uint() == 0) return Value::error(ErrorCode::division_by_zero);
  return Value::unsigned_integer(a[0].as_uint() % a[1].as_uint());
}

}  // namespace tallygate::risk::cel
