#include "risk/cel/emitter.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "risk/cel/constants.hpp"
#include "risk/cel/machine.hpp"
#include "risk/cel/pattern.hpp"

namespace tallygate::risk::cel {
namespace {

constexpr std::size_t kIndexMax = kIndexMask;     // of an operand
constexpr std::size_t kInstructionsMax = 0xFFFF;  // of a jump

// Writes one form of the code. Registers are used as a stack: a node that is told `dst` may use that register and all
// above it.
class Emitter {
 public:
  Emitter(const Tree& tree, const Limits& limits, Code& code, Instructions& out, bool notes)
      : tree_(tree), limits_(limits), code_(code), out_(out), notes_(notes), locals_(tree.locals) {}

  void run() { out_.result = emit_condition(tree_.root, 0); }

 private:
  using Register = std::uint16_t;

  [[noreturn]] void too_large(const Node& node) const {
    throw Stop{{CompileCode::too_long, node.offset, "The expression is too large."}};
  }

  // Operands

  Operand in_register(Register r) {
    if (r >= kIndexMax) too_large(tree_[tree_.root]);
    code_.registers = std::max<std::uint16_t>(code_.registers, static_cast<std::uint16_t>(r + 2));
    return static_cast<Operand>(kRegisterBank | r);
  }
  Operand constant(const Value& value) {
    const std::size_t index = add_constant(code_, value);
    if (index > kIndexMax) too_large(tree_[tree_.root]);
    return static_cast<Operand>(kConstantBank | index);
  }
  // The first register that is free once `used` has been computed with `dst`.
  static Register after(Operand used, Register dst) {
    return used == (kRegisterBank | dst) ? static_cast<Register>(dst + 1) : dst;
  }

  std::size_t add(const Node& node, Op op, Register dst, std::size_t a, std::size_t b = 0, std::size_t count = 0) {
    if (out_.list.size() >= kInstructionsMax || a > 0xFFFF || b > 0xFFFF) too_large(node);
    in_register(dst);
    out_.list.push_back(
        {op, static_cast<std::uint8_t>(count), dst, static_cast<std::uint16_t>(a), static_cast<std::uint16_t>(b)});
    out_.offsets.push_back(node.offset);
    return out_.list.size() - 1;
  }
  std::size_t here() const { return out_.list.size(); }
  void land(std::size_t jump) { out_.list[jump].b = static_cast<std::uint16_t>(here()); }

  // The value in `dst` itself, for those who need several side by side.
  void emit_into(NodeId id, Register dst) {
    const Operand value = emit(id, dst);
    if (value != in_register(dst)) add(tree_[id], Op::load, dst, value);
  }

  // Nodes

  Operand emit(NodeId id, Register dst) {
    const Node& node = tree_[id];
    switch (node.kind) {
      case NodeKind::literal:
        return constant(literal(node));
      case NodeKind::identifier:
      case NodeKind::select:
        return name(id, dst);
      case NodeKind::presence:
        return presence(id, dst);
      case NodeKind::call:
        return call(id, dst);
      case NodeKind::conjunction:
      case NodeKind::disjunction:
        return junction(id, dst);
      case NodeKind::conditional:
        return conditional(id, dst);
      case NodeKind::list:
        return aggregate(id, dst, Op::make_list, node.children.size());
      case NodeKind::map:
        return aggregate(id, dst, Op::make_map, node.children.size() / 2);
      case NodeKind::loop:
        return loop(id, dst);
      case NodeKind::bind:
        return bind(id, dst);
      case NodeKind::structure:
        break;
    }
    throw Stop{{CompileCode::left_out, node.offset, "Message literals are left out of this language."}};
  }

  static Value literal(const Node& node) {
    switch (node.literal) {
      case Kind::boolean:
        return Value::boolean(node.integer != 0);
      case Kind::integer:
        return Value::integer(node.integer);
      case Kind::unsigned_integer:
        return Value::unsigned_integer(node.unsigned_integer);
      case Kind::floating:
        return Value::floating(node.floating);
      case Kind::string:
        return Value::string(node.name);
      case Kind::bytes:
        return Value::bytes(node.name);
      default:
        return Value::null();
    }
  }

  Operand variable(const Variable& variable) {
    add_variable(code_, variable);
    return static_cast<Operand>(kVariableBank | variable.slot);
  }

