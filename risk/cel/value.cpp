#include "risk/cel/value.hpp"

#include <array>
#include <limits>

#include "risk/cel/civil_time.hpp"
#include "risk/cel/double_text.hpp"
#include "risk/cel/network_address.hpp"
#include "risk/cel/ordering.hpp"

namespace tallygate::risk::cel {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;

// Writes a value as its author would, and stops soon after the limit.
class Writer {
 public:
  explicit Writer(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  void write(const Value& v) {
    if (full()) return;
    switch (v.kind()) {
      case Kind::absent:
        out_ += "absent";
        return;
      case Kind::error:
        out_.append("error: ").append(describe(v.error_code()));
        return;
      case Kind::null_value:
        out_ += "null";
        return;
      case Kind::boolean:
        out_ += v.as_bool() ? "true" : "false";
        return;
      case Kind::integer:
        out_ += std::to_string(v.as_int());
        return;
      case Kind::unsigned_integer:
        out_ += std::to_string(v.as_uint()) + "u";
        return;
      case Kind::floating:
        floating(v.as_double());
        return;
      case Kind::string:
        quoted("\"", v.as_text());
        return;
      case Kind::bytes:
        quoted("b\"", v.as_text());
        return;
      case Kind::timestamp:
        out_ += "timestamp(\"" + instant_text(v.as_instant()) + "\")";
        return;
      case Kind::duration:
        out_ += "duration(\"" + duration_text(v.as_duration_ns()) + "\")";
        return;
      case Kind::list:
        list(v.as_list());
        return;
      case Kind::map:
        map(v.as_map());
        return;
      case Kind::type:
        out_ += type_name(v.as_type());
        return;
      case Kind::address:
        out_ += "ip(\"" + address_text(v.as_network()) + "\")";
        return;
      case Kind::network:
        out_ += "cidr(\"" + network_text(v.as_network()) + "\")";
        return;
      default:
        out_ += type_name(v.kind());
        return;
    }
  }

  std::string take() {
    if (cut_) out_ += "…";
    return std::move(out_);
  }

 private:
  bool full() {
    cut_ = cut_ || out_.size() >= bytes_max_;
    return cut_;
  }

  void floating(double d) {
    const DoubleText text = double_text(d);
    out_ += text.view();
    if (text.view().find_first_not_of("-0123456789") == std::string_view::npos) out_ += ".0";
  }

  void quoted(std::string_view open, std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    const bool bytes = open.size() == 2;
    out_ += open;
    for (const char c : text) {
      const auto octet = static_cast<unsigned char>(c);
      const bool whole_character = (octet & 0xC0) != 0x80;
      if (whole_character && full()) break;
      if (c == '"' || c == '\\') {
        out_ += '\\';
        out_ += c;
      } else if (octet < 0x20 || octet == 0x7F || (bytes && octet >= 0x80)) {
        out_ += "\\x";
        out_ += kHex[octet >> 4];
        out_ += kHex[octet & 15];
      } else {
        out_ += c;
      }
    }
    out_ += '"';
  }

  void list(std::span<const Value> values) {
    out_ += '[';
    for (std::size_t i = 0; i < values.size() && !full(); ++i) {
      if (i > 0) out_ += ", ";
      write(values[i]);
    }
    out_ += ']';
  }

  void map(std::span<const MapEntry> entries) {
    out_ += '{';
    for (std::size_t i = 0; i < entries.size() && !full(); ++i) {
      if (i > 0) out_ += ", ";
      write(entries[i].key);
      out_ += ": ";
      write(entries[i].mapped);
    }
    out_ += '}';
  }

  std::string out_;
  std::size_t bytes_max_;
  bool cut_ = false;
};

}  // namespace

std::string_view describe(ErrorCode code) {
  switch (code) {
    case ErrorCode::none:
      return "no error";
    case ErrorCode::absent_value:
      return "the value is missing";
    case ErrorCode::overflow:
      return "the result is out of range";
    case ErrorCode::division_by_zero:
      return "division by zero";
    case ErrorCode::out_of_range:
      return "the value is out of the range of its new type";
    case ErrorCode::index_out_of_range:
      return "the index is outside the list";
    case ErrorCode::no_such_key:
      return "the map has no such key";
    case ErrorCode::duplicate_key:
      return "two keys of the map are the same";
    case ErrorCode::invalid_text:
      return "the text does not read as a value of the type asked for";
    case ErrorCode::invalid_utf8:
      return "the bytes are not UTF-8";
    case ErrorCode::invalid_time_zone:
      return "the time zone is neither UTC, an offset such as +08:00 nor a name such as Asia/Shanghai";
    case ErrorCode::invalid_argument:
      return "an argument is not allowed";
    case ErrorCode::wrong_type:
      return "a value is not of its declared type";
    case ErrorCode::position_out_of_range:
      return "the position is outside the string";
    case ErrorCode::list_unavailable:
      return "the named list is not at hand";
    case ErrorCode::step_limit:
      return "the evaluation took too many steps";
    case ErrorCode::memory_limit:
      return "the evaluation took too much memory";
  }
  return "unknown error";
}

Value Value::timestamp(core::Time t) {
  std::int64_t seconds = t.us / kMicrosPerSecond;
  std::int64_t micros = t.us % kMicrosPerSecond;
  if (micros < 0) {
    micros += kMicrosPerSecond;
    --seconds;
  }
  return timestamp(Instant{seconds, static_cast<std::uint32_t>(micros * 1000)});
}

Value Value::duration(core::Duration d) {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max() / 1000;
  return d.us > kMax || d.us < -kMax ? error(ErrorCode::overflow) : duration_ns(d.us * 1000);
}

bool equal(const Value& a, const Value& b) {
  std::uint64_t steps = 0;
  return equal_within(a, b, steps, std::numeric_limits<std::uint64_t>::max());
}

std::string to_text(const Value& value, std::size_t bytes_max) {
  Writer writer(bytes_max);
  writer.write(value);
  return writer.take();
}

}  // namespace tallygate::risk::cel
