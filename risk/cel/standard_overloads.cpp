// The standard functions and operators of the language with their signatures (langdef.md, "List of Standard
// Definitions") and those of the extensions: network, strings, encoders, math.
#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "risk/cel/functions.hpp"
#include "risk/cel/overloads.hpp"

namespace tallygate::risk::cel {
namespace {

const Type kBool = Kind::boolean;
const Type kInt = Kind::integer;
const Type kUint = Kind::unsigned_integer;
const Type kDouble = Kind::floating;
const Type kString = Kind::string;
const Type kBytes = Kind::bytes;
const Type kTimestamp = Kind::timestamp;
const Type kDuration = Kind::duration;
const Type kType = Kind::type;
const Type kAddress = Kind::address;
const Type kNetwork = Kind::network;
const Type kA = Kind::parameter_a;
const Type kB = Kind::parameter_b;

struct Shape {
  CostShape shape = CostShape::fixed;
  std::uint32_t bound = 0;
  Growth growth = Growth::sum;
};

class Table {
 public:
  Table() {
    comparisons();
    arithmetic();
    aggregates();
    strings();
    conversions();
    calendar();
    network();
    text_extension();
    math_extension();
  }

  std::span<const Signature> named(std::string_view name) const {
    const auto it = all_.find(name);
    if (it == all_.end()) return {};
    return it->second;
  }

 private:
  void add(std::string_view name, bool member, std::initializer_list<Type> parameters, Type result, Op op,
           HostFunction call, Shape shape) {
    Signature s;
    s.name = name;
    s.member = member;
    std::copy(parameters.begin(), parameters.end(), s.parameters.begin());
    s.count = static_cast<std::uint8_t>(parameters.size());
    s.result = result;
    s.op = op;
    s.call = call;
    s.shape = shape.shape;
    s.bound = shape.bound;
    s.growth = shape.growth;
    all_[name].push_back(s);
  }
  void op(std::string_view name, std::initializer_list<Type> parameters, Type result, Op code, Shape shape = {}) {
    add(name, false, parameters, result, code, nullptr, shape);
  }
  void function(std::string_view name, std::initializer_list<Type> parameters, Type result, HostFunction call,
                Shape shape = {}) {
    add(name, false, parameters, result, Op::call, call, shape);
  }
  void method(std::string_view name, std::initializer_list<Type> parameters, Type result, HostFunction call,
              Shape shape = {}) {
    add(name, true, parameters, result, Op::call, call, shape);
  }

  void comparisons() {
    const Shape deep{CostShape::deep, 0};
    for (const Type t : {kString, kBytes}) {
      op("_==_", {t, t}, kBool, Op::text_eq, deep);
      op("_!=_", {t, t}, kBool, Op::text_ne, deep);
    }
    op("_==_", {kInt, kInt}, kBool, Op::int_eq);
    op("_!=_", {kInt, kInt}, kBool, Op::int_ne);
    op("_==_", {kDouble, kDouble}, kBool, Op::double_eq);
    op("_!=_", {kDouble, kDouble}, kBool, Op::double_ne);
    op("_==_", {kA, kA}, kBool, Op::any_eq, deep);
    op("_!=_", {kA, kA}, kBool, Op::any_ne, deep);
    order("_<_", Op::int_lt, Op::double_lt, Op::any_lt);
    order("_<=_", Op::int_le, Op::double_le, Op::any_le);
    order("_>_", Op::int_gt, Op::double_gt, Op::any_gt);
    order("_>=_", Op::int_ge, Op::double_ge, Op::any_ge);
  }

  // Numbers of different types have an order, though no common arithmetic.
  void order(std::string_view name, Op ints, Op doubles, Op any) {
    for (const Type left : {kInt, kUint, kDouble})
      for (const Type right : {kInt, kUint, kDouble})
        op(name, {left, right}, kBool, left != right ? any : left == kInt ? ints : left == kDouble ? doubles : any);
    for (const Type t : {kBool, kTimestamp, kDuration}) op(name, {t, t}, kBool, any);
    for (const Type t : {kString, kBytes}) op(name, {t, t}, kBool, any, {CostShape::deep, 0});
  }

