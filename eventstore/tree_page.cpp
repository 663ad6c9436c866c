#include "eventstore/tree_page.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "eventstore/little_endian.hpp"

namespace tallygate::eventstore {

using core::ErrorKind;
using core::failure;
using core::Result;
using core::Status;

namespace {

constexpr std::uint16_t kBranch = 0x01, kLeaf = 0x02, kOverflow = 0x04, kMeta = 0x08;  // MDB_page.mp_flags
constexpr std::uint16_t kBigData = 0x01, kSubData = 0x02;                              // MDB_node.mn_flags
constexpr std::size_t kNodeHeaderBytes = 8;
constexpr std::size_t kKeyBytesMax = 511;
constexpr std::uint32_t kMagic = 0xBEEFC0DE;
constexpr std::uint32_t kDataVersion = 1;

core::OperatingError damaged(std::string how) {
  return failure(ErrorKind::corrupt, std::move(how));
}
constexpr std::size_t even(std::size_t bytes) {
  return (bytes + 1) & ~std::size_t{1};
}
std::uint16_t u16(std::string_view bytes, std::size_t at) {
  return load<std::uint16_t>(bytes.data() + at);
}
std::uint32_t u32(std::string_view bytes, std::size_t at) {
  return load<std::uint32_t>(bytes.data() + at);
}
std::uint64_t u64(std::string_view bytes, std::size_t at) {
  return load<std::uint64_t>(bytes.data() + at);
}

TableRoot load_root(std::string_view bytes) {
  return {u16(bytes, 4), u16(bytes, 6), u64(bytes, 8), u64(bytes, 16), u64(bytes, 24), u64(bytes, 32), u64(bytes, 40)};
}

Status check_root(const TableRoot& root) {
  if (root.depth > kTreeDepthMax) return damaged("a table is said to be " + std::to_string(root.depth) + " pages deep");
  if ((root.root == kNoPage) != (root.depth == 0))
    return damaged("a table's depth and first page contradict each other");
  return core::Done{};
}

}  // namespace

Result<TableRoot> parse_table_root(std::string_view bytes) {
  if (bytes.size() != kTableRootBytes) return damaged("a table's row has " + std::to_string(bytes.size()) + " bytes");
  const TableRoot root = load_root(bytes);
  if (u32(bytes, 0) != 0) return damaged("a table's row says a page size of its own");
  if (auto status = check_root(root); !status) return status.error();
  return root;
}

Result<MetaPage> parse_meta_page(std::string_view bytes, std::uint64_t number) {
  const std::string which = "meta page " + std::to_string(number);
  if (bytes.size() < kMetaPageBytes) return damaged("it is shorter than its two meta pages");
  const std::string_view meta = bytes.substr(kPageHeaderBytes);
  if (u32(meta, 0) != kMagic) return damaged(which + " does not bear LMDB's mark");
  if (u32(meta, 4) != kDataVersion) {
    return failure(ErrorKind::version,
                   which + " has LMDB data version " + std::to_string(u32(meta, 4)) + "; this program reads version 1");
  }
  if (u64(bytes, 0) != number || u16(bytes, 10) != kMeta) return damaged(which + " says that it is another page");
  MetaPage out;
  out.page_bytes = u32(meta, 24);
  out.free_list = load_root(meta.substr(24, kTableRootBytes));
  out.main = load_root(meta.substr(72, kTableRootBytes));
  out.last_page = u64(meta, 120);
  out.transaction = u64(meta, 128);
  if (!std::has_single_bit(out.page_bytes) || out.page_bytes < kPageBytesMin || out.page_bytes > kPageBytesMax)
    return damaged("its page size is impossible: " + which + " says " + std::to_string(out.page_bytes));
  if (u32(meta, 72) != 0) return damaged(which + " says a second page size");
  if (u64(meta, 8) != 0) return damaged(which + " asks for a fixed address");
  if (out.free_list.flags != kIntegerKeys || out.main.flags != 0) return damaged(which + " has impossible table flags");
  for (const TableRoot* root : {&out.free_list, &out.main})
    if (auto status = check_root(*root); !status) return damaged(which + ": " + status.error().message);
  if (out.last_page < 1 || out.last_page > (std::uint64_t{1} << 48))
    return damaged(which + " has an impossible last page");
  return out;
}

Result<MetaPage> newest_of(const MetaPage& first, const MetaPage& second) {
  const std::uint64_t a = first.transaction, b = second.transaction;
  const bool fresh = a == 0 && b == 0;
  const bool neighbours = a % 2 == 0 && b % 2 == 1 && (a + 1 == b || b + 1 == a);
  if (first.page_bytes != second.page_bytes || (!fresh && !neighbours)) {
    return damaged("its two meta pages are not of one file: they say transactions " + std::to_string(a) + " and " +
                   std::to_string(b) + ", page sizes " + std::to_string(first.page_bytes) + " and " +
                   std::to_string(second.page_bytes));
  }
  const MetaPage& newest = a > b ? first : second;
  for (const TableRoot* root : {&newest.free_list, &newest.main}) {
    if (root->root != kNoPage && (root->root < 2 || root->root > newest.last_page))
      return damaged("meta page " + std::to_string(a > b ? 0 : 1) + " has a table that begins outside of the file");
  }
  return newest;
}

int compare_keys(std::string_view a, std::string_view b, KeyKind kind) {
  if (kind == KeyKind::bytes) return a.compare(b);
  const std::uint64_t x = u64(a, 0), y = u64(b, 0);
  return x < y ? -1 : x > y ? 1 : 0;
}

std::size_t TreePage::bytes_of(const Node& node) const {
  std::size_t bytes = kNodeHeaderBytes + node.key_bytes;
  if (leaf_) bytes += (node.flags & kBigData) != 0 ? sizeof(std::uint64_t) : std::size_t{node.data};
  return even(bytes);
}

Status TreePage::read_node(std::size_t i, std::size_t upper, KeyKind kind) {
  const std::size_t at = u16(page_, kPageHeaderBytes + 2 * i);
  if (at < upper || at % 2 != 0 || at + kNodeHeaderBytes > page_.size())
    return damaged("a node lies outside of its page");
  const std::string_view header = page_.substr(at, kNodeHeaderBytes);
  Node& node = nodes_[i];
  node = {static_cast<std::uint16_t>(at), u16(header, 6), u16(header, 4), u32(header, 0)};
  const bool unused_key = !leaf_ && i == 0;
  if (leaf_ && node.flags != 0 && node.flags != kBigData && node.flags != kSubData)
    return damaged("a node has flags that none has");
  if (!unused_key && (kind == KeyKind::integers ? node.key_bytes != sizeof(std::uint64_t)
                                                : node.key_bytes == 0 || node.key_bytes > kKeyBytesMax))
    return damaged("a key is " + std::to_string(node.key_bytes) + " bytes long");
  if (at + bytes_of(node) > page_.size()) return damaged("a node runs over the end of its page");
  return core::Done{};
}

// LMDB moves nodes together whenever one goes: they fill the page from its free space to its end.
Status TreePage::check_packed(std::size_t upper) const {
  thread_local std::vector<std::pair<std::size_t, std::size_t>> spans;
  spans.clear();
  for (const Node& node : nodes_) spans.emplace_back(node.at, bytes_of(node));
  std::ranges::sort(spans);
  std::size_t at = upper;
  for (const auto& [begin, bytes] : spans) {
    if (begin != at) return damaged("its nodes overlap or leave gaps");
    at += bytes;
  }
  if (at != page_.size()) return damaged("its nodes do not reach to its end");
  return core::Done{};
}

Status TreePage::check_order(KeyKind kind) const {
  for (std::size_t i = leaf_ ? 1 : 2; i < nodes_.size(); ++i)
    if (compare_keys(key(i - 1), key(i), kind) >= 0) return damaged("its keys are not in order");
  return core::Done{};
}

Result<TreePage> TreePage::parse(std::string_view page, std::uint64_t number, bool leaf, KeyKind kind) {
  if (page.size() < kPageBytesMin || page.size() > kPageBytesMax) return damaged("it is no whole page");
  if (u64(page, 0) != number) return damaged("it says that it is another page");
  if (u16(page, 10) != (leaf ? kLeaf : kBranch)) return damaged(leaf ? "it is no leaf page" : "it is no branch page");
  const std::size_t lower = u16(page, 12);
  std::size_t upper = u16(page, 14);
  if (lower < kPageHeaderBytes + 2 || lower % 2 != 0 || lower > upper || upper > page.size())
    return damaged("its free space is impossible");
  TreePage out;
  out.page_ = page;
  out.leaf_ = leaf;
  out.nodes_.resize((lower - kPageHeaderBytes) / 2);
  for (std::size_t i = 0; i < out.nodes_.size(); ++i)
    if (auto status = out.read_node(i, upper, kind); !status) return status.error();
  if (auto status = out.check_packed(upper); !status) return status.error();
  if (auto status = out.check_order(kind); !status) return status.error();
  return out;
}

std::string_view TreePage::key(std::size_t i) const {
  if (!leaf_ && i == 0) return {};
  return page_.substr(nodes_[i].at + kNodeHeaderBytes, nodes_[i].key_bytes);
}

std::uint64_t TreePage::child(std::size_t i) const {
  return nodes_[i].data | std::uint64_t{nodes_[i].flags} << 32;
}

ValuePlace TreePage::value(std::size_t i) const {
  const Node& node = nodes_[i];
  const std::size_t at = node.at + kNodeHeaderBytes + node.key_bytes;
  ValuePlace out;
  out.table = (node.flags & kSubData) != 0;
  out.bytes = node.data;
  if ((node.flags & kBigData) != 0)
    out.overflow_page = u64(page_, at);
  else
    out.in_page = page_.substr(at, node.data);
  return out;
}

Status check_overflow_header(std::string_view header, std::uint64_t number, std::uint64_t pages_needed,
                             bool written_once) {
  if (header.size() < kPageHeaderBytes) return damaged("it is no whole page");
  if (u64(header, 0) != number || u16(header, 10) != kOverflow) return damaged("it is not the value's page");
  const std::uint64_t pages = u32(header, 12);
  if (written_once ? pages != pages_needed : pages < pages_needed)
    return damaged("it says that the value has " + std::to_string(pages) + " pages");
  return core::Done{};
}

}  // namespace tallygate::eventstore
