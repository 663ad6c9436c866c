#include "eventstore/tree_walk.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tallygate::eventstore {

using core::ErrorKind;
using core::failure;
using core::Result;
using core::Status;

Status read_page(const PageSource& source, const MetaPage& meta, std::uint64_t number, std::string& into) {
  into.resize(meta.page_bytes);
  if (number < 2 || number > meta.last_page)
    return failure(ErrorKind::corrupt,
                   "it lies outside of the file's " + std::to_string(meta.last_page + 1) + " pages");
  const auto got = source.read(number * meta.page_bytes, into.data(), into.size());
  if (!got) return got.error();
  if (*got != into.size()) return failure(ErrorKind::corrupt, "the file ends before it");
  return core::Done{};
}

Status read_value(const PageSource& source, const MetaPage& meta, const ValuePlace& value, bool written_once,
                  std::string& into) {
  if (value.overflow_page == kNoPage) {
    into += value.in_page;
    return core::Done{};
  }
  if (value.bytes > kValueBytesMax) return failure(ErrorKind::corrupt, "a value is longer than any");
  const std::uint64_t pages = overflow_pages_of(value.bytes, meta.page_bytes);
  if (value.overflow_page < 2 || value.overflow_page > meta.last_page ||
      pages > meta.last_page - value.overflow_page + 1)
    return failure(ErrorKind::corrupt, "a value lies outside of the file");
  const std::size_t begin = into.size();
  into.resize(begin + pages * meta.page_bytes);
  const auto got = source.read(value.overflow_page * meta.page_bytes, into.data() + begin, pages * meta.page_bytes);
  if (!got) return got.error();
  if (*got != pages * meta.page_bytes) return failure(ErrorKind::corrupt, "the file ends within a value");
  const std::string_view all = std::string_view(into).substr(begin);
  if (auto status = check_overflow_header(all, value.overflow_page, pages, written_once); !status) {
    return failure(ErrorKind::corrupt,
                   "the value on page " + std::to_string(value.overflow_page) + ": " + status.error().message);
  }
  const auto rest = all.substr(kPageHeaderBytes + value.bytes);
  // LMDB clears the last of several pages before it writes a value; a single one may have been used before.
  if (written_once && pages > 1 && rest.find_first_not_of('\0') != std::string_view::npos)
    return failure(ErrorKind::corrupt,
                   "what follows the value on page " + std::to_string(value.overflow_page) + " is not zeros");
  into.erase(begin, kPageHeaderBytes);
  into.resize(begin + value.bytes);
  return core::Done{};
}

void TreeWalk::damage(std::uint64_t page, const KeyRange& keys, std::string what, bool twice) {
  damaged_ = true;
  if (on_damage) on_damage({shape_.name, page, keys, std::move(what), twice});
}

bool TreeWalk::wanted(const KeyRange& keys) const {
  if (!only) return true;
  const bool before = keys.to && !only->from.empty() && compare_keys(*keys.to, only->from, shape_.kind) <= 0;
  const bool after = only->to && !keys.from.empty() && compare_keys(keys.from, *only->to, shape_.kind) >= 0;
  return !before && !after;
}

bool TreeWalk::within(const TreePage& page, const KeyRange& keys, bool leaf, bool exact) const {
  const std::size_t first = leaf ? 0 : 1;
  if (page.count() <= first) return true;
  if (!keys.from.empty()) {
    const int order = compare_keys(page.key(first), keys.from, shape_.kind);
    if (leaf && exact ? order != 0 : order < 0) return false;
  }
  return !keys.to || compare_keys(page.key(page.count() - 1), *keys.to, shape_.kind) < 0;
}

