#include "eventstore/leaf_reader.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "eventstore/little_endian.hpp"

namespace tallygate::eventstore {

using core::ErrorKind;
using core::failure;
using core::Result;
using core::Status;

namespace {

constexpr int kReadsAnewMax = 5;

std::string key_of(std::uint64_t key) {
  std::string out(sizeof key, '\0');
  store(out.data(), key);
  return out;
}

}  // namespace

Status LeafReader::keep(const MetaPage& meta, const TreePage& page, std::uint64_t number, const LeafPlace& place) {
  for (std::size_t i = 0; i < page.count(); ++i) {
    const auto key = load<std::uint64_t>(page.key(i).data());
    if (key < place.from || key >= place.to) continue;
    if (auto status = read_value(source_, meta, page.value(i), true, bytes_); !status) return status;
    kept_.push_back({key, number, bytes_.size()});
  }
  return core::Done{};
}

Status LeafReader::read_here(const LeafPlace& place) {
  std::string bytes;
  if (auto status = read_page(source_, meta_, place.page, bytes); !status) return status;
  const auto page = TreePage::parse(bytes, place.page, true, KeyKind::integers);
  if (!page) return page.error();
  const auto key = [&](std::size_t i) { return load<std::uint64_t>(page->key(i).data()); };
  // Not only within the range: the page may be a later one of the same table by now.
  if ((place.from > 0 && key(0) != place.from) || key(page->count() - 1) >= place.to)
    return failure(ErrorKind::corrupt, "its keys are not those that the page above it names");
  return keep(meta_, *page, place.page, place);
}

Status LeafReader::read_anew(const LeafPlace& place) {
  const auto fresh = find_table(source_, table_);
  if (!fresh) return fresh.error();
  TreeWalk walk(source_, fresh->meta, nullptr, {table_, KeyKind::integers, true});
  walk.only =
      KeyRange{place.from == 0 ? std::string() : key_of(place.from),
               place.to == std::numeric_limits<std::uint64_t>::max() ? std::nullopt : std::optional(key_of(place.to))};
  Status status = core::Done{};
  walk.on_damage = [&status](const PageDamage& found) { status = failure(ErrorKind::corrupt, found.what); };
  walk.on_leaf = [&](const TreePage& page, std::uint64_t number, const KeyRange&) {
    if (status) status = keep(fresh->meta, page, number, {number, place.from, std::min(place.to, end_)});
  };
  walk.walk(fresh->root);
  return status;
}

bool LeafReader::moved_on() const {
  if (!source_.may_change()) return false;
  const auto now = read_newest_meta(source_);
  return now && now->transaction != meta_.transaction;
}

Result<std::vector<LeafReader::Row>> LeafReader::read(const LeafPlace& place) {
  bytes_.clear();
  kept_.clear();
  Status status = read_here(place);
  if (status && !kept_.empty() && kept_.back().key >= end_ && moved_on())
    std::erase_if(kept_, [this](const Kept& row) { return row.key >= end_; });
  for (int n = 0; !status && n < kReadsAnewMax && moved_on(); ++n) {
    bytes_.clear();
    kept_.clear();
    status = read_anew(place);
  }
  if (!status) return status.error();
  std::vector<Row> rows;
  rows.reserve(kept_.size());
  std::size_t begin = 0;
  for (const Kept& row : kept_) {
    rows.push_back({row.key, row.page, std::string_view(bytes_).substr(begin, row.end - begin)});
    begin = row.end;
  }
  return rows;
}

}  // namespace tallygate::eventstore
