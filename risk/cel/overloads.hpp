// The functions and operators of the language with their signatures, and the choice of one by type.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "risk/cel/code.hpp"
#include "risk/cel/environment.hpp"
#include "risk/cel/type.hpp"

namespace tallygate::risk::cel {

// How the work of a call grows with its arguments.
enum class CostShape : std::uint8_t {
  fixed,    // `cost` steps
  linear,   // and one for every 16 bytes or elements of all arguments
  pattern,  // fifty, and steps_per_byte() of the pattern for every byte of the text
  deep,     // everything inside both arguments is compared
  scan,     // the first argument is compared with every element or key of the second
  text,     // and one for every four bytes of all arguments and of the result
};

// How large a result can be that is a string or list and has no bound of its own.
enum class Growth : std::uint8_t {
  sum,        // all arguments together
  first,      // the first argument
  pieces,     // of the first, at every place where the second stands
  joined,     // all elements of the first, the second between them
  replaced,   // the first, with the third wherever the second stands
  quoted,     // twice the first, and the quotes
  encoded,    // four bytes for every three of the first
  formatted,  // the format, and every value as long as it can be written
};

// A call as the checker resolved it.
struct Overload {
  Op op = Op::call;
  HostFunction call = nullptr;  // when op is call
  Type result;
  CostShape shape = CostShape::fixed;
  Growth growth = Growth::sum;
  std::uint32_t cost = 1;
  std::uint32_t bound = 0;  // of the result; 0: as `growth` says
  std::uint8_t count = 0;
  std::array<Kind, Environment::kParametersMax> kinds{};
};

struct Signature {
  std::string_view name;
  bool member = false;
  std::array<Type, 4> parameters{};
  std::uint8_t count = 0;
  Type result;
  Op op = Op::call;
  HostFunction call = nullptr;
  CostShape shape = CostShape::fixed;
  Growth growth = Growth::sum;
  std::uint32_t bound = 0;
};

// All standard overloads of a name, in the order in which they are tried; empty when there is none.
std::span<const Signature> standard_overloads(std::string_view name);

// What A and B stand for in a signature, as arguments are matched.
class Substitution {
 public:
  // Whether `argument` fits `parameter`; undetermined parts of either take the other's.
  bool accept(Type parameter, Type argument);
  Type apply(Type type) const;  // no type when the result would be larger than a type can be

 private:
  Type a_;
  Type b_;
};

// The type of two that must be the same, an empty literal taking the other's; empty when they differ.
std::optional<Type> agree(Type a, Type b);

// The first overload, standard before the host's, that fits.
std::optional<Overload> resolve(std::string_view name, bool member, std::span<const Type> arguments,
                                const Environment& environment);
bool function_exists(std::string_view name, bool member, const Environment& environment);

}  // namespace tallygate::risk::cel