void TreeWalk::visit(std::uint64_t number, std::size_t levels, const KeyRange& keys, bool exact) {
  if (!wanted(keys)) return;
  std::string bytes;
  if (auto status = read_page(source_, meta_, number, bytes); !status)
    return damage(number, keys, status.error().message);
  const bool leaf = levels == 1;
  const auto page = TreePage::parse(bytes, number, leaf, shape_.kind);
  if (!page) return damage(number, keys, page.error().message);
  if (!within(*page, keys, leaf, exact))
    return damage(number, keys, "its keys are not those that the page above it names");
  // Not before: whoever refers to another's page by mistake has said so by now.
  if (met_ != nullptr && !met_->claim(number)) return damage(number, keys, "it is referred to twice", true);
  if (!leaf) {
    ++counts_.branch;
    return descend(*page, levels, keys, exact);
  }
  ++counts_.leaf;
  counts_.entries += page->count();
  visit_values(*page, number);
  if (on_leaf) on_leaf(*page, number, keys);
}

void TreeWalk::descend(const TreePage& page, std::size_t levels, const KeyRange& keys, bool exact) {
  for (std::size_t i = 0; i < page.count(); ++i) {
    KeyRange below = keys;
    if (i > 0) below.from = page.key(i);
    if (i + 1 < page.count()) below.to = page.key(i + 1);
    visit(page.child(i), levels - 1, below, shape_.written_once && (i > 0 || exact));
  }
}

Result<std::uint64_t> TreeWalk::value_pages(const ValuePlace& value) const {
  const std::uint64_t needed = overflow_pages_of(value.bytes, meta_.page_bytes);
  if (shape_.written_once) return needed;
  std::array<char, kPageHeaderBytes> header{};  // a value that shrank keeps its pages
  const auto got = source_.read(value.overflow_page * meta_.page_bytes, header.data(), header.size());
  if (!got) return got.error();
  const std::string_view bytes(header.data(), *got);
  if (auto status = check_overflow_header(bytes, value.overflow_page, needed, false); !status) return status.error();
  std::uint32_t pages = 0;
  std::copy_n(header.data() + 12, sizeof pages, reinterpret_cast<char*>(&pages));
  return std::uint64_t{pages};
}

void TreeWalk::visit_values(const TreePage& page, std::uint64_t number) {
  for (std::size_t i = 0; i < page.count(); ++i) {
    const ValuePlace value = page.value(i);
    if (value.overflow_page == kNoPage) continue;
    const std::string key(page.key(i));
    const KeyRange one{key, i + 1 < page.count() ? std::optional<std::string>(page.key(i + 1)) : std::nullopt};
    if (value.overflow_page < 2 || value.overflow_page > meta_.last_page) {
      damage(number, one, "a value lies outside of the file");
      continue;
    }
    const auto pages = value_pages(value);
    if (!pages) {
      damage(value.overflow_page, one, pages.error().message);
      continue;
    }
    counts_.overflow += *pages;
    if (*pages > file_pages || value.overflow_page > file_pages - *pages) {
      damage(value.overflow_page, one, "the file ends within the value");
      continue;
    }
    if (met_ == nullptr) continue;
    if (!met_->inside(value.overflow_page, *pages))
      damage(number, one, "a value lies outside of the file");
    else if (!met_->claim(value.overflow_page, *pages))
      damage(value.overflow_page, one, "the value's pages are referred to twice", true);
  }
}

void TreeWalk::compare_counts(const TableRoot& root) {
  const auto compare = [this, &root](const char* of, std::uint64_t said, std::uint64_t found) {
    if (said != found)
      damage(root.root == kNoPage ? 0 : root.root, {},
             "the table's row says " + std::to_string(said) + " " + of + ", it has " + std::to_string(found));
  };
  compare("branch pages", root.branch_pages, counts_.branch);
  compare("leaf pages", root.leaf_pages, counts_.leaf);
  compare("overflow pages", root.overflow_pages, counts_.overflow);
  compare("rows", root.entries, counts_.entries);
}

void TreeWalk::walk(const TableRoot& root) {
  counts_ = {};
  damaged_ = false;
  if (root.root != kNoPage) visit(root.root, root.depth, {}, false);
  if (!damaged_ && !only) compare_counts(root);
}

}  // namespace tallygate::eventstore
