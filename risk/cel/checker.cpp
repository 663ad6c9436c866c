#include "risk/cel/checker.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "risk/cel/name_scope.hpp"
#include "risk/cel/pattern.hpp"
#include "risk/cel/text_format.hpp"

namespace tallygate::risk::cel {
namespace {

std::string listed(std::span<const Type> types) {
  std::string out;
  for (const Type type : types) out += (out.empty() ? "" : ", ") + type.text();
  return out;
}

class Checker {
 public:
  Checker(Tree& tree, const Environment& environment, const CompileOptions& options)
      : tree_(tree), environment_(environment), options_(options), scope_(environment, options.container) {}

  void run() {
    const Type type = check(tree_.root);
    if (options_.expected != Type() && !agree(type, options_.expected))
      fail(tree_[tree_.root], CompileCode::wrong_type,
           "The expression is of type " + type.text() + "; " + options_.expected.text() + " is expected.");
  }

 private:
  [[noreturn]] void fail(const Node& node, CompileCode code, std::string why) const {
    throw Stop{{code, node.offset, std::move(why)}};
  }

  Type check(NodeId id) {
    const Type type = type_of_node(id);
    tree_[id].type = type;
    return type;
  }

  Type type_of_node(NodeId id) {
    switch (tree_[id].kind) {
      case NodeKind::literal:
        return tree_[id].literal;
      case NodeKind::identifier:
      case NodeKind::select:
        return name(id);
      case NodeKind::presence:
        return presence(id);
      case NodeKind::call:
        return call(id);
      case NodeKind::conjunction:
        return junction(id, "&&");
      case NodeKind::disjunction:
        return junction(id, "||");
      case NodeKind::conditional:
        return conditional(id);
      case NodeKind::list:
        return list(id);
      case NodeKind::map:
        return map(id);
      case NodeKind::structure:
        fail(tree_[id], CompileCode::left_out, "Message literals are left out of this language.");
      case NodeKind::loop:
        return loop(id);
      case NodeKind::bind:
        return bind(id);
    }
    fail(tree_[id], CompileCode::syntax, "This has no type.");
  }

  // Names

  // Makes the node a variable, bound variable or type, if its whole text is the name of one.
  bool resolve_whole(NodeId id) {
    Node& node = tree_[id];
    if (node.kind == NodeKind::identifier && !node.absolute) {
      if (const NameScope::Local* local = scope_.local(node.name)) {
        node.resolved = NameKind::local;
        node.local = local->number;
        node.type = local->type;
        return true;
      }
    }
    const auto dotted = scope_.dotted(tree_, id);
    if (!dotted) return false;
    if (const Variable* variable = scope_.variable(*dotted, NameScope::absolute(tree_, id))) {
      node.resolved = NameKind::variable;
      node.variable = variable;
      node.type = variable->type;
      return true;
    }
    if (const auto kind = type_constant(*dotted)) {
      node.resolved = NameKind::type;
      node.type_constant = *kind;
      node.type = Kind::type;
      return true;
    }
    return false;
  }

  bool some_prefix_resolves(NodeId id) {
    return resolve_whole(id) || (tree_[id].kind == NodeKind::select && some_prefix_resolves(tree_[id].children[0]));
  }

  Type name(NodeId id) {
    if (resolve_whole(id)) return tree_[id].type;
    if (const auto dotted = scope_.dotted(tree_, id); dotted && !some_prefix_resolves(id)) unknown(tree_[id], *dotted);
    return field(id);
  }

  [[noreturn]] void unknown(const Node& node, const std::string& dotted) const {
    if (dotted == "dyn" || dotted == "optional" || dotted.starts_with("google.protobuf."))
      fail(node, CompileCode::left_out, "`" + dotted + "` is left out of this language.");
    throw Stop{{CompileCode::unknown_name, node.begin, "There is no variable `" + dotted + "`."}};
  }

  Type field(NodeId id) {
    const Type operand = check(tree_[id].children[0]);
    const Node& node = tree_[id];
    if (operand.kind() == Kind::undetermined) return operand;
    if (operand.kind() != Kind::map || !agree(operand.key(), Kind::string))
      fail(node, CompileCode::no_such_overload,
           "A value of type " + operand.text() + " has no field `" + node.name + "`.");
    return operand.mapped();
  }

