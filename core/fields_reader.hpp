// Reads a described struct (fields.hpp) from parsed JSON, noting every field that is not as it must be, by pointer.
// Fields may come in any order; unknown and repeated names are refused by name. Used by body_codec and record_codec
// only: it brings simdjson with it.
//
// Wire form checks all that Limits say. Record form checks types, names, integers and times, but no lengths or ranges:
// what an earlier release recorded stays readable when a limit is tightened, and its callers compare the bytes with
// what the writer makes of the result.
#pragma once

#include <simdjson.h>

#include <array>
#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/body_codec.hpp"
#include "core/commands/order.hpp"
#include "core/fields.hpp"
#include "core/ids.hpp"
#include "core/personal.hpp"
#include "core/time.hpp"

namespace tallygate::core {

constexpr std::size_t kPseudonymMax = 64;  // bytes
constexpr std::size_t kSignalsMax = 16;    // of one body

template <class T>
concept NamedEnum = std::is_enum_v<T> && requires(T t) { enum_names(t); };

template <class T>
inline constexpr bool kMayBeAbsent = false;
template <class T>
inline constexpr bool kMayBeAbsent<std::optional<T>> = true;
template <class T>
inline constexpr bool kMayBeAbsent<std::vector<T>> = true;
template <>
inline constexpr bool kMayBeAbsent<Signals> = true;

class FieldsReader {
 public:
  using Element = simdjson::dom::element;
  static constexpr std::size_t kDepthMax = 8;    // of a body
  static constexpr std::size_t kFieldsMax = 64;  // of one object; no described struct has half as many

  FieldsReader() = default;
  FieldsReader(const FieldsReader&) = delete;
  FieldsReader& operator=(const FieldsReader&) = delete;

  // Forgets what was read before; errors go to `errors`, until the next begin().
  void begin(Form form, std::vector<FieldError>& errors) {
    form_ = form;
    errors_ = &errors;
    path_length_ = 0;
    frame_ = {};
  }

  // ---- what describe() calls
  template <class T>
  void operator()(std::string_view name, T& field, const Limits& limits = {}) {
    const Element* value = take(name);
    if (value == nullptr) {
      if constexpr (!kMayBeAbsent<T>) missing(name);
      return;
    }
    push(name);
    read(*value, field, limits);
    pop();
  }
  void operator()(std::string_view name, std::optional<Personal>& field, PersonalKind kind, const Limits& limits) {
    const Element* value = take(name);
    if (value == nullptr) return;
    push(name);
    read_personal(*value, field.emplace(), kind, limits);
    pop();
  }
  // Content that a record holds by its hash: on the wire the text itself, from which the hash is made here.
  void blob(std::string_view name, std::string_view hash_name, std::string& content, std::string& sha256_hex,
            const Limits& limits);

  // ---- values
  template <class T>
    requires requires(FieldsReader& v, T& s) { T::describe(v, s); }
  void read(const Element& value, T& out, const Limits& = {}) {
    Frame outer;
    if constexpr (requires { T::kShorthandField; }) {
      if (!(form_ == Form::wire ? enter_shorthand(value, T::kShorthandField, outer) : enter(value, outer))) return;
    } else {
      if (!enter(value, outer)) return;
    }
    T::describe(*this, out);
    leave(outer);
  }
  template <class T>
  void read(const Element& value, std::optional<T>& out, const Limits& limits) {
    read(value, out.emplace(), limits);
  }
  template <class T>
  void read(const Element& value, std::vector<T>& out, const Limits& limits) {
    simdjson::dom::array array;
    if (!read_array(value, array, limits)) return;
    std::size_t index = 0;
    for (const Element item : array) {
      push(index++);
      read(item, out.emplace_back(), Limits{});
      pop();
      if (full()) return;
    }
  }
  template <class Tag>
  void read(const Element& value, Id<Tag>& out, const Limits&) {
    std::string_view text;
    if (read_id(value, text)) out = Id<Tag>(std::string(text));
  }
  template <NamedEnum E>
  void read(const Element& value, E& out, const Limits&) {
    std::string_view text;
    if (!read_string(value, text)) return;
    for (const auto& n : enum_names(E{})) {
      if (n.name != text) continue;
      out = n.value;
      return;
    }
    std::string known;
    for (const auto& n : enum_names(E{})) known.append(known.empty() ? "" : ", ").append(n.name);
    fail("bad_value", "The value must be one of " + known + ".");
  }
  void read(const Element& value, bool& out, const Limits&);
  void read(const Element& value, std::int64_t& out, const Limits& limits);
  void read(const Element& value, std::string& out, const Limits& limits);
  void read(const Element& value, Time& out, const Limits&);
  void read(const Element& value, Currency& out, const Limits&);
  void read(const Element& value, Signals& out, const Limits&);

  // ---- for callers that read an object by hand
  struct Frame {
    std::size_t first = 0, last = 0;  // the open object's fields
    bool shorthand = false;           // a bare string stands for the object, so it adds nothing to the pointer
  };
  bool enter(const Element& value, Frame& outer);  // false, with an error noted, when it is no object
  void leave(const Frame& outer);                  // notes every field that was not taken
  const Element* take(std::string_view name);      // null when absent
  void missing(std::string_view name);
  void push(std::string_view name) { path_[path_length_++] = {name, 0}; }
  void push(std::size_t index) { path_[path_length_++] = {{}, index}; }
  void pop() { --path_length_; }
  void fail(std::string_view code, std::string detail);  // at the present path
  bool full() const { return errors_->size() >= kFieldErrorsMax; }
  Form form() const { return form_; }

 private:
  struct Field {
    std::uint32_t tag;
    bool taken;
    std::string_view key;
    Element value;
  };
  struct Segment {
    std::string_view name;  // null for an index
    std::size_t index;
  };

  bool enter_shorthand(const Element& value, std::string_view name, Frame& outer);
  bool open_frame(Frame& outer, std::size_t fields);
  void add_field(std::string_view key, const Element& value);
  bool read_string(const Element& value, std::string_view& out);
  bool read_text(const Element& value, const Limits& limits, std::string_view& out);
  bool read_id(const Element& value, std::string_view& out);
  bool read_array(const Element& value, simdjson::dom::array& out, const Limits& limits);
  void read_personal(const Element& value, Personal& out, PersonalKind kind, const Limits& limits);
  void read_sealed(const Element& value, Personal& out);
  void read_signal_number(const Element& value, std::int64_t& out);
  void read_signal(std::string_view name, const Element& value, Signals& out);
  std::string pointer() const;

  Form form_ = Form::wire;
  std::vector<FieldError>* errors_ = nullptr;
  Frame frame_;
  std::size_t path_length_ = 0;
  std::array<Segment, 2 * kDepthMax + 8> path_;
  std::array<Field, (kDepthMax + 8) * kFieldsMax> fields_;  // of the open objects, outermost first
};

}  // namespace tallygate::core
