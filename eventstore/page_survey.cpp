#include "eventstore/page_survey.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/ids.hpp"
#include "eventstore/archive_rows.hpp"
#include "eventstore/event_log.hpp"
#include "eventstore/little_endian.hpp"
#include "eventstore/table_names.hpp"
#include "eventstore/tree_page.hpp"

namespace tallygate::eventstore {

using core::ErrorKind;
using core::failure;
using core::Result;

namespace {

constexpr std::string_view kTableLetters = "abcdefghijklmnopqrstuvwxyz";  // of "<tenant>/records" behind its slash

constexpr int kSurveysMax = 3;
constexpr int kWalksAgainMax = 5;
constexpr std::uint64_t kNoBound = std::numeric_limits<std::uint64_t>::max();

std::uint64_t integer(std::string_view key) {
  return load<std::uint64_t>(key.data());
}

class Surveyor {
 public:
  Surveyor(const PageSource& source, const MetaPage& meta, std::uint64_t file_pages)
      : source_(source), file_pages_(file_pages), met_(std::min(meta.last_page + 1, file_pages + kUnwrittenPagesMax)) {
    out_.meta = meta;
    met_.claim(0, 2);
    if (meta.last_page + 1 > file_pages + kUnwrittenPagesMax) {
      damage("", 0, {},
             "it ends after " + std::to_string(file_pages) + " pages but needs " + std::to_string(meta.last_page + 1));
    }
  }

  // With the file having moved on: what looked damaged is walked again from the newest state. The free list and whose
  // each page is were of one state, and are not judged.
  void look_again() {
    std::vector<PageDamage> before = std::exchange(out_.damage, {});
    for (PageDamage& found : before) {
      if (found.twice || found.table == "the free list" || found.table.empty()) continue;
      if (tables_.contains(found.table) && walked_again(found)) continue;
      out_.damage.push_back(std::move(found));
    }
    for (SurveyedTenant& tenant : out_.tenants) {
      for (auto* places : {&tenant.records, &tenant.keys}) std::ranges::sort(*places, {}, &LeafPlace::from);
    }
  }

  Survey& survey() { return out_; }

  void run() {
    walk_main();
    for (const auto& [name, root] : tables_) walk_table(name, root);
    for (SurveyedTenant& tenant : out_.tenants) check_complete(tenant);
    walk_free_list();
    if (out_.damage.empty() && met_.unmet() > 0)
      damage("", 0, {}, std::to_string(met_.unmet()) + " of its pages are neither used nor listed as free");
  }

 private:
  void damage(const std::string& table, std::uint64_t page, KeyRange keys, std::string what) {
    out_.damage.push_back({table, page, std::move(keys), std::move(what)});
  }
  TreeWalk walk_of(TableShape shape) {
    TreeWalk walk(source_, out_.meta, &met_, std::move(shape));
    walk.file_pages = file_pages_;
    walk.on_damage = [this](PageDamage found) { out_.damage.push_back(std::move(found)); };
    return walk;
  }

  void walk_main() {
    TreeWalk walk = walk_of({"the main table", KeyKind::bytes, false});
    bool format = false;
    walk.on_leaf = [&](const TreePage& page, std::uint64_t number, const KeyRange&) {
      for (std::size_t i = 0; i < page.count(); ++i) main_row(page, i, number, format);
    };
    walk.walk(out_.meta.main);
    if (!format && out_.damage.empty()) damage("the main table", 0, {}, "the row `format` is missing");
  }

  void main_row(const TreePage& page, std::size_t i, std::uint64_t number, bool& format) {
    const std::string key(page.key(i));
    const ValuePlace value = page.value(i);
    if (key == kFormatRow) return format = true, check_format("the main table", value, number);
    const auto slash = key.find('/');
    const auto root =
        value.table ? parse_table_root(value.in_page) : Result<TableRoot>(failure(ErrorKind::corrupt, ""));
    if (slash == std::string::npos || !core::valid_id(key.substr(0, slash)))
      return damage("the main table", number, {}, "its row \"" + core::to_hex(key) + "\" (hex) is not one of a log");
    if (!root) {
      const bool plain = key.find_first_not_of(kTableLetters, slash + 1) == std::string::npos;
      return damage("the main table", number, {},
                    "its row for " + (plain ? key : core::to_hex(key) + " (hex)") + " is no table's");
    }
    if (out_.tenants.empty() || out_.tenants.back().name != key.substr(0, slash))
      out_.tenants.emplace_back().name = key.substr(0, slash);
    tables_.emplace(key, *root);
  }

  void check_format(const std::string& table, const ValuePlace& value, std::uint64_t number,
                    std::uint16_t newest = kFormatVersion) {
    const std::uint16_t format =
        value.in_page.size() == sizeof format ? load<std::uint16_t>(value.in_page.data()) : std::uint16_t{0};
    if (format >= kFormatVersion && format <= newest) return;
    damage(table, number, {},
           "the row `format` is not " + std::to_string(kFormatVersion) +
               (newest > kFormatVersion ? " or " + std::to_string(newest) : ""));
  }