  Type presence(NodeId id) {
    const NodeId operand = tree_[id].children[0];
    if (resolve_whole(operand)) {
      if (tree_[operand].resolved != NameKind::variable)
        fail(tree_[operand], CompileCode::no_such_overload,
             "has() asks for a variable or a field, which `" + tree_[operand].name + "` is not.");
      tree_[id].variable = tree_[operand].variable;
      return Kind::boolean;
    }
    if (tree_[operand].kind == NodeKind::identifier) unknown(tree_[operand], tree_[operand].name);
    name(operand);
    return Kind::boolean;
  }

  // Calls

  Type call(NodeId id) {
    if (tree_[id].name == "@in" && named_list(id)) return Kind::boolean;
    become_global(id);
    if (tree_[id].name == "dyn" && !tree_[id].member)
      fail(tree_[id], CompileCode::left_out, "dyn() is left out of this language.");
    std::vector<Type> arguments;
    arguments.reserve(tree_[id].children.size());
    for (std::size_t i = 0; i < tree_[id].children.size(); ++i) {
      const bool said = i == 1 && is_format(tree_[id]) && tree_[tree_[id].children[1]].kind == NodeKind::list;
      arguments.push_back(said ? said_by_format(tree_[id].children[1]) : check(tree_[id].children[i]));
    }
    Node& node = tree_[id];
    auto overload = resolve(node.name, node.member, arguments, environment_);
    if (!overload) no_overload(node, arguments);
    node.overload = *overload;
    if (overload->op == Op::matches) literal_pattern(node);
    if (is_format(node)) literal_format(node);
    reachable(node);
    return overload->result;
  }

  static bool is_format(const Node& call) { return call.member && call.name == "format" && call.children.size() == 2; }

  // What "%s: %d".format(["a", 1]) is given is no list but one argument a clause, each of its own type.
  Type said_by_format(NodeId id) {
    Type type = Kind::undetermined;
    bool one_type = true;
    for (const NodeId child : tree_[id].children) {
      const auto both = agree(type, check(child));
      one_type = one_type && both;
      if (both) type = *both;
    }
    tree_[id].type = list_of(tree_[id], one_type ? type : Type(Kind::undetermined));
    return tree_[id].type;
  }

  // A literal format is checked when it is published, as far as its arguments are written out.
  void literal_format(const Node& node) const {
    const Node& format = tree_[node.children[0]];
    const Node& said = tree_[node.children[1]];
    if (format.kind != NodeKind::literal) return;
    std::string_view rest = format.name;
    std::size_t used = 0;
    while (!rest.empty()) {
      const auto next = next_format_clause(rest);
      if (const auto* why = std::get_if<std::string_view>(&next))
        fail(format, CompileCode::bad_format, std::string(*why));
      const char letter = std::get<FormatClause>(next).letter;
      if (letter == 0 || letter == '%') continue;
      if (said.kind == NodeKind::list && used < said.children.size()) {
        const Type type = tree_[said.children[used]].type;
        if (type.kind() != Kind::undetermined && !formats(letter, type.kind()))
          fail(tree_[said.children[used]], CompileCode::bad_format,
               std::string("%") + letter + " does not say a value of type " + type.text() + ".");
      }
      ++used;
    }
    if (said.kind == NodeKind::list && used != said.children.size())
      fail(node, CompileCode::bad_format,
           "The format has " + std::to_string(used) + " clauses, and is given " + std::to_string(said.children.size()) +
               ".");
  }

  // `net.distance(a, b)` parses as a call on `net`; it is a global function if one of that name exists.
  void become_global(NodeId id) {
    Node& node = tree_[id];
    if (!node.member) {
      if (auto known = scope_.function(node.name, node.absolute)) node.name = std::move(*known);
      return;
    }
    const auto space = scope_.dotted(tree_, node.children[0]);
    if (!space) return;
    auto known = scope_.function(*space + "." + node.name, NameScope::absolute(tree_, node.children[0]));
    if (!known) return;
    node.name = std::move(*known);
    node.member = false;
    node.children.erase(node.children.begin());
  }

  bool named_list(NodeId id) {
    const Node& right = tree_[tree_[id].children[1]];
    if (right.kind != NodeKind::call || right.member || right.name != "list" || right.children.size() != 1)
      return false;
    const Node& list_name = tree_[right.children[0]];
    if (list_name.kind != NodeKind::literal || list_name.literal != Kind::string)
      fail(right, CompileCode::no_such_overload, "The name of a list is a literal: x in list(\"blocked_devices\").");
    const NamedList* found = environment_.list(list_name.name);
    if (found == nullptr) fail(right, CompileCode::unknown_name, "There is no list \"" + list_name.name + "\".");
    const Type type = check(tree_[id].children[0]);
    if (!agree(type, found->element))
      fail(tree_[id], CompileCode::no_such_overload,
           "The list \"" + found->name + "\" holds " + found->element.text() + ", not " + type.text() + ".");
    tree_[id].named_list = found;
    return true;
  }

