#include "risk/cel/parser.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <utility>

#include "risk/cel/macros.hpp"

namespace tallygate::risk::cel {
namespace {

struct Operator {
  std::string_view symbol;
  std::string_view function;
};
constexpr std::array<Operator, 7> kRelations{
    {{"<", "_<_"}, {"<=", "_<=_"}, {">=", "_>=_"}, {">", "_>_"}, {"==", "_==_"}, {"!=", "_!=_"}, {"in", "@in"}}};
constexpr std::array<Operator, 2> kAdditions{{{"+", "_+_"}, {"-", "_-_"}}};
constexpr std::array<Operator, 3> kMultiplications{{{"*", "_*_"}, {"/", "_/_"}, {"%", "_%_"}}};

class Parser {
 public:
  Parser(std::string_view source, std::vector<Token> tokens, const Limits& limits)
      : tokens_(std::move(tokens)), limits_(limits) {
    tree_.source = source;
  }

  Tree run() {
    tree_.root = expression();
    if (peek().kind != TokenKind::end) fail(peek().begin, "The expression should end here.");
    return std::move(tree_);
  }

 private:
  // Counts what stands inside what; the destructor counts down.
  class Nesting {
   public:
    explicit Nesting(Parser& parser) : parser_(parser) {
      if (parser.nesting_++ > parser.limits_.nesting_max)
        parser.fail(parser.peek().begin, "Nested deeper than " + std::to_string(parser.limits_.nesting_max) + ".",
                    CompileCode::too_deep);
    }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;
    ~Nesting() { --parser_.nesting_; }

   private:
    Parser& parser_;
  };

  [[noreturn]] void fail(std::uint32_t offset, std::string why, CompileCode code = CompileCode::syntax) const {
    throw Stop{{code, offset, std::move(why)}};
  }

