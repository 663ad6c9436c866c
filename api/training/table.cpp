#include "api/training/table.hpp"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <unordered_map>

#include "api/statement/csv.hpp"
#include "risk/model/limits.hpp"

namespace tallygate::training {
namespace {

core::OperatingError wrong(std::string what) {
  return core::failure(core::ErrorKind::invalid, std::move(what));
}

std::optional<float> feature_value(std::string_view text) {
  if (text.empty()) return std::numeric_limits<float>::quiet_NaN();
  if (text == "true") return 1.0F;
  if (text == "false") return 0.0F;
  float value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

class TableReader {
 public:
  TableReader(std::string_view csv, const Columns& columns) : columns_(columns), csv_(csv, ',') {}

  core::Result<Table> read() {
    statement::CsvRecord record;
    if (!csv_.next(record)) return wrong(csv_.fault().empty() ? "the table is empty" : csv_.fault());
    header_ = record.fields;
    if (auto done = find_columns(); !done) return done.error();
    while (csv_.next(record)) {
      if (table_.rows() == kTableRowsMax)
        return wrong("the table has more than " + std::to_string(kTableRowsMax) + " rows");
      if (auto done = add(record); !done) return done.error();
    }
    if (!csv_.fault().empty()) return wrong(csv_.fault());
    if (columns_.entity.empty()) table_.entities = table_.rows();
    return std::move(table_);
  }

 private:
  core::Result<std::size_t> column(const std::string& name) const {
    const auto found = std::ranges::find(header_, name);
    if (found == header_.end()) return wrong("line 1: there is no column " + name);
    return static_cast<std::size_t>(found - header_.begin());
  }

  core::Status find_columns() {
    std::set<std::string> taken;
    for (const std::string& name : header_) {
      if (!taken.insert(name).second) return wrong("line 1: the column " + name + " stands more than once");
    }
    taken = {columns_.ignored.begin(), columns_.ignored.end()};
    const auto take = [&](const std::string& name, std::size_t& to) -> core::Status {
      const auto found = column(name);
      if (!found) return found.error();
      to = *found;
      taken.insert(name);
      return core::Done{};
    };
    for (const auto& [name, to] : {std::pair(&columns_.key, &key_), std::pair(&columns_.at, &at_),
                                   std::pair(&columns_.label, &label_), std::pair(&columns_.known_at, &known_at_)}) {
      if (auto done = take(*name, *to); !done) return done;
    }
    if (!columns_.entity.empty()) {
      if (auto done = take(columns_.entity, entity_.emplace()); !done) return done;
    }
    for (const std::string& name : columns_.ignored) {
      if (const auto found = column(name); !found) return found.error();
    }
    return find_features(taken);
  }

  core::Status find_features(const std::set<std::string>& taken) {
    table_.features = columns_.features;
    if (table_.features.empty())
      std::ranges::copy_if(header_, std::back_inserter(table_.features),
                           [&](const std::string& name) { return !taken.contains(name); });
    std::set<std::string> seen;
    for (const std::string& name : table_.features) {
      const auto found = column(name);
      if (!found) return found.error();
      if (taken.contains(name) || !seen.insert(name).second)
        return wrong("the column " + name + " is no feature, or is named twice");
      features_.push_back(*found);
    }
    if (features_.empty()) return wrong("line 1: the table has no feature");
    if (features_.size() > risk::model::Limits::kFeaturesMax)
      return wrong("line 1: the table has more than " + std::to_string(risk::model::Limits::kFeaturesMax) +
                   " features");
    return core::Done{};
  }

  core::Status add(const statement::CsvRecord& record) {
    const auto at_line = [&](const std::string& name, const std::string& what) {
      return wrong("line " + std::to_string(record.line) + ", column " + name + ": " + what);
    };
    if (record.fields.size() != header_.size())
      return wrong("line " + std::to_string(record.line) + " has " + std::to_string(record.fields.size()) +
                   " fields, and line 1 " + std::to_string(header_.size()));
    const auto at = core::parse_time(record.fields[at_]);
    if (!at) return at_line(columns_.at, "not a time like 2026-11-22T06:17:14Z");
    const std::string& label = record.fields[label_];
    if (!label.empty() && label != "0" && label != "1") return at_line(columns_.label, "a label is 1, 0 or empty");
    core::Time known_at = *at;
    if (const std::string& text = record.fields[known_at_]; !text.empty()) {
      const auto known = core::parse_time(text);
      if (!known) return at_line(columns_.known_at, "not a time like 2026-11-22T06:17:14Z, and not empty");
      known_at = std::max(known_at, *known);
    }
    for (std::size_t i = 0; i < features_.size(); ++i) {
      const auto value = feature_value(record.fields[features_[i]]);
      if (!value) return at_line(table_.features[i], "a feature is a number that a float holds, true, false or empty");
      table_.values.push_back(*value);
    }
    table_.keys.push_back(record.fields[key_]);
    table_.at.push_back(*at);
    table_.known_at.push_back(known_at);
    table_.label.push_back(label.empty() ? RowLabel::unknown : label == "1" ? RowLabel::positive : RowLabel::negative);
    table_.entity.push_back(entity_of(record));
    return core::Done{};
  }

  std::uint32_t entity_of(const statement::CsvRecord& record) {
    if (!entity_) return static_cast<std::uint32_t>(table_.entity.size());
    const auto [found, is_new] =
        numbers_.try_emplace(record.fields[*entity_], static_cast<std::uint32_t>(table_.entities));
    table_.entities += is_new ? 1 : 0;
    return found->second;
  }

  const Columns& columns_;
  statement::CsvReader csv_;
  std::vector<std::string> header_;
  std::size_t key_ = 0, at_ = 0, label_ = 0, known_at_ = 0;
  std::optional<std::size_t> entity_;
  std::vector<std::size_t> features_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  Table table_;
};

}  // namespace

core::Result<Table> read_table(std::string_view csv, const Columns& columns) {
  if (csv.size() > kTableBytesMax) return core::failure(core::ErrorKind::invalid, "the table is larger than 1 GiB");
  if (!simdjson::validate_utf8(csv.data(), csv.size()))
    return core::failure(core::ErrorKind::invalid, "the table is not UTF-8");
  return TableReader(csv, columns).read();
}

}  // namespace tallygate::training
