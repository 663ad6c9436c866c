// Inclusion and consistency proofs (RFC 6962 2.1.1 and 2.1.2), made from the tiles of a log, and their verification.
// https://www.rfc-editor.org/rfc/rfc6962#section-2.1
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/hash.hpp"
#include "core/result.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::audit {

using Proof = std::vector<core::Digest>;
constexpr std::size_t kProofHashesMax = 63;  // of a tree that 64 bits can count

// Thread-safe, one proof at a time. Keeps the inner nodes of recently used tiles, at most kTilesMax of them (1 KB
// each).
class ProofMaker {
 public:
  static constexpr std::size_t kTilesMax = 32'768;

  explicit ProofMaker(const eventstore::EventLog& log);  // outlives it
  ~ProofMaker();
  ProofMaker(const ProofMaker&) = delete;
  ProofMaker& operator=(const ProofMaker&) = delete;

  // That record `seq` stands in the tree of the first `size` records: the sibling of the leaf first. not_found unless
  // seq < size <= the log's size.
  core::Result<Proof> inclusion(std::string_view tenant, std::uint64_t seq, std::uint64_t size);
  // That the first `to` records begin with the first `from`. Empty when from is 0 or equals to. not_found unless
  // from <= to <= the log's size.
  core::Result<Proof> consistency(std::string_view tenant, std::uint64_t from, std::uint64_t to);

 private:
  struct Nodes;
  Nodes& nodes_of(std::string_view tenant);

  const eventstore::EventLog& log_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Nodes>> nodes_;  // one a tenant
};

bool verify_inclusion(std::uint64_t seq, std::uint64_t size, const core::Digest& leaf, const Proof& proof,
                      const core::Digest& root);
// A proof from size 0 is empty, and so is that tree.
bool verify_consistency(std::uint64_t from, std::uint64_t to, const Proof& proof, const core::Digest& from_root,
                        const core::Digest& to_root);

}  // namespace tallygate::audit
