#include "risk/cel/ordering.hpp"

#include <limits>

namespace tallygate::risk::cel {
namespace {

template <class T>
Order by_value(T a, T b) {
  return a < b ? Order::less : a == b ? Order::equal : a > b ? Order::greater : Order::none;
}

Order reversed(Order o) {
  return o == Order::less ? Order::greater : o == Order::greater ? Order::less : o;
}

constexpr double kTwo63 = 9223372036854775808.0;

Order int_and_double(std::int64_t i, double d) {
  if (d != d) return Order::none;
  if (d >= kTwo63) return Order::less;
  if (d < -kTwo63) return Order::greater;
  const auto whole = static_cast<std::int64_t>(d);
  if (i != whole) return by_value(i, whole);
  return by_value(0.0, d - static_cast<double>(whole));
}

Order uint_and_double(std::uint64_t u, double d) {
  if (d != d) return Order::none;
  if (d >= 2 * kTwo63) return Order::less;
  if (d < 0) return Order::greater;
  const auto whole = static_cast<std::uint64_t>(d);
  if (u != whole) return by_value(u, whole);
  return by_value(0.0, d - static_cast<double>(whole));
}

Order int_and_uint(std::int64_t i, std::uint64_t u) {
  return i < 0 ? Order::less : by_value(static_cast<std::uint64_t>(i), u);
}

Order mixed_numbers(const Value& a, const Value& b) {
  if (a.is(Kind::integer) && b.is(Kind::floating)) return int_and_double(a.as_int(), b.as_double());
  if (a.is(Kind::integer) && b.is(Kind::unsigned_integer)) return int_and_uint(a.as_int(), b.as_uint());
  if (a.is(Kind::unsigned_integer) && b.is(Kind::floating)) return uint_and_double(a.as_uint(), b.as_double());
  const bool swapped = (b.is(Kind::integer) && (a.is(Kind::floating) || a.is(Kind::unsigned_integer))) ||
                       (b.is(Kind::unsigned_integer) && a.is(Kind::floating));
  return swapped ? reversed(mixed_numbers(b, a)) : Order::none;
}

bool same_network(const NetworkAddress& a, const NetworkAddress& b) {
  if (a.family != b.family || a.prefix != b.prefix) return false;
  for (int i = 0; i < 16; ++i)
    if (a.bytes[i] != b.bytes[i]) return false;
  return true;
}

class Equality {
 public:
  Equality(std::uint64_t& steps, std::uint64_t steps_max) : steps_(steps), steps_max_(steps_max) {}

  bool compare(const Value& a, const Value& b) {
    if (++steps_ > steps_max_) return false;
    if (a.kind() != b.kind()) return mixed_numbers(a, b) == Order::equal;
    switch (a.kind()) {
      case Kind::null_value:
        return true;
      case Kind::floating:
        return a.as_double() == b.as_double();
      case Kind::string:
      case Kind::bytes:
        steps_ += a.as_text().size() / 16;
        return a.as_text() == b.as_text();
      case Kind::timestamp:
        return order(a, b) == Order::equal;
      case Kind::list:
        return lists(a.as_list(), b.as_list());
      case Kind::map:
        return maps(a.as_map(), b.as_map());
      case Kind::address:
      case Kind::network:
        return same_network(a.as_network(), b.as_network());
      case Kind::absent:
      case Kind::error:
        return false;
      default:
        return a.as_int() == b.as_int();
    }
  }

 private:
  bool lists(std::span<const Value> a, std::span<const Value> b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
      if (!compare(a[i], b[i])) return false;
    return true;
  }

  bool maps(std::span<const MapEntry> a, std::span<const MapEntry> b) {
    if (a.size() != b.size()) return false;
    for (const MapEntry& entry : a)
      if (!holds(b, entry)) return false;
    return true;
  }

  bool holds(std::span<const MapEntry> map, const MapEntry& entry) {
    for (const MapEntry& candidate : map)
      if (compare(candidate.key, entry.key)) return compare(candidate.mapped, entry.mapped);
    return false;
  }

  std::uint64_t& steps_;
  std::uint64_t steps_max_;
};

}  // namespace

Order order(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return mixed_numbers(a, b);
  switch (a.kind()) {
    case Kind::boolean:
    case Kind::integer:
    case Kind::duration:
      return by_value(a.as_int(), b.as_int());
    case Kind::unsigned_integer:
      return by_value(a.as_uint(), b.as_uint());
    case Kind::floating:
      return by_value(a.as_double(), b.as_double());
    case Kind::timestamp: {
      const Instant x = a.as_instant();
      const Instant y = b.as_instant();
      return x.seconds != y.seconds ? by_value(x.seconds, y.seconds) : by_value(x.nanos, y.nanos);
    }
    case Kind::string:
    case Kind::bytes:
      return by_value(a.as_text().compare(b.as_text()), 0);  // bytes of UTF-8 order as their code points do
    default:
      return Order::none;
  }
}

bool equal_within(const Value& a, const Value& b, std::uint64_t& steps, std::uint64_t steps_max) {
  return Equality(steps, steps_max).compare(a, b);
}

}  // namespace tallygate::risk::cel