  void arithmetic() {
    op("_+_", {kInt, kInt}, kInt, Op::int_add);
    op("_-_", {kInt, kInt}, kInt, Op::int_subtract);
    op("_*_", {kInt, kInt}, kInt, Op::int_multiply);
    op("_/_", {kInt, kInt}, kInt, Op::int_divide);
    op("_%_", {kInt, kInt}, kInt, Op::int_modulo);
    op("_+_", {kDouble, kDouble}, kDouble, Op::double_add);
    op("_-_", {kDouble, kDouble}, kDouble, Op::double_subtract);
    op("_*_", {kDouble, kDouble}, kDouble, Op::double_multiply);
    op("_/_", {kDouble, kDouble}, kDouble, Op::double_divide);
    function("_+_", {kUint, kUint}, kUint, add_uint);
    function("_-_", {kUint, kUint}, kUint, subtract_uint);
    function("_*_", {kUint, kUint}, kUint, multiply_uint);
    function("_/_", {kUint, kUint}, kUint, divide_uint);
    function("_%_", {kUint, kUint}, kUint, modulo_uint);
    function("-_", {kInt}, kInt, negate_int);
    function("-_", {kDouble}, kDouble, negate_double);
    function("-_", {kDuration}, kDuration, negate_duration);
    function("_+_", {kTimestamp, kDuration}, kTimestamp, add_timestamp_duration);
    function("_+_", {kDuration, kTimestamp}, kTimestamp, add_duration_timestamp);
    function("_+_", {kDuration, kDuration}, kDuration, add_durations);
    function("_-_", {kTimestamp, kTimestamp}, kDuration, subtract_timestamps);
    function("_-_", {kTimestamp, kDuration}, kTimestamp, subtract_timestamp_duration);
    function("_-_", {kDuration, kDuration}, kDuration, subtract_durations);
    op("!_", {kBool}, kBool, Op::negate);
  }

  void aggregates() {
    const Type list = Type::list(kA);
    const Type map = Type::map(kA, kB);
    op("@in", {kA, list}, kBool, Op::in_list, {CostShape::scan, 0});
    op("@in", {kA, map}, kBool, Op::in_map, {CostShape::scan, 0});
    op("_[_]", {list, kInt}, kA, Op::index_list);
    op("_[_]", {map, kA}, kB, Op::index_map, {CostShape::scan, 0});
    function("_+_", {list, list}, list, concatenate_lists, {CostShape::linear, 0});
    for (const Type t : {kString, kBytes, list, map}) {
      const Shape shape{t == kString ? CostShape::linear : CostShape::fixed, 0};
      function("size", {t}, kInt, size_of, shape);
      method("size", {t}, kInt, size_of, shape);
    }
  }

  void strings() {
    const Shape linear{CostShape::linear, 0};
    function("_+_", {kString, kString}, kString, concatenate_text, linear);
    function("_+_", {kBytes, kBytes}, kBytes, concatenate_text, linear);
    method("contains", {kString, kString}, kBool, text_contains, linear);
    method("startsWith", {kString, kString}, kBool, text_starts_with, linear);
    method("endsWith", {kString, kString}, kBool, text_ends_with, linear);
    op("matches", {kString, kString}, kBool, Op::matches, {CostShape::pattern, 0});
    add("matches", true, {kString, kString}, kBool, Op::matches, nullptr, {CostShape::pattern, 0});
  }

