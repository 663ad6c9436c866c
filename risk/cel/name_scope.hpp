// How names are looked up (langdef.md, "Name Resolution"): bound variables first, then the container's namespaces
// outwards, longest name first.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "risk/cel/ast.hpp"

namespace tallygate::risk::cel {

class NameScope {
 public:
  NameScope(const Environment& environment, std::string_view container)
      : environment_(environment), container_(container) {}

  struct Local {
    std::string_view name;
    Type type;
    std::uint32_t number = 0;
  };
  void push(std::string_view name, Type type, std::uint32_t number) { locals_.push_back({name, type, number}); }
  void pop() { locals_.pop_back(); }
  const Local* local(std::string_view name) const;

  const Variable* variable(std::string_view name, bool absolute) const;
  // The name under which a global function of this name is known, if it is.
  std::optional<std::string> function(std::string_view name, bool absolute) const;

  // "a.b.c" of a chain of selections from a name that is not bound by a macro; empty for anything else.
  std::optional<std::string> dotted(const Tree& tree, NodeId id) const;
  static bool absolute(const Tree& tree, NodeId id);

 private:
  template <class Try>
  auto outwards(std::string_view name, bool absolute, Try attempt) const -> decltype(attempt(std::string()));

  const Environment& environment_;
  std::string_view container_;
  std::vector<Local> locals_;
};

// The type that an identifier such as `int` or `google.protobuf.Timestamp` denotes.
std::optional<Kind> type_constant(std::string_view name);

}  // namespace tallygate::risk::cel
