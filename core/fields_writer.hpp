// Writes a described struct (fields.hpp) as canonical JSON in record form. Its descriptions are sorted, so the writer
// goes through each field once; absent optionals and empty arrays are left out, devices are always objects, blobs are
// their hashes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/canonical_json.hpp"
#include "core/commands/order.hpp"
#include "core/fields.hpp"
#include "core/ids.hpp"
#include "core/personal.hpp"
#include "core/time.hpp"

namespace tallygate::core {

// Where the members of a personal value before its pseudonym stand, with the comma behind them: without these bytes the
// object is still canonical.
struct CiphertextRange {
  std::size_t begin, end;  // of the string written to
};

class FieldsWriter {
 public:
  explicit FieldsWriter(std::string& out, bool without_ciphertext = false)
      : json_(out), without_ciphertext_(without_ciphertext) {}

  // Notes every ciphertext written, for hashing what is left without writing twice.
  void note_ciphertexts(std::vector<CiphertextRange>& ranges) { ranges_ = &ranges; }

  // ---- what describe() calls
  template <class T>
  void operator()(std::string_view name, const T& field, const Limits& = {}) {
    json_.key(name);
    write(field);
  }
  template <class T>
  void operator()(std::string_view name, const std::optional<T>& field, const Limits& = {}) {
    if (field) (*this)(name, *field);
  }
  template <class T>
  void operator()(std::string_view name, const std::vector<T>& field, const Limits& = {}) {
    if (field.empty()) return;
    json_.key(name);
    write(field);
  }
  // An optional array that is there but empty says something: "none of them".
  template <class T>
  void operator()(std::string_view name, const std::optional<std::vector<T>>& field, const Limits& = {}) {
    if (!field) return;
    json_.key(name);
    write(*field);
  }
  void operator()(std::string_view name, const Signals& field, const Limits& = {});
  void operator()(std::string_view name, const std::optional<Personal>& field, PersonalKind, const Limits&);
  void blob(std::string_view, std::string_view hash_name, const std::string&, const std::string& sha256_hex,
            const Limits&) {
    json_.member(hash_name, sha256_hex);
  }

  // ---- values
  template <class T>
    requires requires(FieldsWriter& v, const T& s) { T::describe(v, s); }
  void write(const T& value) {
    json_.begin_object();
    T::describe(*this, value);
    json_.end_object();
  }
  template <class T>
  void write(const std::vector<T>& values) {
    json_.begin_array();
    for (const T& value : values) write(value);
    json_.end_array();
  }
  template <class Tag>
  void write(const Id<Tag>& id) {
    json_.string(id.view());
  }
  template <class E>
    requires std::is_enum_v<E>
  void write(E value) {
    json_.string(name_of(value));
  }
  void write(bool value) { json_.boolean(value); }
  void write(std::int64_t value) { json_.integer(value); }
  void write(const std::string& text) { json_.string(text); }
  void write(Time time);
  void write(Currency currency) { json_.string(currency.code()); }

  JsonWriter& json() { return json_; }

 private:
  JsonWriter json_;
  bool without_ciphertext_;
  std::vector<CiphertextRange>* ranges_ = nullptr;
};

}  // namespace tallygate::core
