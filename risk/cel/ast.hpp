// The syntax tree of one expression. The parser fills in the shape (macros already recognised), the checker the types
// and what each name and call stands for, the cost pass the sizes. Nodes refer to each other by index into one vector.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "risk/cel/environment.hpp"
#include "risk/cel/overloads.hpp"
#include "risk/cel/type.hpp"

namespace tallygate::risk::cel {

using NodeId = std::uint32_t;

enum class NodeKind : std::uint8_t {
  literal,
  identifier,   // name
  select,       // children[0].name
  presence,     // has(children[0].name)
  call,         // name(children…), or children[0].name(…) when member
  conjunction,  // children joined by &&
  disjunction,  // children joined by ||
  conditional,  // children[0] ? children[1] : children[2]
  list,
  map,        // key, value, key, value …
  structure,  // a message literal: parsed to be refused with a clear word
  loop,       // a macro over children[0]; the rest depends on `loop`
  bind,       // cel.bind(name, children[0], children[1])
};

// The macros over lists and maps. Children: the range, then predicate and transforms in the order they are written.
enum class LoopKind : std::uint8_t {
  all,
  exists,
  exists_one,
  map,
  map_filtered,
  filter,
  transform_map,
  transform_map_filtered,
  transform_entry,  // key and value are the last two children
  transform_entry_filtered
};

// What a name turned out to be.
enum class NameKind : std::uint8_t { unresolved, variable, local, type };

struct Node {
  NodeKind kind = NodeKind::literal;
  std::uint32_t begin = 0;  // bytes in the source, of the whole node
  std::uint32_t end = 0;
  std::uint32_t offset = 0;  // of the operator or name: where an error points
  std::uint32_t height = 1;
  std::vector<NodeId> children;

  // literal: kind and value; strings and bytes in `name`.
  Kind literal = Kind::null_value;
  std::int64_t integer = 0;
  std::uint64_t unsigned_integer = 0;
  double floating = 0;

  std::string name;       // identifier, field, function, bound variable
  bool absolute = false;  // written with a leading dot: looked up in the root scope only
  bool member = false;    // call: children[0] is the receiver
  LoopKind loop = LoopKind::all;
  std::string second_name;  // two-variable forms: the element (name is the index or key)

  // Set by the checker.
  Type type;
  NameKind resolved = NameKind::unresolved;
  const Variable* variable = nullptr;
  std::uint32_t local = 0;            // number of the bound variable; a loop's second one is local + 1
  Kind type_constant = Kind::absent;  // an identifier that names a type
  Overload overload;                  // of a call
  const NamedList* named_list = nullptr;
  std::uint32_t pattern_steps = 0;  // matches(): for each byte of the text

  // Set by the cost pass: the most steps that evaluating it takes.
  std::uint64_t cost = 0;
};

struct Tree {
  std::string_view source;
  std::vector<Node> nodes;
  NodeId root = 0;
  std::uint32_t locals = 0;  // bound variables, numbered by the checker

  Node& operator[](NodeId id) { return nodes[id]; }
  const Node& operator[](NodeId id) const { return nodes[id]; }
};

}  // namespace tallygate::risk::cel
