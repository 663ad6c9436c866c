// Tiles as they are stored, held against those that the records give.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "audit/finding.hpp"
#include "eventstore/page_survey.hpp"
#include "eventstore/tree.hpp"

namespace tallygate::audit {

class StoredTiles {
 public:
  // `tenant` must outlive it.
  StoredTiles(const eventstore::PageSource& source, const eventstore::MetaPage& meta,
              const eventstore::SurveyedTenant& tenant)
      : source_(source), meta_(meta), tenant_(tenant) {}

  // A full tile that the records give; lower ones first.
  void compare(std::size_t level, std::uint64_t index, eventstore::TileHashes hashes);
  // After the last record: tiles that should not be there, and the head's own hashes.
  void end(const eventstore::Tree& tree);
  // The 256 leaves of a full tile of level 0; empty where it is not there or damaged. Any thread.
  std::optional<std::vector<core::Digest>> leaves(std::uint64_t index) const;
  // What the tiles say that the leaf at seq is; empty where they do not (yet) reach or are damaged.
  std::optional<core::Digest> stored_leaf(std::uint64_t seq) const;

  std::uint64_t tiles() const { return checked_; }
  const std::vector<Finding>& findings() const { return findings_; }

 private:
  void compare_head(const eventstore::Tree& tree);
  void wrong(std::optional<std::uint64_t> page, std::uint64_t first, std::uint64_t last, std::string what);
  core::Result<std::string> read(std::size_t level, std::uint64_t index) const;

  const eventstore::PageSource& source_;
  const eventstore::MetaPage& meta_;
  const eventstore::SurveyedTenant& tenant_;
  std::uint64_t checked_ = 0;
  std::vector<Finding> findings_;
};

}  // namespace tallygate::audit
