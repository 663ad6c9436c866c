// A value of a model file with the pointer to it, and reads that note what is not as it must be. The file's strings
// and arrays live in the parser: what is kept is copied. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/fields.hpp"
#include "core/padded_parser.hpp"

namespace tallygate::risk::model {

class JsonValue {
 public:
  JsonValue(simdjson::dom::element element, std::string pointer, std::vector<core::FieldError>& errors)
      : element_(element), pointer_(std::move(pointer)), errors_(&errors) {}

  // Notes an error here, or at a member or item of it. False, for callers to return.
  bool fail(std::string_view code, std::string detail) const;
  bool fail(std::size_t item, std::string_view code, std::string detail) const;

  // A member of an object. A member that stands twice is an error: parsers differ in which of the two counts.
  std::optional<JsonValue> member(std::string_view name) const;           // an error when absent
  std::optional<JsonValue> optional_member(std::string_view name) const;  // nothing when absent
  bool only_members(std::initializer_list<std::string_view> names) const;

  std::optional<std::string> string(std::size_t bytes_max) const;
  std::optional<double> number() const;               // finite
  std::optional<std::uint32_t> whole_number() const;  // an integer, or XGBoost's text of one
  std::optional<std::size_t> size() const;            // of an array
  std::optional<std::vector<JsonValue>> items(std::size_t count_max) const;
  // An array of exactly `count` numbers; a float is the one whose shortest text stands in the file, as XGBoost's
  // reader takes it.
  bool floats(std::size_t count, std::vector<float>& out) const;
  bool integers(std::size_t count, std::vector<std::int64_t>& out) const;
  bool flags(std::size_t count, std::vector<std::uint8_t>& out) const;  // true, false, 0 or 1
  bool is_object() const { return element_.is_object(); }

 private:
  std::optional<JsonValue> find(std::string_view name, bool required) const;
  std::optional<simdjson::dom::array> array() const;
  std::optional<simdjson::dom::array> array_of(std::size_t count) const;

  simdjson::dom::element element_;
  std::string pointer_;
  std::vector<core::FieldError>* errors_;
};

}  // namespace tallygate::risk::model