  void walk_table(const std::string& name, const TableRoot& root) {
    const auto slash = name.find('/');
    SurveyedTenant& tenant = tenant_of(name);
    const std::string kind = name.substr(slash + 1);
    const bool known = is_known(kind);
    const TableShape shape = shape_of(name, root);
    if (!known && !kind.starts_with(kSideTablePrefix)) tenant.unknown.push_back("the table " + name);
    if (root.flags != (shape.kind == KeyKind::integers ? kIntegerKeys : 0))
      return damage(name, 0, {}, "its row says flags " + std::to_string(root.flags));
    TreeWalk walk = walk_of(shape);
    if (known) walk.on_leaf = rows_of(kind, tenant, {});
    walk.walk(root);
    seen_.push_back(name);
  }

  static bool is_known(std::string_view kind) {
    return std::ranges::find(kTenantTables, kind, &TableName::name) != kTenantTables.end();
  }
  static TableShape shape_of(const std::string& name, const TableRoot& root) {
    const std::string_view kind = std::string_view(name).substr(name.find('/') + 1);
    const auto known = std::ranges::find(kTenantTables, kind, &TableName::name);
    if (known == kTenantTables.end())
      return {name, root.flags == kIntegerKeys ? KeyKind::integers : KeyKind::bytes, false};
    return {name, known->integer_keys ? KeyKind::integers : KeyKind::bytes, known->written_once};
  }
  SurveyedTenant& tenant_of(const std::string& table) {
    const auto found = std::ranges::find(out_.tenants, table.substr(0, table.find('/')), &SurveyedTenant::name);
    TALLYGATE_CHECK(found != out_.tenants.end(), "a table's tenant was noted with it");
    return *found;
  }

  bool walked_again(const PageDamage& found) {
    const std::string kind = found.table.substr(found.table.find('/') + 1);
    for (int n = 0; n < kWalksAgainMax; ++n) {
      const auto fresh = find_table(source_, found.table);
      if (!fresh) continue;
      TreeWalk walk(source_, fresh->meta, nullptr, shape_of(found.table, fresh->root));
      walk.only = found.keys;
      bool good = true;
      walk.on_damage = [&good](const PageDamage&) { good = false; };
      if (is_known(kind)) walk.on_leaf = rows_of(kind, tenant_of(found.table), found.keys);
      walk.walk(fresh->root);
      if (good) return true;
    }
    return false;
  }

  std::function<void(const TreePage&, std::uint64_t, const KeyRange&)> rows_of(const std::string& kind,
                                                                               SurveyedTenant& tenant,
                                                                               const KeyRange& only) {
    if (kind == "records" || kind == "keys") {
      return [places = kind == "keys" ? &tenant.keys : &tenant.records, only](const TreePage&, std::uint64_t number,
                                                                              const KeyRange& keys) {
        const auto from = [](const KeyRange& of) { return of.from.empty() ? 0 : integer(of.from); };
        const auto to = [](const KeyRange& of) { return of.to ? integer(*of.to) : kNoBound; };
        places->push_back({number, std::max(from(keys), from(only)), std::min(to(keys), to(only))});
      };
    }
    return [this, kind, &tenant](const TreePage& page, std::uint64_t number, const KeyRange&) {
      for (std::size_t i = 0; i < page.count(); ++i) {
        ValuePlace value = page.value(i);
        if (kind == "meta")
          meta_row(tenant, std::string(page.key(i)), value, number);
        else if (kind == "tiles")
          tenant.tiles.emplace(integer(page.key(i)), kept(value));
        else
          tenant.blobs.emplace(page.key(i), kept(value));
      }
    };
  }

  // A value in a page does not outlive it. Blobs and tiles that are so small are few.
  ValuePlace kept(ValuePlace value) {
    if (value.overflow_page == kNoPage) value.in_page = out_.kept.emplace_back(value.in_page);
    return value;
  }

  void meta_row(SurveyedTenant& tenant, const std::string& key, const ValuePlace& value, std::uint64_t number) {
    const std::string table = tenant.name + "/meta";
    if (key == kFormatRow)
      return formats_.push_back(tenant.name), check_format(table, value, number, kArchivedFormatVersion);
    if (key == kArchivesRow || key.starts_with(kKeptRowPrefix)) return archive_row(tenant, key, value, number);
    if (key != kHeadRow) return tenant.unknown.push_back("the row " + core::to_hex(key) + " (hex) of " + table);
    std::string row;
    auto status = read_value(source_, out_.meta, value, false, row);
    const auto head = status ? decode_head(row) : Result<HeadRow>(status.error());
    if (!head) return damage(table, number, {}, "its row `head` is damaged");
    tenant.head = *head;
  }

