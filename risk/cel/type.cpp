#include "risk/cel/type.hpp"

#include <array>
#include <utility>

#include "core/check.hpp"

namespace tallygate::risk::cel {
namespace {

int parts_of(Kind kind) {
  return kind == Kind::list ? 1 : kind == Kind::map ? 2 : 0;
}

struct Named {
  std::string_view name;
  Kind kind;
};
constexpr std::array<Named, 17> kNames{{{"null_type", Kind::null_value},
                                        {"bool", Kind::boolean},
                                        {"int", Kind::integer},
                                        {"uint", Kind::unsigned_integer},
                                        {"double", Kind::floating},
                                        {"string", Kind::string},
                                        {"bytes", Kind::bytes},
                                        {"google.protobuf.Timestamp", Kind::timestamp},
                                        {"google.protobuf.Duration", Kind::duration},
                                        {"timestamp", Kind::timestamp},
                                        {"duration", Kind::duration},
                                        {"list", Kind::list},
                                        {"map", Kind::map},
                                        {"type", Kind::type},
                                        {"net.IP", Kind::address},
                                        {"net.CIDR", Kind::network},
                                        {"_", Kind::undetermined}}};

// Short names for the author of a rule, where CEL's own is a message name.
std::string_view short_name(Kind kind) {
  if (kind == Kind::timestamp) return "timestamp";
  if (kind == Kind::duration) return "duration";
  return type_name(kind);
}

class TypeReader {
 public:
  explicit TypeReader(std::string_view text) : rest_(text) {}

  std::optional<Type> whole() {
    auto type = one(0);
    return type && rest_.empty() ? type : std::nullopt;
  }

 private:
  std::optional<Type> one(int depth) {
    const std::size_t end = rest_.find_first_of("(), ");
    const std::string_view word = rest_.substr(0, end);
    rest_.remove_prefix(word.size());
    for (const Named& named : kNames) {
      if (named.name != word || named.kind == Kind::undetermined) continue;
      if (parts_of(named.kind) == 0) return Type(named.kind);
      return depth < Type::kNodesMax ? inside(named.kind, depth + 1) : std::nullopt;
    }
    return std::nullopt;
  }

  std::optional<Type> inside(Kind kind, int depth) {
    if (!take("(")) return std::nullopt;
    const auto first = one(depth);
    if (!first) return std::nullopt;
    if (kind == Kind::list)
      return take(")") && Type::fits_list(*first) ? std::optional(Type::list(*first)) : std::nullopt;
    if (!take(", ") && !take(",")) return std::nullopt;
    const auto second = one(depth);
    if (!second || !take(")") || !Type::fits_map(*first, *second)) return std::nullopt;
    return Type::map(*first, *second);
  }

  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  std::string_view rest_;
};

}  // namespace

std::string_view type_name(Kind kind) {
  for (const Named& named : kNames)
    if (named.kind == kind) return named.name;
  switch (kind) {
    case Kind::absent:
      return "absent";
    case Kind::error:
      return "error";
    case Kind::parameter_a:
      return "A";
    case Kind::parameter_b:
      return "B";
    default:
      return "?";
  }
}

int Type::nodes() const {
  int n = 0;
  for (Code rest = code_; rest != 0; rest >>= kBits) ++n;
  return n;
}

Type Type::list(Type element) {
  TALLYGATE_CHECK(fits_list(element), "a type is larger than its representation");
  return from_code((element.code_ << kBits) | static_cast<unsigned>(Kind::list));
}

Type Type::map(Type key, Type mapped) {
  TALLYGATE_CHECK(fits_map(key, mapped), "a type is larger than its representation");
  const Code inside = key.code_ | (mapped.code_ << (kBits * static_cast<unsigned>(key.nodes())));
  return from_code((inside << kBits) | static_cast<unsigned>(Kind::map));
}

Type Type::part(int index) const {
  Code rest = code_ >> kBits;
  Code part_code = 0;
  for (int i = 0; i <= index; ++i) {
    part_code = 0;
    unsigned shift = 0;
    for (int open = 1; open > 0 && rest != 0; --open) {
      const Code kind = rest & kMask;
      part_code |= kind << shift;
      shift += kBits;
      rest >>= kBits;
      open += parts_of(static_cast<Kind>(static_cast<unsigned>(kind)));
    }
  }
  return from_code(part_code);
}

Type Type::element() const {
  return kind() == Kind::list ? part(0) : Type();
}
Type Type::key() const {
  return kind() == Kind::map ? part(0) : Type();
}
Type Type::mapped() const {
  return kind() == Kind::map ? part(1) : Type();
}

bool Type::has_undetermined() const {
  for (Code rest = code_; rest != 0; rest >>= kBits)
    if ((rest & kMask) == static_cast<unsigned>(Kind::undetermined)) return true;
  return false;
}

std::string Type::text() const {
  if (kind() == Kind::list) return "list(" + element().text() + ")";
  if (kind() == Kind::map) return "map(" + key().text() + ", " + mapped().text() + ")";
  return std::string(short_name(kind()));
}

std::optional<Type> Type::parse(std::string_view text) {
  return TypeReader(text).whole();
}

}  // namespace tallygate::risk::cel