  Operand name(NodeId id, Register dst) {
    const Node& node = tree_[id];
    if (node.resolved == NameKind::variable) return variable(*node.variable);
    if (node.resolved == NameKind::local) return in_register(locals_[node.local]);
    if (node.resolved == NameKind::type) return constant(Value::type(node.type_constant));
    return field(id, dst, Op::index_map);
  }

  Operand field(NodeId id, Register dst, Op op) {
    const Node& node = tree_[id];
    const std::size_t begin = here();
    const Operand map = emit(node.children[0], dst);
    add(node, op, dst, map, constant(Value::string(node.name)));
    return is_constant(map) ? fold(begin, dst) : in_register(dst);
  }

  Operand presence(NodeId id, Register dst) {
    const Node& node = tree_[id];
    if (node.variable == nullptr) return field(node.children[0], dst, Op::has_key);
    add(node, Op::present, dst, variable(*node.variable));
    return in_register(dst);
  }

  // Runs what was just written, all of it over constants, and keeps the result instead. An error stays as it is:
  // something may absorb it.
  Operand fold(std::size_t begin, Register dst) {
    Scratch scratch(limits_);
    const Value value = Machine(code_, Activation{}, scratch).run(out_, begin, here(), in_register(dst));
    if (value.is_error() || value.is_absent()) return in_register(dst);
    out_.list.resize(begin);
    out_.offsets.resize(begin);
    return constant(value);
  }

  // Calls

  Operand call(NodeId id, Register dst) {
    const Node& node = tree_[id];
    if (node.named_list != nullptr) {
      add_named_list(code_, node.named_list->id);
      add(node, Op::in_named, dst, emit(node.children[0], dst), node.named_list->id);
      return in_register(dst);
    }
    switch (node.overload.op) {
      case Op::call:
        return call_function(node, dst);
      case Op::negate:
        return negation(node, dst);
      case Op::matches:
        return match(node, dst);
      default:
        return binary(node, dst);
    }
  }

  Operand negation(const Node& node, Register dst) {
    const std::size_t begin = here();
    const Operand a = emit_condition(node.children[0], dst);
    add(node, Op::negate, dst, a);
    return is_constant(a) ? fold(begin, dst) : in_register(dst);
  }

  Operand binary(const Node& node, Register dst) {
    const std::size_t begin = here();
    const Operand a = emit(node.children[0], dst);
    const Operand b = emit(node.children[1], after(a, dst));
    add(node, node.overload.op, dst, a, b);
    return is_constant(a) && is_constant(b) ? fold(begin, dst) : in_register(dst);
  }

  Operand match(const Node& node, Register dst) {
    const std::size_t pattern = pattern_index(tree_[node.children[1]]);
    const std::size_t begin = here();
    const Operand text = emit(node.children[0], dst);
    add(node, Op::matches, dst, text, pattern);
    return is_constant(text) ? fold(begin, dst) : in_register(dst);
  }

  // One for all places where it stands, in both forms of the code.
  std::size_t pattern_index(const Node& literal_node) {
    for (std::size_t i = 0; i < code_.patterns.size(); ++i)
      if (source_of(*code_.patterns[i]) == literal_node.name) return i;
    if (code_.patterns.size() == limits_.patterns_max)
      throw Stop{{CompileCode::too_long, literal_node.offset,
                  "An expression has at most " + std::to_string(limits_.patterns_max) + " different patterns."}};
    auto pattern = compile_pattern(literal_node.name, limits_);
    if (auto* problem = std::get_if<std::string>(&pattern))
      throw Stop{{CompileCode::bad_pattern, literal_node.offset, std::move(*problem)}};
    code_.patterns.push_back(std::get<0>(std::move(pattern)));
    return code_.patterns.size() - 1;
  }

  // Whether all children came out as constants; each stands in its own register from `dst` on.
  bool arguments(const Node& node, Register dst) {
    bool constants = true;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const auto place = static_cast<Register>(dst + i);
      in_register(place);
      const Operand value = emit(node.children[i], place);
      constants = constants && is_constant(value);
      if (value != in_register(place)) add(tree_[node.children[i]], Op::load, place, value);
    }
    return constants;
  }