  const Token& peek(std::size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
  Token& take() { return tokens_[at_ < tokens_.size() - 1 ? at_++ : at_]; }
  bool is(std::string_view symbol) const { return peek().kind == TokenKind::symbol && peek().text == symbol; }
  bool accept(std::string_view symbol) {
    if (!is(symbol)) return false;
    ++at_;
    return true;
  }
  std::uint32_t expect(std::string_view symbol) {
    if (!is(symbol)) fail(peek().begin, "A `" + std::string(symbol) + "` is missing here.");
    return take().end;
  }

  NodeId add(Node node) {
    if (tree_.nodes.size() >= limits_.nodes_max)
      fail(node.begin, "The expression has too many parts.", CompileCode::too_long);
    for (const NodeId child : node.children) node.height = std::max(node.height, tree_[child].height + 1);
    if (node.height > limits_.tree_height_max) fail(node.offset, "The expression is too deep.", CompileCode::too_deep);
    tree_.nodes.push_back(std::move(node));
    return static_cast<NodeId>(tree_.nodes.size() - 1);
  }

  NodeId add_call(std::string_view function, std::uint32_t offset, std::vector<NodeId> children) {
    Node node;
    node.kind = NodeKind::call;
    node.name = function;
    node.offset = offset;
    node.begin = std::min(offset, tree_[children.front()].begin);
    node.end = tree_[children.back()].end;
    node.children = std::move(children);
    return add(std::move(node));
  }

  NodeId expression() {
    const Nesting nesting(*this);
    const NodeId condition = joined("||", NodeKind::disjunction);
    if (!is("?")) return condition;
    Node node;
    node.kind = NodeKind::conditional;
    node.offset = take().begin;
    const NodeId yes = joined("||", NodeKind::disjunction);
    expect(":");
    const NodeId no = expression();
    node.children = {condition, yes, no};
    node.begin = tree_[condition].begin;
    node.end = tree_[no].end;
    return add(std::move(node));
  }

  // Chains of && and || become one node, so that a long one is neither deep nor slow.
  NodeId joined(std::string_view symbol, NodeKind kind) {
    const bool outer = kind == NodeKind::disjunction;
    const auto operand = [&] { return outer ? joined("&&", NodeKind::conjunction) : relation(); };
    const NodeId first = operand();
    if (!is(symbol)) return first;
    Node node;
    node.kind = kind;
    node.offset = peek().begin;
    node.children.push_back(first);
    while (accept(symbol)) node.children.push_back(operand());
    node.begin = tree_[first].begin;
    node.end = tree_[node.children.back()].end;
    return add(std::move(node));
  }

  const Operator* operator_here(std::span<const Operator> operators) const {
    const bool word = peek().kind == TokenKind::identifier && peek().text == "in";
    if (peek().kind != TokenKind::symbol && !word) return nullptr;
    for (const Operator& op : operators)
      if (op.symbol == peek().text) return &op;
    return nullptr;
  }

  template <class Next>
  NodeId left_associative(std::span<const Operator> operators, Next next) {
    NodeId left = next();
    while (const Operator* op = operator_here(operators)) {
      const std::uint32_t offset = take().begin;
      const NodeId right = next();
      left = add_call(op->function, offset, {left, right});
    }
    return left;
  }
  NodeId relation() {
    return left_associative(kRelations, [this] { return addition(); });
  }
  NodeId addition() {
    return left_associative(kAdditions, [this] { return multiplication(); });
  }
  NodeId multiplication() {
    return left_associative(kMultiplications, [this] { return unary(); });
  }

  NodeId unary() {
    if (!is("!") && !is("-")) return member();
    const std::string symbol = peek().text;
    std::vector<std::uint32_t> offsets;
    while (is(symbol)) offsets.push_back(take().begin);
    // The sign before a number belongs to it: -9223372036854775808 has no positive counterpart.
    const bool number = peek().kind == TokenKind::integer || peek().kind == TokenKind::floating;
    negative_literal_ = symbol == "-" && number;
    if (negative_literal_) offsets.pop_back();
    NodeId node = member();
    for (auto it = offsets.rbegin(); it != offsets.rend(); ++it)
      node = add_call(symbol == "-" ? "-_" : "!_", *it, {node});
    return node;
  }

  NodeId member() {
    NodeId node = primary();
    while (true) {
      if (is(".")) {
        node = selection(node);
      } else if (is("[")) {
        const std::uint32_t offset = take().begin;
        if (is("?")) fail(offset, "Optional values are left out of this language.", CompileCode::left_out);
        const NodeId index = expression();
        const std::uint32_t end = expect("]");
        node = add_call("_[_]", offset, {node, index});
        tree_[node].end = end;
      } else if (is("{") && names_a_message(node)) {
        node = structure(node);
      } else {
        return node;
      }
    }
  }

  bool names_a_message(NodeId id) const {
    const Node& node = tree_[id];
    return node.kind == NodeKind::identifier || (node.kind == NodeKind::select && names_a_message(node.children[0]));
  }

  NodeId selection(NodeId operand) {
    const std::uint32_t dot = take().begin;
    if (is("?")) fail(dot, "Optional values are left out of this language.", CompileCode::left_out);
    const TokenKind kind = peek().kind;
    if (kind != TokenKind::identifier && kind != TokenKind::quoted_identifier)
      fail(peek().begin, "A field name is missing here.");
    Token& field = take();
    if (kind == TokenKind::identifier &&
        (field.text == "in" || field.text == "true" || field.text == "false" || field.text == "null"))
      fail(field.begin, "`" + field.text + "` is a word of the language, not a name.");
    Node node;
    node.kind = NodeKind::select;
    node.begin = tree_[operand].begin;
    node.offset = dot;
    node.end = field.end;
    node.name = std::move(field.text);
    node.absolute = kind == TokenKind::quoted_identifier;  // never part of a dotted name
    node.children = {operand};
    if (kind == TokenKind::identifier && is("(")) {
      node.kind = NodeKind::call;
      node.member = true;
      return call(std::move(node));
    }
    return add(std::move(node));
  }

  NodeId call(Node node) {
    take();
    if (!is(")")) arguments(node, ")");
    node.end = expect(")");
    const NodeId id = add(std::move(node));
    if (auto fault = expand_macro(tree_, id)) throw Stop{std::move(*fault)};
    return id;
  }

  void arguments(Node& node, std::string_view closing) {
    do {
      if (is(closing) && closing != ")") return;  // a list may end in a comma
      node.children.push_back(expression());
    } while (accept(","));
  }

  NodeId primary() {
    const bool negative = std::exchange(negative_literal_, false);
    Token& token = take();
    Node node;
    node.begin = negative ? tokens_[at_ - 2].begin : token.begin;
    node.offset = node.begin;
    node.end = token.end;
    switch (token.kind) {
      case TokenKind::integer:
        return integer(std::move(node), token, negative);
      case TokenKind::unsigned_integer:
        node.literal = Kind::unsigned_integer;
        node.unsigned_integer = token.number;
        return add(std::move(node));
      case TokenKind::floating:
        node.literal = Kind::floating;
        node.floating = negative ? -token.floating : token.floating;
        return add(std::move(node));
      case TokenKind::string:
      case TokenKind::bytes:
        node.literal = token.kind == TokenKind::string ? Kind::string : Kind::bytes;
        node.name = std::move(token.text);
        return add(std::move(node));
      case TokenKind::identifier:
        return name(std::move(node), token);
      case TokenKind::symbol:
        return bracketed(std::move(node), token);
      default:
        fail(token.begin, token.kind == TokenKind::end ? "The expression ends too early." : "A value is missing here.");
    }
  }

  NodeId integer(Node node, const Token& token, bool negative) {
    constexpr std::uint64_t kMax = std::numeric_limits<std::int64_t>::max();
    if (token.number > kMax + (negative ? 1 : 0)) fail(node.begin, "This number is out of the range of an int.");
    node.literal = Kind::integer;
    node.integer = static_cast<std::int64_t>(negative ? 0 - token.number : token.number);
    return add(std::move(node));
  }

  NodeId name(Node node, Token& token) {
    if (token.text == "true" || token.text == "false") {
      node.literal = Kind::boolean;
      node.integer = token.text == "true" ? 1 : 0;
      return add(std::move(node));
    }
    if (token.text == "null") return add(std::move(node));
    if (token.text == "in" || reserved(token.text)) fail(token.begin, "`" + token.text + "` is a reserved word.");
    node.kind = NodeKind::identifier;
    node.name = std::move(token.text);
    if (!is("(")) return add(std::move(node));
    node.kind = NodeKind::call;
    return call(std::move(node));
  }

  NodeId bracketed(Node node, const Token& token) {
    if (token.text == "(") {
      const NodeId inside = expression();
      tree_[inside].begin = token.begin;  // so that its text reads as it was written
      tree_[inside].end = expect(")");
      return inside;
    }
    if (token.text == ".") {
      if (peek().kind != TokenKind::identifier) fail(peek().begin, "A name is missing here.");
      Token& word = take();
      node.end = word.end;
      node.absolute = true;
      return name(std::move(node), word);
    }
    if (token.text == "[") {
      node.kind = NodeKind::list;
      if (is("?")) fail(node.begin, "Optional values are left out of this language.", CompileCode::left_out);
      arguments(node, "]");
      node.end = expect("]");
      literal_size(node, node.children.size());
      return add(std::move(node));
    }
    if (token.text == "{") {
      node.kind = NodeKind::map;
      entries(node);
      literal_size(node, node.children.size() / 2);
      return add(std::move(node));
    }
    fail(token.begin, "A value is missing before `" + token.text + "`.");
  }

  void entries(Node& node) {
    while (!is("}")) {
      if (is("?")) fail(peek().begin, "Optional values are left out of this language.", CompileCode::left_out);
      node.children.push_back(expression());
      expect(":");
      node.children.push_back(expression());
      if (!accept(",")) break;
    }
    node.end = expect("}");
  }

  NodeId structure(NodeId message) {
    take();
    Node node;
    node.kind = NodeKind::structure;
    node.begin = node.offset = tree_[message].begin;
    node.children = {message};
    while (!is("}")) {
      if (peek().kind != TokenKind::identifier && peek().kind != TokenKind::quoted_identifier)
        fail(peek().begin, "A field name is missing here.");
      take();
      expect(":");
      node.children.push_back(expression());
      if (!accept(",")) break;
    }
    node.end = expect("}");
    return add(std::move(node));
  }

  void literal_size(const Node& node, std::size_t size) const {
    if (size > limits_.literal_elements_max)
      fail(node.begin,
           "A literal has at most " + std::to_string(limits_.literal_elements_max) + " elements; use a named list.",
           CompileCode::too_long);
  }

  std::vector<Token> tokens_;
  const Limits& limits_;
  Tree tree_;
  std::size_t at_ = 0;
  std::uint32_t nesting_ = 0;
  bool negative_literal_ = false;
};

}  // namespace

std::variant<Tree, Fault> parse(std::string_view source, const Limits& limits) {
  auto tokens = tokenize(source);
  if (auto* fault = std::get_if<Fault>(&tokens)) return std::move(*fault);
  try {
    return Parser(source, std::get<std::vector<Token>>(std::move(tokens)), limits).run();
  } catch (Stop& stop) {
    return std::move(stop.fault);
  }
}

}  // namespace tallygate::risk::cel
