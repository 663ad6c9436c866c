// The pages of an LMDB 0.9 file as bytes: meta, branch and leaf pages, every length and offset checked before it is
// used. LMDB itself trusts all of them: one flipped bit may end its reader. Pure computation over bytes that the caller
// holds; nothing here is mapped. Source of the layout: LMDB 0.9.24, mdb.c: MDB_page, MDB_meta, MDB_db, MDB_node.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace tallygate::eventstore {

constexpr std::size_t kPageHeaderBytes = 16;
constexpr std::size_t kPageBytesMin = 512;
constexpr std::size_t kPageBytesMax = 65'536;
constexpr std::size_t kTreeDepthMax = 32;  // LMDB's own limit: CURSOR_STACK
// LMDB does not write pages that were used and freed within one transaction, so a file may end a little early.
constexpr std::uint64_t kUnwrittenPagesMax = 256;
constexpr std::uint64_t kNoPage = ~std::uint64_t{0};

// MDB_db: where a table begins and how large it says that it is.
struct TableRoot {
  std::uint16_t flags = 0;
  std::uint16_t depth = 0;
  std::uint64_t branch_pages = 0, leaf_pages = 0, overflow_pages = 0, entries = 0;
  std::uint64_t root = kNoPage;
};
constexpr std::size_t kTableRootBytes = 48;
constexpr std::uint16_t kIntegerKeys = 0x08;
// corrupt where it is not 48 bytes, or its depth and root contradict each other.
core::Result<TableRoot> parse_table_root(std::string_view bytes);

struct MetaPage {
  std::uint32_t page_bytes = 0;
  TableRoot free_list, main;
  std::uint64_t last_page = 0;
  std::uint64_t transaction = 0;
};
constexpr std::size_t kMetaPageBytes = kPageHeaderBytes + 136;  // of a page, what is looked at
// `bytes`: the first kMetaPageBytes of page 0 or 1. corrupt, or version where it is another LMDB format.
core::Result<MetaPage> parse_meta_page(std::string_view bytes, std::uint64_t number);
// Which of the two counts: the newer one. corrupt where they cannot both be: LMDB writes them in turns, so their
// transactions are neighbours and the even one stands first; or where a table of the newer one begins outside of the
// file. The tables of the older one are nothing: where writing a meta page fails, LMDB puts back its transaction number
// and last page, so that it does not count, and leaves the tables of the commit that failed.
core::Result<MetaPage> newest_of(const MetaPage& first, const MetaPage& second);

enum class KeyKind { bytes, integers };  // memcmp order; u64 in the machine's order
// Less, equal, greater: negative, 0, positive. Integer keys are eight bytes.
int compare_keys(std::string_view a, std::string_view b, KeyKind kind);

// A value of a leaf: in the page, or on overflow pages of its own.
struct ValuePlace {
  bool table = false;        // a named table's root (in the main table)
  std::string_view in_page;  // where overflow_page is kNoPage
  std::uint64_t overflow_page = kNoPage;
  std::uint32_t bytes = 0;
};
// The overflow pages that a value of `bytes` needs.
constexpr std::uint64_t overflow_pages_of(std::uint64_t bytes, std::uint64_t page_bytes) {
  return (kPageHeaderBytes - 1 + bytes) / page_bytes + 1;
}

// A branch or leaf page of which everything has been checked that the page alone can tell: number, kind, free space,
// that the nodes fill the page without a gap or an overlap, key lengths and order. Views `page`.
class TreePage {
 public:
  static core::Result<TreePage> parse(std::string_view page, std::uint64_t number, bool leaf, KeyKind kind);

  std::size_t count() const { return nodes_.size(); }
  std::string_view key(std::size_t i) const;  // empty for the first one of a branch page: LMDB does not use it
  std::uint64_t child(std::size_t i) const;   // of a branch page
  ValuePlace value(std::size_t i) const;      // of a leaf page

 private:
  struct Node {
    std::uint16_t at = 0, key_bytes = 0, flags = 0;
    std::uint32_t data = 0;  // bytes of the value, or the low half of the child
  };
  core::Status read_node(std::size_t i, std::size_t upper, KeyKind kind);
  core::Status check_packed(std::size_t upper) const;
  core::Status check_order(KeyKind kind) const;
  std::size_t bytes_of(const Node& node) const;

  std::string_view page_;
  bool leaf_ = false;
  std::vector<Node> nodes_;
};

// The header of a value's first overflow page. written_once: a value that was never written over fills the pages it
// has. corrupt otherwise.
core::Status check_overflow_header(std::string_view header, std::uint64_t number, std::uint64_t pages_needed,
                                   bool written_once);

}  // namespace tallygate::eventstore
