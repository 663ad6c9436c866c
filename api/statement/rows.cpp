#include "api/statement/rows.hpp"

#include <simdjson.h>

#include <algorithm>
#include <utility>

#include "api/statement/csv.hpp"
#include "api/statement/values.hpp"
#include "core/canonical_json.hpp"
#include "core/card_number.hpp"
#include "core/fields_writer.hpp"

namespace tallygate::statement {
namespace {

// Text of a piece before another begins: with the longest line it stays within what a record's blob may have.
constexpr std::size_t kPieceBytes = core::kStatementSourceMax / 2;

class FileReading {
 public:
  FileReading(std::string_view text, const Mapping& mapping)
      : text_(text), mapping_(mapping), csv_(text, mapping.delimiter) {}

  ReadFile read() {
    csv_.skip_lines(static_cast<std::size_t>(mapping_.skip_lines));
    if (header()) rows();
    if (!csv_.fault().empty()) out_.faults.push_back(csv_.fault());
    if (!simdjson::validate_utf8(text_.data(), text_.size()))
      out_.faults.push_back("the file is not UTF-8: convert it first, as with iconv");
    if (out_.faults.empty() && core::holds_card_number(text_))
      out_.faults.push_back("what looks like a card number, before or behind the rows, is never taken in: mask it");
    if (!out_.pieces.empty() && text_.size() - out_.pieces.back().begin > core::kStatementSourceMax)
      out_.faults.push_back("more than " + std::to_string(core::kStatementSourceMax) + " bytes at its end are no rows");
    if (out_.rows == 0 && out_.faults.empty()) out_.faults.push_back("the file has no rows");
    if (!out_.faults.empty()) {
      out_.pieces.clear();
      return std::move(out_);
    }
    out_.pieces.front().begin = 0;
    out_.pieces.back().end = text_.size();
    return std::move(out_);
  }

 private:
  void fault(std::string_view column, std::string_view what) {
    if (out_.faults.size() >= kFaultsMax) return;
    std::string said = "line " + std::to_string(record_.line);
    if (!column.empty()) said.append(", column ").append(column);
    out_.faults.push_back(said.append(": ").append(what));
  }
  std::string_view stripped(std::string_view field) const {
    const auto first = field.find_first_not_of(mapping_.strip);
    if (first == std::string_view::npos) return {};
    return field.substr(first, field.find_last_not_of(mapping_.strip) - first + 1);
  }
  bool next() {
    while (!csv_.at_end() && !mapping_.comment.empty() && csv_.rest_of_line().starts_with(mapping_.comment))
      csv_.skip_lines(1);
    return csv_.next(record_);
  }

  bool header() {
    if (!next()) {
      if (csv_.fault().empty()) out_.faults.push_back("the file has no line of column names");
      return false;
    }
    for (const std::string& name : record_.fields) names_.emplace_back(stripped(name));
    needs(mapping_.kind_column);
    for (const auto& kind : enum_names(core::StatementKind{})) {
      if (!occurs(kind.value)) continue;
      const Columns columns = mapping_.of(kind.value).columns;
      for (const std::string* column :
           {&columns.amount, &columns.at, &columns.currency, &columns.fee, &columns.id, &columns.reference})
        needs(*column);
      if (columns.amount.empty()) fault("", "no column is said to have the amount of a " + std::string(kind.name));
      if (columns.id.empty() && kind.value != core::StatementKind::fee)
        fault("", "no column is said to have the id of a " + std::string(kind.name));
    }
    return out_.faults.empty();
  }
  bool occurs(core::StatementKind kind) const {
    if (mapping_.kind_column.empty()) return kind == mapping_.only_kind;
    return std::ranges::any_of(mapping_.kinds, [kind](const auto& word) { return word.second == kind; });
  }
  void needs(const std::string& column) {
    if (!column.empty() && std::ranges::count(names_, column) != 1)
      fault(column,
            std::ranges::count(names_, column) == 0 ? "there is no such column" : "there are several of this name");
  }
  std::string_view value(const std::string& column) const {
    if (column.empty()) return {};
    const auto at = static_cast<std::size_t>(std::ranges::find(names_, column) - names_.begin());
    return at < record_.fields.size() ? stripped(record_.fields[at]) : std::string_view();
  }