  Operand call_function(const Node& node, Register dst) {
    const std::size_t begin = here();
    const bool constants = arguments(node, dst);
    add(node, Op::call, dst, dst, add_callee(code_, node.overload), node.children.size());
    return constants ? fold(begin, dst) : in_register(dst);
  }

  Operand aggregate(NodeId id, Register dst, Op op, std::size_t count) {
    const std::size_t begin = here();
    const bool constants = arguments(tree_[id], dst);
    add(tree_[id], op, dst, dst, count);
    return constants ? fold(begin, dst) : in_register(dst);
  }

  // Conditions

  // The parts that && || ! and ?: join are what an explanation names; inside a macro they have no one value.
  Operand emit_condition(NodeId id, Register dst) {
    const Node& node = tree_[id];
    const bool joint = node.kind == NodeKind::conjunction || node.kind == NodeKind::disjunction ||
                       node.kind == NodeKind::conditional ||
                       (node.kind == NodeKind::call && node.overload.op == Op::negate && node.named_list == nullptr);
    const Operand value = emit(id, dst);
    if (!notes_ || joint || is_constant(value) || loops_ > 0 || !(node.type == Type(Kind::boolean))) return value;
    code_.conditions.push_back({node.begin, node.end});
    add(node, Op::note, after(value, dst), value, code_.conditions.size() - 1);
    return value;
  }

  Operand junction(NodeId id, Register dst) {
    const Node& node = tree_[id];
    const bool all = node.kind == NodeKind::conjunction;
    std::vector<std::size_t> exits;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const Operand value = emit_condition(node.children[i], static_cast<Register>(i == 0 ? dst : dst + 1));
      const Op first = all ? Op::first_conjunct : Op::first_disjunct;
      exits.push_back(add(tree_[node.children[i]], i == 0 ? first : all ? Op::conjoin : Op::disjoin, dst, value));
    }
    for (const std::size_t exit : exits) land(exit);
    return in_register(dst);
  }

  Operand conditional(NodeId id, Register dst) {
    const Node& node = tree_[id];
    const Operand test = emit_condition(node.children[0], dst);
    const std::size_t error = add(node, Op::unless_bool, dst, test);
    const std::size_t otherwise = add(node, Op::jump_if_false, dst, test);
    branch(node.children[1], dst);
    const std::size_t done = add(node, Op::jump, dst, 0);
    land(otherwise);
    branch(node.children[2], dst);
    land(error);
    land(done);
    return in_register(dst);
  }

  void branch(NodeId id, Register dst) {
    const Operand value = emit_condition(id, dst);
    if (value != in_register(dst)) add(tree_[id], Op::load, dst, value);
  }

  Operand bind(NodeId id, Register dst) {
    const Node& node = tree_[id];
    emit_into(node.children[0], dst);
    locals_[node.local] = dst;
    const Operand value = emit_condition(node.children[1], static_cast<Register>(dst + 1));
    add(node, Op::load, dst, value);
    return in_register(dst);
  }

  // Macros
  // Registers of a loop: dst the result, dst + 1 and dst + 2 its state, dst + 3 (and dst + 4) the bound variables, from
  // dst + 5 the body.

  struct Loop {
    const Node& node;
    Register dst;
    std::size_t builder = 0;
    std::size_t top = 0;             // of a round
    std::size_t next = 0;            // the instruction that leaves when nothing is left
    std::vector<std::size_t> exits;  // jumps past the end, with the result in dst
    Register state() const { return static_cast<Register>(dst + 1); }
    Register first() const { return static_cast<Register>(dst + 3); }
    Register body() const { return static_cast<Register>(dst + 5); }
  };

  Operand loop(NodeId id, Register dst) {
    Loop loop{tree_[id], dst, code_.builders, 0, 0, {}};
    const Node& node = loop.node;
    in_register(loop.body());
    const Operand range = emit(node.children[0], dst);
    loop.exits.push_back(add(node, Op::loop_begin, loop.state(), range));
    prepare(loop);
    loop.top = here();
    const bool two = !node.second_name.empty();
    locals_[node.local] = loop.first();
    locals_[node.local + 1] = static_cast<Register>(dst + 4);
    loop.next = add(node, two ? Op::loop_next_two : Op::loop_next, loop.first(), loop.state());
    ++loops_;
    round(loop);
    --loops_;
    add(node, Op::jump, dst, 0, loop.top);
    land(loop.next);
    if (node.loop == LoopKind::exists_one) add(node, Op::int_eq, dst, in_register(dst), constant(Value::integer(1)));
    for (const std::size_t exit : loop.exits) land(exit);
    return in_register(dst);
  }

