// One tenant's records, read from its file's pages: examined on many threads, held against each other and against all
// that is stored beside them (tiles, keys, blobs, head) in order.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "audit/archive_file.hpp"
#include "audit/chain_check.hpp"
#include "audit/finding.hpp"
#include "audit/period_sums.hpp"
#include "audit/stored_blobs.hpp"
#include "audit/stored_keys.hpp"
#include "audit/stored_tiles.hpp"
#include "core/fold.hpp"
#include "core/time.hpp"
#include "eventstore/page_survey.hpp"

namespace tallygate::audit {

// Finds a blob's content, whole.
using FindBlob = std::function<core::Result<std::string>(const core::Digest&)>;
// Makes the state that a tenant's records fold to, at its beginning. FindBlob lives as long as the fold.
using MakeFold = std::function<std::unique_ptr<core::Fold>(const std::string& tenant, FindBlob find)>;

// One archive of the tenant's, in order. Without a file its records are left out: the tiles say what their leaves are.
struct ArchiveToRead {
  eventstore::ArchivedRange range;
  std::shared_ptr<const ArchiveFile> file;
};

class TenantPass {
 public:
  struct Setup {
    unsigned threads = 1;
    std::optional<std::uint64_t> keep_root_at;
    MakeFold make_fold;                   // may be empty: no state; nor is one made where an archive is not read
    std::vector<ArchiveToRead> archives;  // all that the log names
    std::set<std::uint64_t> mark_at;      // sizes at which to note the leaf and the state: see mark()
    std::function<void(std::uint64_t done, std::uint64_t total)> progress;  // may be empty
  };

  // All must outlive it.
  TenantPass(const eventstore::PageSource& source, const eventstore::Survey& survey,
             const eventstore::SurveyedTenant& tenant, const Setup& setup);

  void run();

  const ChainCheck& chain() const { return chain_; }
  const StoredKeys& keys() const { return keys_; }
  std::uint64_t tiles() const { return tiles_.tiles(); }
  std::uint64_t closed_months_held() const { return periods_.held(); }  // their figures made again from postings
  const std::optional<core::Digest>& state() const { return state_; }
  // After the first `size` records, each of which was read: null where not all were, or it was not asked for.
  struct Mark {
    core::Digest leaf{};                // of the last of them
    std::optional<core::Digest> state;  // where one is made
  };
  const Mark* mark(std::uint64_t size) const {
    const auto found = marks_.find(size);
    return found == marks_.end() ? nullptr : &found->second;
  }
  core::Result<std::string> blob(const core::Digest& sha256) const { return blobs_.content(sha256); }
  std::vector<Finding> findings() const;

 private:
  struct Place {             // of a record
    std::uint64_t page = 0;  // 0: in an archive
    bool begins_block = false;
  };
  struct Piece {  // of the records, a few leaf pages
    std::uint64_t first_seq = 0;
    ExaminedRecords examined;
    std::vector<Place> places;     // of each
    std::uint64_t skip_to = 0;     // no records: those before this one are not read
    std::optional<Finding> wrong;  // after the records
  };
  // `prev` of record `seq` is not the hash of the record before: who is wrong is known once the next record is read.
  struct Suspect {
    std::uint64_t seq = 0, page = 0, page_before = 0;
    core::Digest leaf{};
  };
  struct Span {
    std::size_t begin = 0, end = 0;          // of tenant_.records, or of the archive's segments
    const ArchiveToRead* archive = nullptr;  // null: the log's own
  };

  std::vector<Span> cut() const;
  Piece work(const Span& span, eventstore::LeafReader& reader, RecordCheck& check);
  void examine_segment(const ArchiveToRead& archive, std::size_t segment, RecordCheck& check, Piece& piece) const;
  bool skip_to(std::uint64_t end);
  void check_kept();
  std::uint64_t archived() const { return setup_.archives.empty() ? 0 : setup_.archives.back().range.end; }
  std::string table_of(std::uint64_t seq) const;
  Piece empty_piece();
  void give_back(Piece piece);
  void examine_leaf(const eventstore::LeafPlace& place, eventstore::LeafReader& reader, RecordCheck& check,
                    Piece& piece) const;
  bool examine_block(const eventstore::LeafReader::Row& row, RecordCheck& check, Piece& piece) const;
  bool take(Piece& piece);
  bool take_record(const Piece& piece, std::size_t i);
  bool chain_broken(const ExaminedRecord& record, std::uint64_t page);
  void decide(const core::Digest& witness);
  void fold(const ExaminedRecord& record);
  void end();
  void check_head();
  void wrong(std::uint64_t seq, std::optional<std::uint64_t> page, std::string what);
  std::string records_table() const { return tenant_.name + "/records"; }

  const eventstore::PageSource& source_;
  const eventstore::Survey& survey_;
  const eventstore::SurveyedTenant& tenant_;
  const Setup& setup_;
  ChainCheck chain_;
  StoredTiles tiles_;
  StoredKeys keys_;
  StoredBlobs blobs_;
  std::unique_ptr<core::Fold> fold_;
  core::UndoJournal journal_;
  PeriodSums periods_;  // where a state is made: records are decoded then
  std::optional<core::Digest> state_;
  std::map<std::uint64_t, Mark> marks_;
  std::mutex spare_mutex_;
  std::vector<Piece> spare_;  // taken before; their memory is used again
  std::optional<Suspect> suspect_;
  core::Time last_at_;
  std::uint64_t last_page_ = 0;  // where the last record stands
  bool stopped_ = false;
  std::vector<Finding> findings_;
};

}  // namespace tallygate::audit