  static std::string readable(const Node& node) {
    if (node.name == "@in") return "`in`";
    if (node.name == "_[_]") return "Indexing";
    std::string name = node.name;
    std::erase(name, '_');
    return "`" + (node.name.find_first_of("+-*/%<>=!") == std::string::npos ? node.name : name) + "`";
  }

  [[noreturn]] void no_overload(const Node& node, std::span<const Type> arguments) const {
    if ((node.name == "math.greatest" || node.name == "math.least") && arguments.size() == 2 &&
        arguments[0].is_numeric() && arguments[1].is_numeric())
      fail(node, CompileCode::mixed_types,
           "The numbers differ in type: " + listed(arguments) + "; convert them with int(), uint() or double().");
    if (!function_exists(node.name, node.member, environment_))
      throw Stop{{CompileCode::unknown_name, node.begin, "There is no function `" + node.name + "`."}};
    fail(node, CompileCode::no_such_overload, readable(node) + " does not take (" + listed(arguments) + ").");
  }

  void literal_pattern(Node& node) const {
    const Node& pattern = tree_[node.children[1]];
    if (pattern.kind != NodeKind::literal)
      fail(pattern, CompileCode::bad_pattern, "A pattern is a literal, so that it is checked when published.");
    auto compiled = compile_pattern(pattern.name, options_.limits);
    if (auto* problem = std::get_if<std::string>(&compiled))
      fail(pattern, CompileCode::bad_pattern, std::move(*problem));
    node.pattern_steps = steps_per_byte(*std::get<Pattern>(compiled));
  }

  // A count that saturates tells nothing about constants past its cap.
  void reachable(const Node& node) const {
    constexpr std::array<std::string_view, 6> kComparisons{"_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_"};
    if (std::find(kComparisons.begin(), kComparisons.end(), node.name) == kComparisons.end()) return;
    for (const std::size_t side : {0u, 1u}) {
      const Node& count = tree_[node.children[side]];
      const Node& constant = tree_[node.children[1 - side]];
      if (count.variable == nullptr || !count.variable->saturates_at || count.kind == NodeKind::presence) continue;
      if (constant.kind != NodeKind::literal || constant.literal != Kind::integer ||
          constant.integer < *count.variable->saturates_at)
        continue;
      fail(node, CompileCode::beyond_cap,
           "`" + count.variable->name + "` is counted up to " + std::to_string(*count.variable->saturates_at) +
               " only; compare it with less.");
    }
  }

  // Shapes

  void require(NodeId id, Kind kind, const std::string& who) {
    const Type type = check(id);
    if (!agree(type, kind))
      fail(tree_[id], CompileCode::no_such_overload,
           who + " takes " + Type(kind).text() + ", not " + type.text() + ".");
  }

  Type junction(NodeId id, const std::string& symbol) {
    for (std::size_t i = 0; i < tree_[id].children.size(); ++i)
      require(tree_[id].children[i], Kind::boolean, "`" + symbol + "`");
    return Kind::boolean;
  }

  Type conditional(NodeId id) {
    require(tree_[id].children[0], Kind::boolean, "`?`");
    const Type yes = check(tree_[id].children[1]);
    const Type no = check(tree_[id].children[2]);
    const auto both = agree(yes, no);
    if (!both)
      fail(tree_[id], CompileCode::mixed_types,
           "The two branches differ in type: " + yes.text() + " and " + no.text() + ".");
    return *both;
  }

  Type common(NodeId id, std::size_t first, std::size_t step, const char* what) {
    Type type = Kind::undetermined;
    for (std::size_t i = first; i < tree_[id].children.size(); i += step) {
      const Type next = check(tree_[id].children[i]);
      const auto both = agree(type, next);
      if (!both)
        fail(tree_[tree_[id].children[i]], CompileCode::mixed_types,
             std::string(what) + " differ in type: " + type.text() + " and " + next.text() + ".");
      type = *both;
    }
    return type;
  }

  Type list(NodeId id) {
    const Type element = common(id, 0, 1, "The elements of a list");
    if (!Type::fits_list(element)) fail(tree_[id], CompileCode::too_deep, "This type is too deep.");
    return Type::list(element);
  }

