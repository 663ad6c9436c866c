// Values and types of conformance files: messages Value and Type of cel-spec to those of this language.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "risk/cel/text_proto.hpp"
#include "risk/cel/type.hpp"
#include "risk/cel/value.hpp"

namespace tallygate::risk::cel {

// Keeps what the values of one test point to.
struct ConformanceStorage {
  std::vector<std::unique_ptr<std::string>> texts;
  std::vector<std::unique_ptr<std::vector<Value>>> lists;
  std::vector<std::unique_ptr<std::vector<MapEntry>>> maps;
};

// Empty for messages, enums and whatever else the subset leaves out.
std::optional<Value> conformance_value(const ProtoMessage& value, ConformanceStorage& storage);
std::optional<Type> conformance_type(const ProtoMessage& type);

// The type of a bound value that the test does not declare.
std::optional<Type> type_of_value(const Value& value);

// Equality as the tests mean it: types must agree too, NaN is NaN, maps have no order.
bool same_result(const Value& expected, const Value& actual);

}  // namespace tallygate::risk::cel
