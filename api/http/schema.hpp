// Writes the JSON Schema (2020-12) of a described struct (core/fields.hpp), in wire form: the same description that the
// reader checks requests with.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/canonical_json.hpp"
#include "core/commands/order.hpp"
#include "core/fields.hpp"
#include "core/ids.hpp"
#include "core/personal.hpp"
#include "core/time.hpp"

namespace tallygate::http {

class SchemaWriter {
 public:
  explicit SchemaWriter(core::JsonWriter& json) : json_(json) {}

  template <class T>
  void object() {
    if constexpr (requires { T::kShorthandField; }) {
      json_.begin_object();
      json_.key("oneOf");
      json_.begin_array();
      id();
      plain_object<T>();
      json_.end_array();
      json_.end_object();
    } else {
      plain_object<T>();
    }
  }

  // ---- what describe() calls
  template <class T>
  void operator()(std::string_view name, const T& field, const core::Limits& limits = {}) {
    required_.emplace_back(name);
    json_.key(name);
    type(field, limits);
  }
  template <class T>
  void operator()(std::string_view name, const std::optional<T>&, const core::Limits& limits = {}) {
    json_.key(name);
    type(T{}, limits);
  }
  template <class T>
  void operator()(std::string_view name, const std::vector<T>& field, const core::Limits& limits = {}) {
    json_.key(name);
    type(field, limits);
  }
  void operator()(std::string_view name, const core::Signals&, const core::Limits& = {});
  void operator()(std::string_view name, const std::optional<core::Personal>&, core::PersonalKind,
                  const core::Limits& limits);
  void blob(std::string_view name, std::string_view, const std::string& content, const std::string&,
            const core::Limits& limits) {
    (*this)(name, content, limits);
  }

 private:
  template <class T>
  void plain_object() {
    std::vector<std::string> outer;
    outer.swap(required_);
    json_.begin_object();
    json_.member("additionalProperties", false);
    json_.key("properties");
    json_.begin_object();
    T sample{};
    T::describe(*this, sample);
    json_.end_object();
    if (!required_.empty()) {
      json_.key("required");
      json_.begin_array();
      for (const std::string& name : required_) json_.string(name);
      json_.end_array();
    }
    json_.member("type", "object");
    json_.end_object();
    required_.swap(outer);
  }

  template <class T>
    requires requires(SchemaWriter& v, T& s) { T::describe(v, s); }
  void type(const T&, const core::Limits&) {
    object<T>();
  }
  template <class T>
  void type(const std::vector<T>&, const core::Limits& limits) {
    json_.begin_object();
    json_.key("items");
    type(T{}, {});
    json_.member("maxItems", limits.items_max);
    json_.member("type", "array");
    json_.end_object();
  }
  template <class E>
    requires std::is_enum_v<E>
  void type(E, const core::Limits&) {
    json_.begin_object();
    json_.key("enum");
    json_.begin_array();
    for (const auto& n : enum_names(E{})) json_.string(n.name);
    json_.end_array();
    json_.member("type", "string");
    json_.end_object();
  }
  template <class Tag>
  void type(const core::Id<Tag>&, const core::Limits&) {
    id();
  }
  void id();
  void type(bool, const core::Limits&);
  void type(std::int64_t, const core::Limits& limits);
  void type(const std::string&, const core::Limits& limits);
  void type(core::Time, const core::Limits&);
  void type(core::Currency, const core::Limits&);

  core::JsonWriter& json_;
  std::vector<std::string> required_;
};

}  // namespace tallygate::http