  void conversions() {
    const Shape linear{CostShape::linear, 0};
    for (const Type t : {kInt, kUint, kDouble, kBool, kString, kBytes}) function(type_name(t.kind()), {t}, t, same);
    function("timestamp", {kTimestamp}, kTimestamp, same);
    function("duration", {kDuration}, kDuration, same);
    function("int", {kUint}, kInt, int_from_uint);
    function("int", {kDouble}, kInt, int_from_double);
    function("int", {kString}, kInt, int_from_string);
    function("int", {kTimestamp}, kInt, int_from_timestamp);
    function("uint", {kInt}, kUint, uint_from_int);
    function("uint", {kDouble}, kUint, uint_from_double);
    function("uint", {kString}, kUint, uint_from_string);
    function("double", {kInt}, kDouble, double_from_int);
    function("double", {kUint}, kDouble, double_from_uint);
    function("double", {kString}, kDouble, double_from_string);
    function("bool", {kString}, kBool, bool_from_string);
    function("string", {kInt}, kString, string_from_int, {CostShape::fixed, 20});
    function("string", {kUint}, kString, string_from_uint, {CostShape::fixed, 20});
    function("string", {kDouble}, kString, string_from_double, {CostShape::fixed, 32});
    function("string", {kBool}, kString, string_from_bool, {CostShape::fixed, 5});
    function("string", {kBytes}, kString, string_from_bytes, linear);
    function("string", {kTimestamp}, kString, string_from_timestamp, {CostShape::fixed, 40});
    function("string", {kDuration}, kString, string_from_duration, {CostShape::fixed, 32});
    function("bytes", {kString}, kBytes, bytes_from_string, linear);
    function("timestamp", {kString}, kTimestamp, timestamp_from_string);
    function("timestamp", {kInt}, kTimestamp, timestamp_from_int);
    function("duration", {kString}, kDuration, duration_from_string);
    function("type", {kA}, kType, type_of);
  }

  void calendar() {
    struct Accessor {
      std::string_view name;
      HostFunction timestamp;
      HostFunction duration;
    };
    const Accessor accessors[] = {{"getFullYear", full_year, nullptr},
                                  {"getMonth", month, nullptr},
                                  {"getDate", date, nullptr},
                                  {"getDayOfMonth", day_of_month, nullptr},
                                  {"getDayOfWeek", day_of_week, nullptr},
                                  {"getDayOfYear", day_of_year, nullptr},
                                  {"getHours", hours, duration_hours},
                                  {"getMinutes", minutes, duration_minutes},
                                  {"getSeconds", seconds, duration_seconds},
                                  {"getMilliseconds", milliseconds, duration_milliseconds}};
    for (const Accessor& accessor : accessors) {
      method(accessor.name, {kTimestamp}, kInt, accessor.timestamp);
      method(accessor.name, {kTimestamp, kString}, kInt, accessor.timestamp);
      if (accessor.duration != nullptr) method(accessor.name, {kDuration}, kInt, accessor.duration);
    }
  }

  void network() {
    function("ip", {kString}, kAddress, address_from_string);
    function("cidr", {kString}, kNetwork, network_from_string);
    function("isIP", {kString}, kBool, is_address);
    function("isCIDR", {kString}, kBool, is_network);
    function("ip.isCanonical", {kString}, kBool, address_is_canonical);
    function("string", {kAddress}, kString, string_from_address, {CostShape::fixed, 40});
    function("string", {kNetwork}, kString, string_from_network, {CostShape::fixed, 44});
    method("family", {kAddress}, kInt, address_family);
    method("isLoopback", {kAddress}, kBool, address_is_loopback);
    method("isUnspecified", {kAddress}, kBool, address_is_unspecified);
    method("isGlobalUnicast", {kAddress}, kBool, address_is_global_unicast);
    method("isLinkLocalUnicast", {kAddress}, kBool, address_is_link_local_unicast);
    method("isLinkLocalMulticast", {kAddress}, kBool, address_is_link_local_multicast);
    method("containsIP", {kNetwork, kAddress}, kBool, network_contains);
    method("containsIP", {kNetwork, kString}, kBool, network_contains_address_text);
    method("containsCIDR", {kNetwork, kNetwork}, kBool, network_contains);
    method("containsCIDR", {kNetwork, kString}, kBool, network_contains_network_text);
    method("ip", {kNetwork}, kAddress, network_address);
    method("masked", {kNetwork}, kNetwork, network_masked);
    method("prefixLength", {kNetwork}, kInt, network_prefix_length);
  }