  Type map(NodeId id) {
    const Type key = common(id, 0, 2, "The keys of a map");
    const Type mapped = common(id, 1, 2, "The values of a map");
    key_allowed(tree_[id], key);
    return map_type(tree_[id], key, mapped);
  }

  void key_allowed(const Node& node, Type key) const {
    const Kind kind = key.kind();
    if (kind != Kind::integer && kind != Kind::unsigned_integer && kind != Kind::boolean && kind != Kind::string &&
        kind != Kind::undetermined)
      fail(node, CompileCode::no_such_overload, "A value of type " + key.text() + " cannot be a key.");
  }

  Type map_type(const Node& node, Type key, Type mapped) const {
    if (!Type::fits_map(key, mapped)) fail(node, CompileCode::too_deep, "This type is too deep.");
    return Type::map(key, mapped);
  }

  // Macros

  Type loop(NodeId id) {
    const Type range = check(tree_[id].children[0]);
    const bool map = range.kind() == Kind::map;
    if (!map && range.kind() != Kind::list && range.kind() != Kind::undetermined)
      fail(tree_[id], CompileCode::no_such_overload, "A macro runs over a list or a map, not " + range.text() + ".");
    if (loops_ == options_.limits.macro_nesting_max)
      fail(tree_[id], CompileCode::too_deep,
           "Macros are nested deeper than " + std::to_string(options_.limits.macro_nesting_max) + ".");
    const Type inside = range.kind() == Kind::list ? range.element() : Type(Kind::undetermined);
    const Type key = map ? range.key() : Type(Kind::integer);
    const bool two = !tree_[id].second_name.empty();
    const Type first = two ? key : map ? range.key() : inside;
    tree_[id].local = tree_.locals;
    tree_.locals += 2;
    const std::string first_name = tree_[id].name;
    const std::string second_name = tree_[id].second_name;
    scope_.push(first_name, first, tree_[id].local);
    if (two) scope_.push(second_name, map ? range.mapped() : inside, tree_[id].local + 1);
    ++loops_;
    const Type type = body(id, first, key);
    --loops_;
    if (two) scope_.pop();
    scope_.pop();
    return type;
  }

  static bool filters(LoopKind kind) {
    return kind == LoopKind::map_filtered || kind == LoopKind::transform_map_filtered ||
           kind == LoopKind::transform_entry_filtered;
  }

  Type body(NodeId id, Type first, Type key) {
    const std::vector<NodeId> children = tree_[id].children;
    const LoopKind kind = tree_[id].loop;
    switch (kind) {
      case LoopKind::all:
      case LoopKind::exists:
      case LoopKind::exists_one:
        require(children[1], Kind::boolean, "This macro");
        return Kind::boolean;
      case LoopKind::filter:
        require(children[1], Kind::boolean, "filter()");
        return list_of(tree_[id], first);
      default:
        break;
    }
    if (filters(kind)) require(children[1], Kind::boolean, "The filter of this macro");
    if (kind == LoopKind::transform_entry || kind == LoopKind::transform_entry_filtered) {
      const Type fresh_key = check(children[children.size() - 2]);
      key_allowed(tree_[children[children.size() - 2]], fresh_key);
      return map_type(tree_[id], fresh_key, check(children.back()));
    }
    const Type result = check(children.back());
    const bool makes_list = kind == LoopKind::map || kind == LoopKind::map_filtered;
    return makes_list ? list_of(tree_[id], result) : map_type(tree_[id], key, result);
  }

  Type list_of(const Node& node, Type element) const {
    if (!Type::fits_list(element)) fail(node, CompileCode::too_deep, "This type is too deep.");
    return Type::list(element);
  }

  Type bind(NodeId id) {
    const Type bound = check(tree_[id].children[0]);
    tree_[id].local = tree_.locals++;
    const std::string bound_name = tree_[id].name;
    scope_.push(bound_name, bound, tree_[id].local);
    const Type type = check(tree_[id].children[1]);
    scope_.pop();
    return type;
  }

  Tree& tree_;
  const Environment& environment_;
  const CompileOptions& options_;
  NameScope scope_;
  std::uint32_t loops_ = 0;
};

}  // namespace

std::optional<Fault> check(Tree& tree, const Environment& environment, const CompileOptions& options) {
  try {
    Checker(tree, environment, options).run();
  } catch (Stop& stop) {
    return std::move(stop.fault);
  }
  return std::nullopt;
}

}  // namespace tallygate::risk::cel
