// What an official conformance test needs that the subset leaves out, worked out from the test itself: from its
// expression, the types it declares, the values it binds and expects. Never from its name.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "risk/cel/text_proto.hpp"

namespace tallygate::risk::cel {

enum class LeftOut : std::uint8_t { dyn, heterogeneous, messages, any, enums, unknowns, abstract_types };

struct LeftOutText {
  LeftOut what;
  std::string_view code;      // in skip lists
  std::string_view sentence;  // in docs/rules.md
};
std::span<const LeftOutText> left_out_texts();
std::string_view code_of(LeftOut what);

struct Need {
  LeftOut what = LeftOut::dyn;
  std::string detail;  // what in the test asks for it
};

// Of the expression: dyn(), message literals, names of messages and enums, optional syntax. `declared` are the names
// of the test's own variables and functions.
std::optional<Need> need_of_expression(std::string_view expression, const std::set<std::string>& declared);
// Of a cel.expr.Type or Value that the subset has none for; empty where nothing in it is left out, so that it should
// have been read.
std::optional<Need> need_of_type(const ProtoMessage& type);
std::optional<Need> need_of_value(const ProtoMessage& value);

// Whether the expression has an operator that can do without one of its operands, so that evaluation without a check
// could pass over a name that nothing declares.
bool can_absorb(std::string_view expression);

}  // namespace tallygate::risk::cel
