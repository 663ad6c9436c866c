// Where two canonical bodies differ first: what an answer to a reused key names.
#include <simdjson.h>

#include "core/body_codec.hpp"
#include "core/json_fault.hpp"
#include "core/padded_parser.hpp"

namespace tallygate::core {
namespace {

using simdjson::dom::element;

constexpr std::size_t kBodyDepthMax = 16;
constexpr std::string_view kPseudonym = "pn";

class Comparison {
 public:
  // True when the two are the same; otherwise pointer() is where they differ.
  bool same(const element& a, const element& b) {
    if (a.type() != b.type()) return false;
    if (a.is_object()) return same_members(a, b);
    if (a.is_array()) return same_items(a, b);
    if (a.is_string()) return a.get_string().value_unsafe() == b.get_string().value_unsafe();
    return simdjson::minify(a) == simdjson::minify(b);
  }
  const std::string& pointer() const { return pointer_; }

 private:
  bool differs_at(std::string_view name) {
    append_pointer(pointer_, name);
    return false;
  }
  bool same_under(std::string_view name, const element& a, const element& b) {
    const std::size_t parent = pointer_.size();
    append_pointer(pointer_, name);
    if (!same(a, b)) return false;
    pointer_.resize(parent);
    return true;
  }

  // A sealed personal value is one field to its sender: only its pseudonym tells, and the pointer ends at it.
  static bool sealed(const simdjson::dom::object& o) { return o.at_key(kPseudonym).error() == simdjson::SUCCESS; }

  bool same_members(const element& a, const element& b) {
    const simdjson::dom::object left = a.get_object().value_unsafe(), right = b.get_object().value_unsafe();
    if (sealed(left) && sealed(right)) return same_text(left, right, kPseudonym);
    auto l = left.begin(), r = right.begin();
    while (l != left.end() || r != right.end()) {
      if (r == right.end() || (l != left.end() && l.key() < r.key())) return differs_at(l.key());
      if (l == left.end() || r.key() < l.key()) return differs_at(r.key());
      if (!same_under(l.key(), l.value(), r.value())) return false;
      ++l;
      ++r;
    }
    return true;
  }
  static bool same_text(const simdjson::dom::object& a, const simdjson::dom::object& b, std::string_view name) {
    std::string_view left, right;
    return a.at_key(name).get(left) == simdjson::SUCCESS && b.at_key(name).get(right) == simdjson::SUCCESS &&
           left == right;
  }

  bool same_items(const element& a, const element& b) {
    const simdjson::dom::array left = a.get_array().value_unsafe(), right = b.get_array().value_unsafe();
    auto l = left.begin(), r = right.begin();
    for (std::size_t i = 0; l != left.end() || r != right.end(); ++i, ++l, ++r) {
      const std::string index = std::to_string(i);
      if (l == left.end() || r == right.end()) return differs_at(index);
      if (!same_under(index, *l, *r)) return false;
    }
    return true;
  }

  std::string pointer_;
};

}  // namespace

std::string first_difference(std::string_view canonical_a, std::string_view canonical_b) {
  PaddedParser parser_a(kBodyDepthMax), parser_b(kBodyDepthMax);
  JsonFault fault;
  element a, b;
  if (!parser_a.parse(canonical_a, a, fault) || !parser_b.parse(canonical_b, b, fault)) return {};
  Comparison comparison;
  return comparison.same(a, b) ? std::string() : comparison.pointer();
}

}  // namespace tallygate::core
