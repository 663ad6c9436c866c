#include "risk/model/json_value.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

namespace tallygate::risk::model {
namespace {

// The file has the shortest decimal text of a float, read here as a double. Rounding twice is rounding once, but where
// the double lies half-way between two floats: there the text decides, and it was that of one of the two.
std::optional<float> float_of(double wide) {
  constexpr std::uint64_t kDropped = (1ULL << 29) - 1, kHalf = 1ULL << 28;
  const auto near = static_cast<float>(wide);
  if (!std::isfinite(near)) return std::nullopt;
  if ((std::bit_cast<std::uint64_t>(wide) & kDropped) != kHalf) return near;
  for (const float candidate : {std::nextafter(near, -std::numeric_limits<float>::infinity()), near,
                                std::nextafter(near, std::numeric_limits<float>::infinity())}) {
    std::array<char, 32> text{};
    const auto written = std::to_chars(text.data(), text.data() + text.size(), candidate);
    double read = 0;
    std::from_chars(text.data(), written.ptr, read);
    if (read == wide) return candidate;
  }
  return near;
}

}  // namespace

bool JsonValue::fail(std::string_view code, std::string detail) const {
  if (errors_->size() < core::kFieldErrorsMax) errors_->push_back({pointer_, std::string(code), std::move(detail)});
  return false;
}

bool JsonValue::fail(std::size_t item, std::string_view code, std::string detail) const {
  return JsonValue(element_, pointer_ + "/" + std::to_string(item), *errors_).fail(code, std::move(detail));
}

std::optional<JsonValue> JsonValue::find(std::string_view name, bool required) const {
  simdjson::dom::object object;
  if (element_.get(object) != simdjson::SUCCESS) {
    fail("wrong_type", "The value must be an object.");
    return std::nullopt;
  }
  std::string pointer = pointer_;
  core::append_pointer(pointer, name);
  std::optional<JsonValue> found;
  for (const auto [key, value] : object) {
    if (key != name) continue;
    if (found) {
      found->fail("duplicate_field", "The field stands more than once.");
      return std::nullopt;
    }
    found.emplace(value, pointer, *errors_);
  }
  if (!found && required) JsonValue(element_, pointer, *errors_).fail("required", "The field is required.");
  return found;
}

std::optional<JsonValue> JsonValue::member(std::string_view name) const {
  return find(name, true);
}

std::optional<JsonValue> JsonValue::optional_member(std::string_view name) const {
  return find(name, false);
}

bool JsonValue::only_members(std::initializer_list<std::string_view> names) const {
  simdjson::dom::object object;
  if (element_.get(object) != simdjson::SUCCESS) return fail("wrong_type", "The value must be an object.");
  for (const auto [key, value] : object) {
    if (std::ranges::find(names, key) != names.end()) continue;
    std::string pointer = pointer_;
    core::append_pointer(pointer, key);
    return JsonValue(value, pointer, *errors_).fail("unknown_field", "There is no such field here.");
  }
  return true;
}

std::optional<std::string> JsonValue::string(std::size_t bytes_max) const {
  std::string_view text;
  if (element_.get(text) != simdjson::SUCCESS) {
    fail("wrong_type", "The value must be a text.");
  } else if (text.empty()) {
    fail("bad_value", "The text must not be empty.");
  } else if (text.size() > bytes_max) {
    fail("too_long", "The text must not be longer than " + std::to_string(bytes_max) + " bytes.");
  } else if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; })) {
    fail("bad_value", "The text must not hold control characters.");
  } else {
    return std::string(text);
  }
  return std::nullopt;
}

std::optional<double> JsonValue::number() const {
  double value = 0;
  if (element_.get(value) == simdjson::SUCCESS && std::isfinite(value)) return value;
  fail("wrong_type", "The value must be a number.");
  return std::nullopt;
}

std::optional<std::uint32_t> JsonValue::whole_number() const {
  std::int64_t value = -1;
  std::string_view text;
  if (element_.get(text) == simdjson::SUCCESS) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) value = -1;
  } else if (element_.get(value) != simdjson::SUCCESS) {
    value = -1;
  }
  if (value >= 0 && value <= std::numeric_limits<std::uint32_t>::max()) return static_cast<std::uint32_t>(value);
  fail("bad_value", "The value must be a whole number, or a text of one.");
  return std::nullopt;
}

std::optional<simdjson::dom::array> JsonValue::array() const {
  simdjson::dom::array array;
  if (element_.get(array) == simdjson::SUCCESS) return array;
  fail("wrong_type", "The value must be an array.");
  return std::nullopt;
}

std::optional<std::size_t> JsonValue::size() const {
  const auto values = array();
  if (!values) return std::nullopt;
  std::size_t count = 0;  // the parser's own count stops at 2^24
  for ([[maybe_unused]] const auto item : *values) ++count;
  return count;
}

std::optional<std::vector<JsonValue>> JsonValue::items(std::size_t count_max) const {
  const auto count = size();
  if (!count) return std::nullopt;
  if (*count > count_max) {
    fail("too_many", "The array must not hold more than " + std::to_string(count_max) + " items.");
    return std::nullopt;
  }
  std::vector<JsonValue> values;
  values.reserve(*count);
  const auto elements = array();
  for (const auto item : *elements) values.emplace_back(item, pointer_ + "/" + std::to_string(values.size()), *errors_);
  return values;
}

std::optional<simdjson::dom::array> JsonValue::array_of(std::size_t count) const {
  const auto found = size();
  if (!found) return std::nullopt;
  if (*found == count) return array();
  fail("bad_value", "The array must hold " + std::to_string(count) + " items, and has " + std::to_string(*found) + ".");
  return std::nullopt;
}

bool JsonValue::floats(std::size_t count, std::vector<float>& out) const {
  const auto values = array_of(count);
  if (!values) return false;
  out.clear();
  for (const auto item : *values) {
    double wide = 0;
    if (item.get(wide) != simdjson::SUCCESS) return fail(out.size(), "wrong_type", "The value must be a number.");
    const auto value = float_of(wide);
    if (!value) return fail(out.size(), "out_of_range", "The number is larger than a float holds.");
    out.push_back(*value);
  }
  return true;
}

bool JsonValue::integers(std::size_t count, std::vector<std::int64_t>& out) const {
  const auto values = array_of(count);
  if (!values) return false;
  out.clear();
  for (const auto item : *values) {
    std::int64_t value = 0;
    if (item.get(value) != simdjson::SUCCESS) return fail(out.size(), "wrong_type", "The value must be an integer.");
    out.push_back(value);
  }
  return true;
}

bool JsonValue::flags(std::size_t count, std::vector<std::uint8_t>& out) const {
  const auto values = array_of(count);
  if (!values) return false;
  out.clear();
  for (const auto item : *values) {
    bool value = false;
    std::int64_t digit = 0;
    if (item.get(value) != simdjson::SUCCESS) {
      if (item.get(digit) != simdjson::SUCCESS || digit < 0 || digit > 1)
        return fail(out.size(), "wrong_type", "The value must be true, false, 0 or 1.");
      value = digit == 1;
    }
    out.push_back(value ? 1 : 0);
  }
  return true;
}

}  // namespace tallygate::risk::model
