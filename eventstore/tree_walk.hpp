// Walks one table's tree of pages, from its root, and says what is damaged and which keys lie behind the damage; what
// is whole beside it is walked on. Memory: one page a level.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/page_map.hpp"
#include "eventstore/page_source.hpp"
#include "eventstore/tree_page.hpp"

namespace tallygate::eventstore {

// Keys from `from` on and before `to`; no `to`: up to the end.
struct KeyRange {
  std::string from;
  std::optional<std::string> to;
};

struct PageDamage {
  std::string table;       // its name; empty for the file as a whole
  std::uint64_t page = 0;  // the page that is wrong, or that names the one that is
  KeyRange keys;           // that lie behind it
  std::string what;        // a clause: "its keys are not in order"
  bool twice = false;      // two places refer to the page: this one or another is wrong
};

struct TableShape {
  std::string name;
  KeyKind kind = KeyKind::bytes;
  // Rows are never deleted nor written over: a branch page names exactly the first key of each page below, and values
  // have no more pages than they need.
  bool written_once = false;
};

class TreeWalk {
 public:
  // Both may be left empty. The page is good and lives during the call.
  std::function<void(const TreePage& page, std::uint64_t number, const KeyRange& keys)> on_leaf;
  std::function<void(PageDamage)> on_damage;
  // Only subtrees that can hold such keys are walked, and nothing is counted.
  std::optional<KeyRange> only;
  // How many pages the file really has, where that is to be held against the values' places.
  std::uint64_t file_pages = kNoPage;

  // `met` may be null: then double references are found only where they make a cycle (depth and key ranges end it).
  TreeWalk(const PageSource& source, const MetaPage& meta, PageMap* met, TableShape shape)
      : source_(source), meta_(meta), met_(met), shape_(std::move(shape)) {}

  void walk(const TableRoot& root);

 private:
  struct Counts {
    std::uint64_t branch = 0, leaf = 0, overflow = 0, entries = 0;
  };
  void visit(std::uint64_t number, std::size_t levels, const KeyRange& keys, bool exact);
  void descend(const TreePage& page, std::size_t levels, const KeyRange& keys, bool exact);
  void visit_values(const TreePage& page, std::uint64_t number);
  bool wanted(const KeyRange& keys) const;
  bool within(const TreePage& page, const KeyRange& keys, bool leaf, bool exact) const;
  core::Result<std::uint64_t> value_pages(const ValuePlace& value) const;
  void damage(std::uint64_t page, const KeyRange& keys, std::string what, bool twice = false);
  void compare_counts(const TableRoot& root);

  const PageSource& source_;
  const MetaPage& meta_;
  PageMap* met_;
  const TableShape shape_;
  Counts counts_;
  bool damaged_ = false;
};

// Reads one page. corrupt where the file ends before it does.
core::Status read_page(const PageSource& source, const MetaPage& meta, std::uint64_t number, std::string& into);
// Larger than any value of the log: a blob has at most 16 MiB, a row of the free list or of an append's keys far less.
constexpr std::uint32_t kValueBytesMax = 64 * 1024 * 1024;
// Appends a value's bytes to `into`. written_once: what follows the value on pages of its own is zeros. corrupt where
// its pages are not what they should be.
core::Status read_value(const PageSource& source, const MetaPage& meta, const ValuePlace& value, bool written_once,
                        std::string& into);

}  // namespace tallygate::eventstore
