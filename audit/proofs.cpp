#include "audit/proofs.hpp"

#include <algorithm>
#include <bit>

#include "audit/tile_nodes.hpp"

namespace tallygate::audit {
namespace {

using core::Digest;
using core::node_hash;

// The definitions of RFC 6962, over ranges of leaves: a range begins at a multiple of the power of two that holds it.
class Definitions {
 public:
  Definitions(TileReader& tiles, Proof& out) : tiles_(tiles), out_(out) {}

  void path(std::uint64_t leaf, std::uint64_t begin, std::uint64_t end) {
    if (end - begin == 1) return;
    const std::uint64_t middle = begin + std::bit_floor(end - begin - 1);
    if (leaf < middle) {
      path(leaf, begin, middle);
      out_.push_back(root(middle, end));
    } else {
      path(leaf, middle, end);
      out_.push_back(root(begin, middle));
    }
  }

  void subproof(std::uint64_t from, std::uint64_t begin, std::uint64_t end, bool from_is_known) {
    if (from == end) {
      if (!from_is_known) out_.push_back(root(begin, end));
      return;
    }
    const std::uint64_t middle = begin + std::bit_floor(end - begin - 1);
    if (from <= middle) {
      subproof(from, begin, middle, from_is_known);
      out_.push_back(root(middle, end));
    } else {
      subproof(from, middle, end, false);
      out_.push_back(root(begin, middle));
    }
  }

 private:
  Digest root(std::uint64_t begin, std::uint64_t end) {
    const std::uint64_t width = end - begin;
    if (std::has_single_bit(width)) {
      const auto height = static_cast<unsigned>(std::countr_zero(width));
      return tiles_.node(height, begin >> height);
    }
    const std::uint64_t middle = begin + std::bit_floor(width);
    return node_hash(root(begin, middle), root(middle, end));
  }

  TileReader& tiles_;
  Proof& out_;
};

core::OperatingError not_there(std::uint64_t position, std::uint64_t size) {
  return core::failure(core::ErrorKind::not_found,
                       "There is no proof for " + std::to_string(position) + " of " + std::to_string(size) + ".");
}

}  // namespace

struct ProofMaker::Nodes {
  explicit Nodes(std::string_view name) : tenant(name) {}
  std::string tenant;
  NodeCache cache{kTilesMax};
};

ProofMaker::ProofMaker(const eventstore::EventLog& log) : log_(log) {}
ProofMaker::~ProofMaker() = default;

ProofMaker::Nodes& ProofMaker::nodes_of(std::string_view tenant) {
  for (const auto& nodes : nodes_)
    if (nodes->tenant == tenant) return *nodes;
  return *nodes_.emplace_back(std::make_unique<Nodes>(tenant));
}

core::Result<Proof> ProofMaker::inclusion(std::string_view tenant, std::uint64_t seq, std::uint64_t size) {
  const auto head = log_.head(tenant);
  if (!head) return head.error();
  if (seq >= size || size > head->size) return not_there(seq, size);
  const std::scoped_lock lock(mutex_);
  TileReader tiles(log_, tenant, size, nodes_of(tenant).cache);
  Proof proof;
  Definitions(tiles, proof).path(seq, 0, size);
  if (tiles.error()) return *tiles.error();
  return proof;
}

core::Result<Proof> ProofMaker::consistency(std::string_view tenant, std::uint64_t from, std::uint64_t to) {
  const auto head = log_.head(tenant);
  if (!head) return head.error();
  if (from > to || to > head->size) return not_there(from, to);
  Proof proof;
  if (from == 0) return proof;
  const std::scoped_lock lock(mutex_);
  TileReader tiles(log_, tenant, to, nodes_of(tenant).cache);
  Definitions(tiles, proof).subproof(from, 0, to, true);
  if (tiles.error()) return *tiles.error();
  return proof;
}

// RFC 9162 2.1.3.2, whose loop is the same tree's.
bool verify_inclusion(std::uint64_t seq, std::uint64_t size, const Digest& leaf, const Proof& proof,
                      const Digest& root) {
  if (seq >= size) return false;
  std::uint64_t at = seq, last = size - 1;
  Digest hash = leaf;
  for (const Digest& sibling : proof) {
    if (last == 0) return false;
    if ((at & 1) != 0 || at == last) {
      hash = node_hash(sibling, hash);
      while ((at & 1) == 0 && at != 0) {
        at >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, sibling);
    }
    at >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

// RFC 9162 2.1.4.2.
bool verify_consistency(std::uint64_t from, std::uint64_t to, const Proof& proof, const Digest& from_root,
                        const Digest& to_root) {
  if (from > to) return false;
  if (from == to) return proof.empty() && from_root == to_root;
  if (from == 0) return proof.empty() && from_root == core::empty_root();
  if (proof.empty()) return false;
  std::uint64_t at = from - 1, last = to - 1;
  while ((at & 1) != 0) {
    at >>= 1;
    last >>= 1;
  }
  const bool begins_with_root = std::has_single_bit(from);
  Digest old_hash = begins_with_root ? from_root : proof.front();
  Digest new_hash = old_hash;
  for (std::size_t i = begins_with_root ? 0 : 1; i < proof.size(); ++i) {
    if (last == 0) return false;
    if ((at & 1) != 0 || at == last) {
      old_hash = node_hash(proof[i], old_hash);
      new_hash = node_hash(proof[i], new_hash);
      while ((at & 1) == 0 && at != 0) {
        at >>= 1;
        last >>= 1;
      }
    } else {
      new_hash = node_hash(new_hash, proof[i]);
    }
    at >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == from_root && new_hash == to_root;
}

}  // namespace tallygate::audit