  void archive_row(SurveyedTenant& tenant, const std::string& key, const ValuePlace& value, std::uint64_t number) {
    std::string row;
    const auto status = read_value(source_, out_.meta, value, false, row);
    if (key == kArchivesRow) {
      auto ranges = status ? decode_archives(row) : Result<std::vector<ArchivedRange>>(status.error());
      if (!ranges) return damage(tenant.name + "/meta", number, {}, "its row `archives` is damaged");
      tenant.archives = std::move(*ranges);
      return;
    }
    const auto seq = kept_row_seq(key);
    if (!status || !seq) return damage(tenant.name + "/meta", number, {}, "its row `" + key + "` is damaged");
    tenant.kept.emplace(*seq, std::move(row));
  }

  void check_complete(const SurveyedTenant& tenant) {
    for (const TableName& table : kTenantTables) {
      const std::string name = tenant.name + "/" + std::string(table.name);
      if (std::ranges::find(seen_, name) == seen_.end() && out_.damage.empty())
        damage(name, 0, {}, "the table is missing");
    }
    if (!out_.damage.empty()) return;
    if (std::ranges::find(formats_, tenant.name) == formats_.end())
      damage(tenant.name + "/meta", 0, {}, "the row `format` is missing");
    if (!tenant.head) damage(tenant.name + "/meta", 0, {}, "the row `head` is missing");
  }

  void walk_free_list() {
    TreeWalk walk = walk_of({"the free list", KeyKind::integers, false});
    walk.on_leaf = [this](const TreePage& page, std::uint64_t number, const KeyRange&) {
      for (std::size_t i = 0; i < page.count(); ++i) free_row(page, i, number);
    };
    walk.walk(out_.meta.free_list);
  }

  // MDB_IDL: u64 count, then that many page numbers, the largest first.
  void free_row(const TreePage& page, std::size_t i, std::uint64_t number) {
    std::string row;
    const auto wrong = [&](const char* what) { damage("the free list", number, {}, what); };
    if (integer(page.key(i)) > out_.meta.transaction) return wrong("a row is of a transaction that was not yet");
    if (auto status = read_value(source_, out_.meta, page.value(i), false, row); !status)
      return damage("the free list", number, {}, status.error().message);
    const std::uint64_t room = row.size() / 8;
    const std::uint64_t count = room == 0 ? 0 : integer(row);
    // A row that was reserved and not needed says 0.
    if (row.size() % 8 != 0 || room == 0 || (count != room - 1 && count != 0))
      return wrong("a row has another length than it says");
    std::uint64_t before = kNoPage;
    for (std::uint64_t n = 1; n <= count; ++n) {
      const std::uint64_t free = integer(std::string_view(row).substr(8 * n));
      if (free < 2 || free >= before || !met_.inside(free, 1)) return wrong("a row names pages that none can be");
      if (!met_.claim(free)) {
        out_.damage.push_back({"the free list", free, {}, "the page is in use", true});
        return;
      }
      before = free;
      ++out_.free_pages;
    }
  }

  const PageSource& source_;
  const std::uint64_t file_pages_;
  PageMap met_;
  Survey out_;
  std::map<std::string, TableRoot> tables_;
  std::vector<std::string> seen_, formats_;
};

core::OperatingError no_log(const core::OperatingError& error) {
  return failure(error.kind, "The log's file is damaged: " + error.message + ".");
}

}  // namespace

Result<Survey> survey_pages(const PageSource& source) {
  for (int n = 1;; ++n) {
    const auto meta = read_newest_meta(source);
    if (!meta) return meta.error().kind == ErrorKind::corrupt ? no_log(meta.error()) : meta.error();
    const auto size = source.size();
    if (!size) return size.error();
    Surveyor surveyor(source, *meta, *size / meta->page_bytes);
    surveyor.run();
    if (!source.may_change()) return std::move(surveyor.survey());
    const auto after = read_newest_meta(source);
    if (!after) return after.error().kind == ErrorKind::corrupt ? no_log(after.error()) : after.error();
    surveyor.survey().still = after->transaction <= meta->transaction + 1;
    if (!surveyor.survey().still && n < kSurveysMax) continue;
    if (!surveyor.survey().still) surveyor.look_again();
    return std::move(surveyor.survey());
  }
}

Result<FreshTable> find_table(const PageSource& source, const std::string& name) {
  const auto meta = read_newest_meta(source);
  if (!meta) return meta.error();
  FreshTable out{*meta, {}};
  TreeWalk walk(source, *meta, nullptr, {"the main table", KeyKind::bytes, false});
  walk.only = KeyRange{name, name + '\0'};
  std::optional<std::string> wrong;
  walk.on_damage = [&wrong](const PageDamage& found) { wrong = found.what; };
  walk.on_leaf = [&](const TreePage& page, std::uint64_t, const KeyRange&) {
    for (std::size_t i = 0; i < page.count(); ++i) {
      const ValuePlace value = page.value(i);
      if (page.key(i) != name || !value.table) continue;
      if (const auto root = parse_table_root(value.in_page)) out.root = *root;
    }
  };
  walk.walk(meta->main);
  if (wrong) return failure(ErrorKind::corrupt, *wrong);
  return out;
}

}  // namespace tallygate::eventstore
