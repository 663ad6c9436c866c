#include "risk/cel/overloads.hpp"

#include <algorithm>

namespace tallygate::risk::cel {
namespace {

bool fits(std::span<const Type> parameters, std::span<const Type> arguments, Substitution& substitution) {
  if (parameters.size() != arguments.size()) return false;
  for (std::size_t i = 0; i < arguments.size(); ++i)
    if (!substitution.accept(parameters[i], arguments[i])) return false;
  return true;
}

void keep_kinds(Overload& overload, std::span<const Type> parameters) {
  overload.count = static_cast<std::uint8_t>(parameters.size());
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Kind kind = parameters[i].kind();
    overload.kinds[i] = kind == Kind::parameter_a || kind == Kind::parameter_b ? Kind::undetermined : kind;
  }
}

}  // namespace

std::optional<Type> agree(Type a, Type b) {
  if (a == b) return a;
  if (a.kind() == Kind::undetermined) return b;
  if (b.kind() == Kind::undetermined) return a;
  if (a.kind() != b.kind()) return std::nullopt;
  if (a.kind() == Kind::list) {
    const auto element = agree(a.element(), b.element());
    return element && Type::fits_list(*element) ? std::optional(Type::list(*element)) : std::nullopt;
  }
  if (a.kind() == Kind::map) {
    const auto key = agree(a.key(), b.key());
    const auto mapped = agree(a.mapped(), b.mapped());
    return key && mapped && Type::fits_map(*key, *mapped) ? std::optional(Type::map(*key, *mapped)) : std::nullopt;
  }
  return std::nullopt;
}

bool Substitution::accept(Type parameter, Type argument) {
  switch (parameter.kind()) {
    case Kind::parameter_a:
    case Kind::parameter_b: {
      Type& bound = parameter.kind() == Kind::parameter_a ? a_ : b_;
      const auto joined = bound == Type() ? std::optional(argument) : agree(bound, argument);
      if (joined) bound = *joined;
      return joined.has_value();
    }
    case Kind::list:
      if (argument.kind() == Kind::undetermined) return true;
      return argument.kind() == Kind::list && accept(parameter.element(), argument.element());
    case Kind::map:
      if (argument.kind() == Kind::undetermined) return true;
      return argument.kind() == Kind::map && accept(parameter.key(), argument.key()) &&
             accept(parameter.mapped(), argument.mapped());
    default:
      return argument.kind() == Kind::undetermined || parameter == argument;
  }
}

Type Substitution::apply(Type type) const {
  const auto bound = [](Type t) { return t == Type() ? Type(Kind::undetermined) : t; };
  switch (type.kind()) {
    case Kind::parameter_a:
      return bound(a_);
    case Kind::parameter_b:
      return bound(b_);
    case Kind::list: {
      const Type element = apply(type.element());
      return Type::fits_list(element) ? Type::list(element) : Type();
    }
    case Kind::map: {
      const Type key = apply(type.key());
      const Type mapped = apply(type.mapped());
      return Type::fits_map(key, mapped) ? Type::map(key, mapped) : Type();
    }
    default:
      return type;
  }
}

std::optional<Overload> resolve(std::string_view name, bool member, std::span<const Type> arguments,
                                const Environment& environment) {
  for (const Signature& s : standard_overloads(name)) {
    const std::span<const Type> parameters(s.parameters.data(), s.count);
    Substitution substitution;
    if (s.member != member || !fits(parameters, arguments, substitution)) continue;
    Overload overload{s.op, s.call, substitution.apply(s.result), s.shape, s.growth, 1, s.bound, 0, {}};
    if (overload.result == Type()) continue;
    keep_kinds(overload, parameters);
    return overload;
  }
  for (const Function& f : environment.functions(name)) {
    Substitution substitution;
    if (f.member != member || !fits(f.parameters, arguments, substitution)) continue;
    Overload overload{Op::call, f.call, substitution.apply(f.result), CostShape::fixed, Growth::sum, f.cost, f.bound,
                      0,        {}};
    if (overload.result == Type()) continue;
    keep_kinds(overload, f.parameters);
    return overload;
  }
  return std::nullopt;
}

bool function_exists(std::string_view name, bool member, const Environment& environment) {
  const auto same_form = [&](const auto& f) { return f.member == member; };
  const auto standard = standard_overloads(name);
  const auto declared = environment.functions(name);
  return std::any_of(standard.begin(), standard.end(), same_form) ||
         std::any_of(declared.begin(), declared.end(), same_form);
}

}  // namespace tallygate::risk::cel