  void text_extension() {
    const Shape reading{CostShape::text, 0};
    const Shape slice{CostShape::text, 0, Growth::first};
    const Type texts = Type::list(kString);
    method("charAt", {kString, kInt}, kString, character_at, {CostShape::text, 4});
    for (const auto& [name, call] :
         {std::pair<const char*, HostFunction>("indexOf", index_of), {"lastIndexOf", last_index_of}}) {
      method(name, {kString, kString}, kInt, call, reading);
      method(name, {kString, kString, kInt}, kInt, call, reading);
    }
    method("substring", {kString, kInt}, kString, substring, slice);
    method("substring", {kString, kInt, kInt}, kString, substring, slice);
    method("trim", {kString}, kString, trim, slice);
    method("reverse", {kString}, kString, reverse, slice);
    method("lowerAscii", {kString}, kString, lower_ascii, slice);
    method("upperAscii", {kString}, kString, upper_ascii, slice);
    method("replace", {kString, kString, kString}, kString, replace, {CostShape::text, 0, Growth::replaced});
    method("replace", {kString, kString, kString, kInt}, kString, replace, {CostShape::text, 0, Growth::replaced});
    method("split", {kString, kString}, texts, split, {CostShape::text, 0, Growth::pieces});
    method("split", {kString, kString, kInt}, texts, split, {CostShape::text, 0, Growth::pieces});
    method("join", {texts}, kString, join, {CostShape::text, 0, Growth::joined});
    method("join", {texts, kString}, kString, join, {CostShape::text, 0, Growth::joined});
    method("format", {kString, Type::list(kA)}, kString, format_text, {CostShape::text, 0, Growth::formatted});
    function("strings.quote", {kString}, kString, quote, {CostShape::text, 0, Growth::quoted});
    function("base64.encode", {kBytes}, kString, base64_encode, {CostShape::text, 0, Growth::encoded});
    function("base64.decode", {kString}, kBytes, base64_decode, slice);
  }

  void math_extension() {
    for (const Type t : {kInt, kUint, kDouble}) {
      for (const auto& [name, call] :
           {std::pair<const char*, HostFunction>("math.greatest", greatest), {"math.least", least}}) {
        function(name, {t}, t, call);
        function(name, {t, t}, t, call);
        function(name, {Type::list(t)}, t, call, {CostShape::linear, 0});
      }
      function("math.sqrt", {t}, kDouble, square_root_of);
    }
    for (const Type t : {kInt, kUint}) {
      function("math.bitAnd", {t, t}, t, bit_and);
      function("math.bitOr", {t, t}, t, bit_or);
      function("math.bitXor", {t, t}, t, bit_xor);
      function("math.bitNot", {t}, t, bit_not);
      function("math.bitShiftLeft", {t, kInt}, t, bit_shift_left);
      function("math.bitShiftRight", {t, kInt}, t, bit_shift_right);
    }
    function("math.abs", {kInt}, kInt, absolute_int);
    function("math.abs", {kUint}, kUint, same);
    function("math.abs", {kDouble}, kDouble, absolute_double);
    function("math.sign", {kInt}, kInt, sign_int);
    function("math.sign", {kUint}, kUint, sign_uint);
    function("math.sign", {kDouble}, kDouble, sign_double);
    function("math.ceil", {kDouble}, kDouble, ceil_double);
    function("math.floor", {kDouble}, kDouble, floor_double);
    function("math.round", {kDouble}, kDouble, round_double);
    function("math.trunc", {kDouble}, kDouble, truncate_double);
    function("math.isNaN", {kDouble}, kBool, is_not_a_number);
    function("math.isInf", {kDouble}, kBool, is_infinite);
    function("math.isFinite", {kDouble}, kBool, is_finite);
  }

  std::map<std::string_view, std::vector<Signature>> all_;
};

}  // namespace

std::span<const Signature> standard_overloads(std::string_view name) {
  static const Table table;
  return table.named(name);
}

}  // namespace tallygate::risk::cel