  void prepare(Loop& loop) {
    const Node& node = loop.node;
    switch (node.loop) {
      case LoopKind::all:
        add(node, Op::load, loop.dst, constant(Value::boolean(true)));
        return;
      case LoopKind::exists:
        add(node, Op::load, loop.dst, constant(Value::boolean(false)));
        return;
      case LoopKind::exists_one:
        add(node, Op::load, loop.dst, constant(Value::integer(0)));
        return;
      default:
        break;
    }
    if (++code_.builders == 0) too_large(node);
    add(node, makes_map(node) ? Op::map_begin : Op::list_begin, loop.dst, in_register(loop.state()), loop.builder);
  }

  static bool makes_map(const Node& node) {
    return node.loop == LoopKind::transform_map || node.loop == LoopKind::transform_map_filtered || new_keys(node);
  }
  static bool new_keys(const Node& node) {
    return node.loop == LoopKind::transform_entry || node.loop == LoopKind::transform_entry_filtered;
  }

  void round(Loop& loop) {
    const Node& node = loop.node;
    const Register body = loop.body();
    switch (node.loop) {
      case LoopKind::all:
      case LoopKind::exists: {
        const Operand holds = emit(node.children[1], body);
        loop.exits.push_back(add(node, node.loop == LoopKind::all ? Op::conjoin : Op::disjoin, loop.dst, holds));
        return;
      }
      case LoopKind::exists_one:
        only_if(loop, node.children[1]);
        add(node, Op::int_add, loop.dst, in_register(loop.dst), constant(Value::integer(1)));
        return;
      case LoopKind::filter:
        only_if(loop, node.children[1]);
        append(loop, in_register(loop.first()));
        return;
      default:
        break;
    }
    if (node.children.size() == (new_keys(node) ? 4 : 3)) only_if(loop, node.children[1]);
    if (!makes_map(node)) return append(loop, emit(node.children.back(), body));
    if (new_keys(node)) {
      emit_into(node.children[node.children.size() - 2], body);
      loop.exits.push_back(add(node, Op::unless_value, loop.dst, in_register(body)));
    } else {
      add(node, Op::load, body, in_register(loop.first()));
    }
    emit_into(node.children.back(), static_cast<Register>(body + 1));
    loop.exits.push_back(add(node, Op::unless_value, loop.dst, in_register(static_cast<Register>(body + 1))));
    add(node, new_keys(node) ? Op::map_insert : Op::map_append, loop.dst, body, loop.builder);
    if (new_keys(node)) loop.exits.push_back(add(node, Op::unless_value, loop.dst, in_register(loop.dst)));
  }

  // The next round unless the predicate holds; an error ends the loop with it.
  void only_if(Loop& loop, NodeId predicate) {
    const Operand holds = emit(predicate, loop.body());
    loop.exits.push_back(add(loop.node, Op::unless_bool, loop.dst, holds));
    add(loop.node, Op::jump_if_false, loop.dst, holds, loop.top);
  }

  void append(Loop& loop, Operand value) {
    loop.exits.push_back(add(loop.node, Op::unless_value, loop.dst, value));
    add(loop.node, Op::list_append, loop.dst, value, loop.builder);
  }

  const Tree& tree_;
  const Limits& limits_;
  Code& code_;
  Instructions& out_;
  bool notes_;
  std::vector<Register> locals_;
  std::uint32_t loops_ = 0;
};

}  // namespace

std::variant<std::unique_ptr<Code>, Fault> emit(const Tree& tree, const Limits& limits) {
  auto code = std::make_unique<Code>();
  code->source = tree.source;
  code->type = tree[tree.root].type;
  code->cost = tree[tree.root].cost;
  code->limits = limits;
  try {
    Emitter(tree, limits, *code, code->fast, false).run();
    Emitter(tree, limits, *code, code->explained, true).run();
  } catch (Stop& stop) {
    return std::move(stop.fault);
  }
  return code;
}

}  // namespace tallygate::risk::cel
