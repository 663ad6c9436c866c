// Walks a described struct (fields.hpp) and shows every personal value that is present, with its field's name.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/fields.hpp"
#include "core/personal.hpp"

namespace tallygate::core {

class PersonalWalk {
 public:
  explicit PersonalWalk(const std::function<void(Personal&, std::string_view)>& visit) : visit_(visit) {}

  template <class T>
  void operator()(std::string_view, T& field, const Limits& = {}) {
    walk(field);
  }
  void operator()(std::string_view name, std::optional<Personal>& field, PersonalKind kind, const Limits&) {
    if (!field || !field->present()) return;
    field->kind = kind;
    visit_(*field, name);
  }
  void blob(std::string_view, std::string_view, std::string&, std::string&, const Limits&) {}

  template <class T>
  void walk(T& value) {
    if constexpr (requires(PersonalWalk& v) { T::describe(v, value); }) T::describe(*this, value);
  }
  template <class T>
  void walk(std::optional<T>& value) {
    if (value) walk(*value);
  }
  template <class T>
  void walk(std::vector<T>& values) {
    for (auto&& value : values) walk(value);
  }

 private:
  const std::function<void(Personal&, std::string_view)>& visit_;
};

}  // namespace tallygate::core
