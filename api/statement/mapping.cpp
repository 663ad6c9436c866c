#include "api/statement/mapping.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <utility>

namespace tallygate::statement {
namespace {

std::optional<core::StatementKind> kind_named(std::string_view name) {
  for (const auto& known : enum_names(core::StatementKind{}))
    if (known.name == name) return known.value;
  return std::nullopt;
}

// "+08:00" as seconds.
std::optional<std::int64_t> read_offset(std::string_view text) {
  if (text == "Z" || text == "UTC") return 0;
  const auto digits = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  for (const std::size_t at : {1, 2, 4, 5})
    if (text[at] < '0' || text[at] > '9') return std::nullopt;
  if (digits(1) > 14 || digits(4) > 59) return std::nullopt;
  return (digits(1) * 3'600 + digits(4) * 60) * (text[0] == '-' ? -1 : 1);
}

class MappingReading {
 public:
  core::Result<Mapping> read(const toml::table& root) {
    for (const auto& [key, node] : root) {
      const std::string_view name = key.str();
      if (name == "columns") {
        table(name, node, [&](std::string_view column, const toml::node& value) { columns(column, value); });
      } else if (name == "kinds") {
        table(name, node, [&](std::string_view word, const toml::node& value) { kind_word(word, value); });
      } else if (const auto kind = kind_named(name)) {
        table(name, node, [&](std::string_view column, const toml::node& value) { of_kind(*kind, column, value); });
      } else {
        top(name, node);
      }
    }
    complete();
    if (!fault_.empty()) return core::failure(core::ErrorKind::invalid, fault_);
    return std::move(out_);
  }

 private:
  void fail(std::string_view key, std::string_view what) {
    if (fault_.empty()) fault_ = std::string(where_).append(key).append(": ").append(what);
  }
  template <class Each>
  void table(std::string_view name, const toml::node& node, Each each) {
    const toml::table* inner = node.as_table();
    if (inner == nullptr) return fail(name, "this is a table");
    where_ = std::string(name) + ".";
    for (const auto& [key, value] : *inner) each(key.str(), value);
    where_.clear();
  }
  bool text(std::string_view key, const toml::node& node, std::string& out) {
    const auto value = node.value_exact<std::string>();
    if (!value) return fail(key, "this is a text in quotes"), false;
    out = *value;
    return true;
  }
  void one_character(std::string_view key, const toml::node& node, char& out) {
    std::string value;
    if (!text(key, node, value)) return;
    if (value.size() != 1 || value[0] == '"' || value[0] == '\n' || value[0] == '\r')
      return fail(key, "this is one character, no quote and no line end");
    out = value[0];
  }
  bool column(Columns& to, std::string_view name, const toml::node& node) {
    const std::pair<std::string_view, std::string*> known[] = {
        {"amount", &to.amount}, {"at", &to.at}, {"currency", &to.currency},
        {"fee", &to.fee},       {"id", &to.id}, {"reference", &to.reference}};
    for (const auto& [called, where] : known)
      if (called == name) return text(name, node, *where), true;
    return false;
  }
  void columns(std::string_view name, const toml::node& node) {
    if (name == "kind") {
      text(name, node, out_.kind_column);
    } else if (!column(out_.columns, name, node)) {
      fail(name, "columns are amount, at, currency, fee, id, kind and reference");
    }
  }
  void kind_word(std::string_view word, const toml::node& node) {
    std::string name;
    if (!text(word, node, name)) return;
    const auto kind = kind_named(name);
    if (!kind && name != "skip") return fail(word, "a kind is dispute, fee, payment, refund, settlement or skip");
    out_.kinds[std::string(word)] = kind;
  }
  void sign(std::string_view key, const toml::node& node, int& out) {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || (*value != 1 && *value != -1)) return fail(key, "this is 1 or -1");
    out = static_cast<int>(*value);
  }
  void of_kind(core::StatementKind kind, std::string_view key, const toml::node& node) {
    KindColumns& to = out_.of_kind[kind];
    if (key == "sign") return sign(key, node, to.sign);
    if (key == "fee_sign") return sign(key, node, to.fee_sign);
    if (!column(to.columns, key, node)) fail(key, "of a kind there are its columns, sign and fee_sign");
  }
  void top(std::string_view key, const toml::node& node) {
    std::string value;
    if (key == "channel") {
      text(key, node, out_.channel);
    } else if (key == "delimiter") {
      one_character(key, node, out_.delimiter);
    } else if (key == "decimal") {
      one_character(key, node, out_.decimal);
    } else if (key == "thousands") {
      text(key, node, out_.thousands);
    } else if (key == "strip") {
      text(key, node, out_.strip);
    } else if (key == "comment") {
      text(key, node, out_.comment);
    } else if (key == "footer") {
      text(key, node, out_.footer);
    } else if (key == "skip_lines") {
      const auto lines = node.value_exact<std::int64_t>();
      if (!lines || *lines < 0 || *lines > 1'000) return fail(key, "this is 0 to 1000");
      out_.skip_lines = *lines;
    } else if (key == "amounts") {
      if (!text(key, node, value)) return;
      if (value != "major" && value != "minor") return fail(key, "this is major (12.34) or minor (1234)");
      out_.minor_units = value == "minor";
    } else if (key == "time_format") {
      text(key, node, out_.time_format);
    } else if (key == "time_offset") {
      if (!text(key, node, value)) return;
      const auto offset = read_offset(value);
      if (!offset) return fail(key, "this is as +08:00");
      out_.offset_s = *offset;
    } else if (key == "currency") {
      if (!text(key, node, value)) return;
      out_.currency = core::Currency::from_code(value);
      if (!out_.currency) fail(key, "this is no currency of ISO 4217");
    } else if (key == "kind") {
      if (!text(key, node, value)) return;
      const auto kind = kind_named(value);
      if (!kind) return fail(key, "a kind is dispute, fee, payment, refund or settlement");
      out_.only_kind = *kind;
      only_ = true;
    } else {
      fail(key, "there is no such key");
    }
  }
  void complete() {
    where_.clear();
    if (out_.kind_column.empty() == !only_) fail("kind", "either all rows are of one kind, or a column says which");
    if (!out_.kind_column.empty() && out_.kinds.empty()) fail("kinds", "the words of the column are not declared");
    if (out_.columns.amount.empty() && out_.of_kind.empty()) fail("columns.amount", "it is not said");
    if (!out_.currency && out_.columns.currency.empty()) fail("currency", "neither a column nor the file says it");
    if (out_.decimal == out_.delimiter) fail("decimal", "it is the delimiter as well");
    if (out_.thousands.find(out_.decimal) != std::string::npos) fail("thousands", "the decimal sign is one of them");
  }

  Mapping out_;
  std::string fault_, where_;
  bool only_ = false;
};

}  // namespace

KindColumns Mapping::of(core::StatementKind kind) const {
  KindColumns out;
  if (const auto own = of_kind.find(kind); own != of_kind.end()) out = own->second;
  const auto or_of_all = [](std::string& own, const std::string& all) {
    if (own.empty()) own = all;
  };
  or_of_all(out.columns.amount, columns.amount);
  or_of_all(out.columns.at, columns.at);
  or_of_all(out.columns.currency, columns.currency);
  or_of_all(out.columns.fee, columns.fee);
  or_of_all(out.columns.id, columns.id);
  or_of_all(out.columns.reference, columns.reference);
  return out;
}

core::Result<Mapping> read_mapping(std::string_view text) {
  if (text.size() > kMappingBytesMax)
    return core::failure(core::ErrorKind::invalid, "it has more than " + std::to_string(kMappingBytesMax) + " bytes");
  try {
    return MappingReading().read(toml::parse(text));
  } catch (const toml::parse_error& error) {
    return core::failure(core::ErrorKind::invalid,
                         "line " + std::to_string(error.source().begin.line) + ": " + std::string(error.description()));
  }
}

}  // namespace tallygate::statement