  void rows() {
    while (out_.faults.size() < kFaultsMax && next()) {
      const std::string_view first = stripped(record_.fields.front());
      if (core::holds_card_number(text_.substr(record_.begin, record_.end - record_.begin)))
        fault("", "what looks like a card number is never taken in: mask it");
      if (record_.fields.size() == 1 && first.empty()) continue;
      if (!mapping_.footer.empty() && first.starts_with(mapping_.footer)) break;
      if (record_.fields.size() != names_.size()) {
        fault("",
              std::to_string(record_.fields.size()) + " fields under " + std::to_string(names_.size()) + " columns");
        continue;
      }
      std::optional<core::StatementKind> kind = mapping_.only_kind;
      if (!mapping_.kind_column.empty()) {
        const auto word = mapping_.kinds.find(std::string(value(mapping_.kind_column)));
        if (word == mapping_.kinds.end()) {
          fault(mapping_.kind_column,
                "the mapping does not say what \"" + std::string(value(mapping_.kind_column)) + "\" is");
          continue;
        }
        kind = word->second;
      }
      if (kind) {
        add(row(*kind));
      } else {
        ++out_.passed_over;
      }
    }
  }

  core::StatementRow row(core::StatementKind kind) {
    const KindColumns how = mapping_.of(kind);
    core::StatementRow out;
    out.kind = kind;
    out.currency = currency(how.columns.currency);
    if (const auto amount = money(how.columns.amount, out.currency)) out.amount = *amount * how.sign;
    if (!value(how.columns.fee).empty())
      if (const auto fee = money(how.columns.fee, out.currency)) out.fee = *fee * how.fee_sign;
    if (!value(how.columns.at).empty()) {
      out.at = read_time(value(how.columns.at), mapping_);
      if (!out.at)
        fault(how.columns.at, "\"" + std::string(value(how.columns.at)) + "\" is not a time as the mapping says");
    }
    const std::string_view id = value(how.columns.id);
    if (!id.empty() || kind != core::StatementKind::fee) {
      if (!core::valid_id(id)) fault(how.columns.id, "\"" + std::string(id) + "\" is not an id");
      out.id = core::OtherId(std::string(id));
    }
    if (const std::string_view reference = value(how.columns.reference); !reference.empty()) {
      const bool good =
          reference.size() <= 64 && std::ranges::all_of(reference, [](char c) { return c > 0x20 && c < 0x7f; });
      if (!good) fault(how.columns.reference, "a reference has at most 64 visible ASCII characters");
      out.reference = reference;
    }
    return out;
  }
  core::Currency currency(const std::string& column) {
    if (!value(column).empty()) {
      if (const auto said = core::Currency::from_code(value(column))) return *said;
      fault(column, "\"" + std::string(value(column)) + "\" is no currency of ISO 4217");
    } else if (!mapping_.currency) {
      fault(column, "there is no currency");
    }
    return mapping_.currency.value_or(core::Currency());
  }
  std::optional<core::Amount> money(const std::string& column, core::Currency of) {
    const auto amount = read_amount(value(column), of, mapping_);
    if (!amount) fault(column, "\"" + std::string(value(column)) + "\" is not an amount in " + std::string(of.code()));
    return amount;
  }
  void add(core::StatementRow row) {
    ++out_.rows;
    if (out_.pieces.empty() || out_.pieces.back().rows.size() == core::kStatementRowsMax ||
        record_.end - out_.pieces.back().begin > kPieceBytes) {
      const std::size_t begin = out_.pieces.empty() ? 0 : out_.pieces.back().end;
      out_.pieces.push_back({{}, begin, begin});
    }
    out_.pieces.back().rows.push_back(std::move(row));
    out_.pieces.back().end = record_.end;
    if (record_.end - out_.pieces.back().begin > core::kStatementSourceMax)
      fault("", "more than " + std::to_string(core::kStatementSourceMax) + " bytes stand beside it that are no rows");
  }

  std::string_view text_;
  const Mapping& mapping_;
  CsvReader csv_;
  CsvRecord record_;
  std::vector<std::string> names_;
  ReadFile out_;
};

}  // namespace

ReadFile read_file(std::string_view text, const Mapping& mapping) {
  return FileReading(text, mapping).read();
}

std::string piece_body(std::string_view text, const ReadFile& file, std::size_t at, std::string_view statement_id,
                       std::string_view file_sha256) {
  const Piece& piece = file.pieces.at(at);
  std::string out;
  core::JsonWriter json(out);
  json.begin_object();
  json.member("file_sha256", file_sha256);
  json.member("piece", static_cast<std::int64_t>(at) + 1);
  json.key("rows");
  json.begin_array();
  for (const core::StatementRow& row : piece.rows) {
    std::string fields;
    core::FieldsWriter(fields).write(row);
    json.raw(fields);
  }
  json.end_array();
  json.member("source", text.substr(piece.begin, piece.end - piece.begin));
  json.member("statement_id", statement_id);
  json.end_object();
  return out;
}

}  // namespace tallygate::statement
