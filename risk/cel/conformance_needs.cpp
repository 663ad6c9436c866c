#include "risk/cel/conformance_needs.hpp"

#include <algorithm>
#include <array>
#include <variant>
#include <vector>

#include "core/ascii.hpp"
#include "core/check.hpp"
#include "risk/cel/lexer.hpp"

namespace tallygate::risk::cel {
namespace {

constexpr std::array<LeftOutText, 7> kLeftOut{
    {{LeftOut::dyn, "dyn", "dyn, and evaluation without a check: every type is known when a rule is published"},
     {LeftOut::heterogeneous, "heterogeneous", "lists, maps, branches and comparisons whose parts differ in type"},
     {LeftOut::messages, "messages", "protocol buffer messages and wrappers"},
     {LeftOut::any, "any", "google.protobuf.Any"},
     {LeftOut::enums, "enums", "enums"},
     {LeftOut::unknowns, "unknowns", "unknown values"},
     {LeftOut::abstract_types, "abstract", "abstract types: optional_type, and what a test declares of its own"}}};

bool is_symbol(const Token& token, std::string_view text) {
  return token.kind == TokenKind::symbol && token.text == text;
}

// Reads the tokens once, for the first thing that is left out.
class Search {
 public:
  Search(std::vector<Token> tokens, const std::set<std::string>& declared)
      : tokens_(std::move(tokens)), declared_(declared) {}

  // dyn() says more than what stands beside it; after it, what comes first, names last.
  std::optional<Need> run() const {
    std::optional<Need> syntax, proto;
    for (std::size_t i = 0; i + 1 < tokens_.size(); ++i) {
      const Token& token = tokens_[i];
      const bool first = i == 0 || !is_symbol(tokens_[i - 1], ".");
      if (!syntax && i > 0 && is_symbol(token, "?") && opens_optional(tokens_[i - 1]))
        syntax = Need{LeftOut::abstract_types, "optional syntax"};
      if (token.kind != TokenKind::identifier) continue;
      if (first && token.text == "dyn" && is_symbol(tokens_[i + 1], "(")) return Need{LeftOut::dyn, "dyn()"};
      if (!syntax && first && token.text == "optional" && is_symbol(tokens_[i + 1], "."))
        syntax = Need{LeftOut::abstract_types, "optional values"};
      if (!syntax && is_symbol(tokens_[i + 1], "{")) syntax = Need{LeftOut::messages, "a message literal"};
      if (!proto && first) proto = proto_name(chain(i));
    }
    return syntax ? syntax : proto;
  }

 private:
  static bool opens_optional(const Token& before) {
    return is_symbol(before, ".") || is_symbol(before, "[") || is_symbol(before, "{") || is_symbol(before, ",");
  }

  // "a.b.c" from token `i` on.
  std::string chain(std::size_t i) const {
    std::string name = tokens_[i].text;
    while (i + 2 < tokens_.size() && is_symbol(tokens_[i + 1], ".") && tokens_[i + 2].kind == TokenKind::identifier) {
      i += 2;
      name += "." + tokens_[i].text;
    }
    return name;
  }

  std::optional<Need> proto_name(const std::string& name) const {
    if (name == "google.protobuf.Timestamp" || name == "google.protobuf.Duration") return std::nullopt;
    if (declared_.contains(name) || declared_.contains(name.substr(0, name.find('.')))) return std::nullopt;
    const bool package = name.starts_with("google.protobuf.") || name.starts_with("cel.expr.");
    if (!package && !core::is_upper(name.front())) return std::nullopt;
    if (name == "google.protobuf.Any") return Need{LeftOut::any, name};
    if (name.find("Enum") != std::string::npos) return Need{LeftOut::enums, name};
    return Need{LeftOut::messages, name};
  }

  std::vector<Token> tokens_;
  const std::set<std::string>& declared_;
};

// The first of these field names anywhere inside says why.
struct Sign {
  std::string_view field;
  std::string_view scalar;  // that it must contain; empty: any
  LeftOut what;
};
constexpr std::array<Sign, 10> kSigns{{{"dyn", "", LeftOut::dyn},
                                       {"type_value", "optional", LeftOut::abstract_types},
                                       {"type_value", "", LeftOut::messages},
                                       {"well_known", "ANY", LeftOut::any},
                                       {"enum_value", "", LeftOut::enums},
                                       {"abstract_type", "", LeftOut::abstract_types},
                                       {"type_param", "", LeftOut::abstract_types},
                                       {"wrapper", "", LeftOut::messages},
                                       {"message_type", "", LeftOut::messages},
                                       {"object_value", "", LeftOut::messages}}};

std::optional<LeftOut> sign_in(const ProtoMessage& message) {
  for (const ProtoField& field : message.fields) {
    for (const Sign& sign : kSigns)
      if (field.name == sign.field && field.scalar.find(sign.scalar) != std::string::npos) return sign.what;
    if (const auto inside = sign_in(field.message)) return inside;
  }
  return std::nullopt;
}

}  // namespace

std::span<const LeftOutText> left_out_texts() {
  return kLeftOut;
}

std::string_view code_of(LeftOut what) {
  const auto it = std::find_if(kLeftOut.begin(), kLeftOut.end(), [&](const LeftOutText& t) { return t.what == what; });
  TALLYGATE_CHECK(it != kLeftOut.end(), "something left out has no text");
  return it->code;
}

std::optional<Need> need_of_expression(std::string_view expression, const std::set<std::string>& declared) {
  auto tokens = tokenize(expression);
  if (tokens.index() != 0) return std::nullopt;
  return Search(std::get<0>(std::move(tokens)), declared).run();
}

std::optional<Need> need_of_type(const ProtoMessage& type) {
  const auto what = sign_in(type);
  return what ? std::optional(Need{*what, "a type that it declares or expects"}) : std::nullopt;
}

std::optional<Need> need_of_value(const ProtoMessage& value) {
  const auto what = sign_in(value);
  return what ? std::optional(Need{*what, "a value that it binds or expects"}) : std::nullopt;
}

bool can_absorb(std::string_view expression) {
  const auto tokens = tokenize(expression);
  const auto* list = std::get_if<0>(&tokens);
  return list != nullptr && std::any_of(list->begin(), list->end(), [](const Token& t) {
           return is_symbol(t, "||") || is_symbol(t, "&&") || is_symbol(t, "?");
         });
}

}  // namespace tallygate::risk::cel
