#include "audit/tenant_pass.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "audit/note_lines.hpp"
#include "audit/ordered_work.hpp"
#include "core/check.hpp"
#include "eventstore/block.hpp"
#include "eventstore/leaf_reader.hpp"

namespace tallygate::audit {
namespace {

// A piece of work is about so many records, or so many pages where they are large: enough that handing it on costs
// nothing, few enough that those which wait fit into some tens of megabytes.
constexpr std::uint64_t kPieceRecords = 512;
constexpr std::size_t kPieceLeaves = 64;
constexpr std::size_t kPiecesAhead = 4;    // a thread
constexpr std::size_t kPrefetchAhead = 6;  // records: what a few of them take is what memory takes

}  // namespace

TenantPass::TenantPass(const eventstore::PageSource& source, const eventstore::Survey& survey,
                       const eventstore::SurveyedTenant& tenant, const Setup& setup)
    : source_(source),
      survey_(survey),
      tenant_(tenant),
      setup_(setup),
      tiles_(source, survey.meta, tenant),
      keys_(source, survey, tenant),
      blobs_(source, survey.meta, tenant) {
  chain_.on_full_tile([this](std::size_t level, std::uint64_t index, eventstore::TileHashes hashes) {
    tiles_.compare(level, index, hashes);
  });
  if (setup.keep_root_at) chain_.keep_root_at(*setup.keep_root_at);
  bool all_here = true;
  for (const ArchiveToRead& archive : setup.archives) {
    if (archive.file) continue;
    all_here = false;
    keys_.leave_out(archive.range.first, archive.range.end);
  }
  if (setup.make_fold && all_here)
    fold_ = setup.make_fold(tenant.name, [this](const core::Digest& sha256) { return blobs_.content(sha256); });
}

void TenantPass::wrong(std::uint64_t seq, std::optional<std::uint64_t> page, std::string what) {
  stopped_ = true;
  if (page == 0U) page.reset();
  if (findings_.size() < kFindingsOfOneKindMax)
    findings_.push_back({table_of(seq), page, seq, seq, std::move(what), false});
}

std::string TenantPass::table_of(std::uint64_t seq) const {
  for (const ArchiveToRead& archive : setup_.archives)
    if (seq < archive.range.end) return tenant_.name + "/archive " + eventstore::archive_name(archive.range);
  return records_table();
}

std::vector<TenantPass::Span> TenantPass::cut() const {
  std::vector<Span> out;
  for (const ArchiveToRead& archive : setup_.archives) {
    if (!archive.file) out.push_back({0, 0, &archive});
    const std::size_t segments = archive.file ? archive.file->segments().size() : 0;
    for (std::size_t i = 0; i < segments; ++i) out.push_back({i, i + 1, &archive});
  }
  const auto& leaves = tenant_.records;
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    if (leaves[i].to <= archived()) continue;  // a run that was cut off left it: what it holds is in the archive
    const bool goes_on = !out.empty() && out.back().archive == nullptr && i - out.back().begin < kPieceLeaves &&
                         leaves[i].from - leaves[out.back().begin].from < kPieceRecords &&
                         leaves[i].from == leaves[i - 1].to;
    if (goes_on)
      out.back().end = i + 1;
    else
      out.push_back({i, i + 1, nullptr});
  }
  return out;
}

TenantPass::Piece TenantPass::empty_piece() {
  const std::scoped_lock lock(spare_mutex_);
  if (spare_.empty()) return {};
  Piece piece = std::move(spare_.back());
  spare_.pop_back();
  return piece;
}

void TenantPass::give_back(Piece piece) {
  piece.examined.clear();
  piece.places.clear();
  piece.wrong.reset();
  piece.skip_to = 0;
  const std::scoped_lock lock(spare_mutex_);
  spare_.push_back(std::move(piece));
}

bool TenantPass::examine_block(const eventstore::LeafReader::Row& row, RecordCheck& check, Piece& piece) const {
  const auto bad = [&](std::uint64_t seq, std::optional<std::uint64_t> last, std::string what) {
    piece.wrong = Finding{records_table(), row.page, seq, last, std::move(what), false};
    return false;
  };
  const std::uint64_t expected = piece.first_seq + piece.places.size();
  if (row.key != expected)
    return bad(std::min(row.key, expected), std::nullopt,
               "a block begins at " + std::to_string(row.key) + ", where " + std::to_string(expected) + " should");
  const auto block = eventstore::BlockView::parse(row.value);
  if (!block) return bad(row.key, std::nullopt, "the block that begins with it is damaged");
  const std::size_t first = piece.places.size();
  for (std::size_t i = 0; i < block->count() && !piece.wrong; ++i) {
    const std::uint64_t seq = row.key + i;
    if (auto wrong = check.examine(block->record(i), piece.examined))
      bad(seq, seq, std::move(*wrong));
    else if (static_cast<std::uint16_t>(piece.examined.records.back().type) != block->type(i))
      bad(seq, seq, "its block says type " + std::to_string(block->type(i)) + ", which it is not");
    else
      piece.places.push_back({row.page, i == 0});
  }
  for (std::size_t i = first; i < piece.places.size(); ++i)
    piece.examined.records[i].leaf = core::leaf_hash(block->record(i - first));
  return !piece.wrong;
}

void TenantPass::examine_leaf(const eventstore::LeafPlace& place, eventstore::LeafReader& reader, RecordCheck& check,
                              Piece& piece) const {
  const auto rows = reader.read(place);
  if (!rows) {
    piece.wrong = Finding{records_table(), place.page, place.from, std::nullopt, rows.error().message, false};
    return;
  }
  for (const auto& row : *rows)
    if (row.key >= archived() && !examine_block(row, check, piece)) return;
}

// Where the segment is not as it was written, the record at fault is looked for in what is left of it.
void TenantPass::examine_segment(const ArchiveToRead& archive, std::size_t segment, RecordCheck& check,
                                 Piece& piece) const {
  const auto& of = archive.file->segments()[segment];
  const auto content = archive.file->content(of.file);
  const auto bad = [&](std::uint64_t seq, std::uint64_t last, std::string what) {
    piece.wrong = Finding{table_of(seq), std::nullopt, seq, last, std::move(what), false};
  };
  if (!content) return bad(of.first, of.end - 1, content.error().message);
  std::string_view rest = content->bytes;
  std::uint64_t seq = of.first;
  for (auto line = take_line(rest); line && seq < of.end && !piece.wrong; line = take_line(rest), ++seq) {
    const auto leaf = core::leaf_hash(*line);
    if (!content->as_written && tiles_.stored_leaf(seq) != leaf)
      return bad(seq, seq, "its bytes are not those that were hashed");
    if (auto wrong = check.examine(*line, piece.examined)) return bad(seq, seq, std::move(*wrong));
    piece.examined.records.back().leaf = leaf;
    piece.places.push_back({0, true});
  }
  const std::string& name = archive.file->manifest().of.files[of.file].path;
  if (!content->as_written) return bad(of.first, of.end - 1, "the member " + name + " is not as it was written");
  if (seq != of.end || !rest.empty())
    bad(seq, of.end - 1, "the member " + name + " holds other records than its name says");
}

TenantPass::Piece TenantPass::work(const Span& span, eventstore::LeafReader& reader, RecordCheck& check) {
  Piece piece = empty_piece();
  if (span.archive == nullptr) {
    piece.first_seq = std::max(tenant_.records[span.begin].from, archived());
    for (std::size_t leaf = span.begin; leaf < span.end && !piece.wrong; ++leaf)
      examine_leaf(tenant_.records[leaf], reader, check, piece);
  } else if (!span.archive->file) {
    piece.first_seq = span.archive->range.first;
    piece.skip_to = span.archive->range.end;
  } else {
    piece.first_seq = span.archive->file->segments()[span.begin].first;
    examine_segment(*span.archive, span.begin, check, piece);
  }
  return piece;
}

// Each leaf as the tiles have it; that they are the log's own is known from the root.
bool TenantPass::skip_to(std::uint64_t end) {
  std::optional<std::vector<core::Digest>> leaves;
  while (chain_.size() < end) {
    const std::uint64_t seq = chain_.size();
    if (!leaves || seq % eventstore::kTileWidth == 0) leaves = tiles_.leaves(seq / eventstore::kTileWidth);
    if (!leaves) return wrong(seq, std::nullopt, "neither it nor its tile is here"), false;
    const auto kept = tenant_.kept.find(seq);
    if (auto bad =
            chain_.skip((*leaves)[seq % eventstore::kTileWidth], kept == tenant_.kept.end() ? nullptr : &kept->second))
      return wrong(seq, std::nullopt, std::move(*bad)), false;
  }
  return true;
}

void TenantPass::check_kept() {
  for (const auto& [seq, bytes] : tenant_.kept)
    if (seq >= archived() || tiles_.stored_leaf(seq) != core::leaf_hash(bytes))
      findings_.push_back({tenant_.name + "/meta", std::nullopt, seq, seq,
                           "the copy that the log keeps of it is not the record that was hashed", false});
}

void TenantPass::run() {
  const auto spans = cut();
  const std::uint64_t total = tenant_.head ? tenant_.head->size : 0;
  const auto make_worker = [&] {
    return [this, &spans, reader = eventstore::LeafReader(source_, survey_.meta, records_table(), total),
            check = std::make_shared<RecordCheck>(chain_.names(), fold_ != nullptr)](std::size_t i) mutable {
      return work(spans[i], reader, *check);
    };
  };
  in_order<Piece>(spans.size(), setup_.threads, setup_.threads * kPiecesAhead, make_worker,
                  [&](std::size_t, Piece piece) {
                    const bool go_on = take(piece);
                    give_back(std::move(piece));
                    if (setup_.progress) setup_.progress(chain_.size(), total);
                    return go_on;
                  });
  end();
}

bool TenantPass::take(Piece& piece) {
  const std::uint64_t expected = chain_.size() + (suspect_ ? 1 : 0);
  if (piece.first_seq != expected) {
    if (suspect_) decide(core::Digest{});
    stopped_ = true;
    findings_.push_back({records_table(), {}, expected, piece.first_seq - 1, "the records cannot be read", true});
    return false;
  }
  if (piece.skip_to > 0) {
    if (!suspect_) return skip_to(piece.skip_to);
    decide(core::Digest{});
    return false;
  }
  // One that is wrong may stand behind those that have a place.
  for (std::size_t i = 0; i < piece.places.size(); ++i) {
    if (i + kPrefetchAhead < piece.places.size()) chain_.prefetch(piece.examined, i + kPrefetchAhead);
    if (!take_record(piece, i)) return false;
  }
  if (!piece.wrong) return true;
  if (suspect_) decide(core::Digest{});
  stopped_ = true;
  findings_.push_back(std::move(*piece.wrong));
  return false;
}

bool TenantPass::take_record(const Piece& piece, std::size_t i) {
  const ExaminedRecord& record = piece.examined.records[i];
  const auto [page, begins_block] = piece.places[i];
  if (suspect_) {
    decide(record.prev);
    return false;
  }
  if (begins_block) keys_.block(chain_.size());
  if (auto bad = chain_.next(piece.examined, i)) {
    if (*bad == ChainCheck::kBrokenChain && chain_.size() > 0) return chain_broken(record, page);
    wrong(chain_.size(), page, std::move(*bad));
    return false;
  }
  keys_.add(piece.examined, record);
  blobs_.add(record);
  fold(record);
  last_at_ = record.at;
  last_page_ = page;
  if (setup_.mark_at.contains(chain_.size()))
    marks_[chain_.size()] = {chain_.last_leaf(), fold_ ? std::optional(fold_->digest()) : std::nullopt};
  return !stopped_;
}

// Three hashes should be one: that of the record before as it stands, the one that its tile holds, and `prev`. Two of
// them agree where one bit is wrong. Where there is no tile yet, the record after tells.
bool TenantPass::chain_broken(const ExaminedRecord& record, std::uint64_t page) {
  const std::uint64_t seq = chain_.size();
  suspect_ = Suspect{seq, page, last_page_, record.leaf};
  const auto stored = tiles_.stored_leaf(seq - 1);
  if (!stored) return true;
  if (*stored == chain_.last_leaf())
    wrong(seq, page, std::string(ChainCheck::kBrokenChain));
  else if (*stored == record.prev)
    wrong(seq - 1, last_page_, "its bytes are not those that were hashed");
  else
    return true;
  suspect_.reset();
  return false;
}

void TenantPass::decide(const core::Digest& witness) {
  const Suspect suspect = *suspect_;
  suspect_.reset();
  if (witness == suspect.leaf)
    wrong(suspect.seq - 1, suspect.page_before, "its bytes are not those that were hashed");
  else
    wrong(suspect.seq, suspect.page, std::string(ChainCheck::kBrokenChain));
}

void TenantPass::fold(const ExaminedRecord& record) {
  if (!fold_) return;
  if (auto bad = periods_.take(*record.whole)) wrong(record.seq, std::nullopt, std::move(*bad));
  try {
    fold_->apply(*record.whole, journal_);
    journal_.commit();
  } catch (const core::CheckFailure& bug) {
    wrong(record.seq, std::nullopt, std::string("no state follows from it: ") + bug.what());
  }
}

void TenantPass::check_head() {
  const auto bad = [this](std::string what) {
    Finding found{tenant_.name + "/meta", std::nullopt, {}, {}, "the row `head` " + std::move(what), false};
    if (chain_.size() > 0) found.first_seq = found.last_seq = chain_.size() - 1;
    findings_.push_back(std::move(found));
  };
  if (!tenant_.head) return;
  const auto& head = *tenant_.head;
  if (head.size != chain_.size())
    return bad("says " + std::to_string(head.size) + " records, there are " + std::to_string(chain_.size()));
  if (head.last_leaf != chain_.last_leaf()) {
    if (head.frontier == chain_.tree().frontier()) return bad("names another last record");
    return wrong(chain_.size() - 1, last_page_, "its bytes are not those that were hashed");
  }
  if (head.size > 0 && head.last_at_us != last_at_.us) bad("says another time than its last record");
}

void TenantPass::end() {
  if (suspect_) decide(tenant_.head ? tenant_.head->last_leaf : core::Digest{});
  if (!stopped_) {
    check_head();
    check_kept();
    tiles_.end(chain_.tree());
    keys_.end();
    if (fold_) state_ = fold_->digest();
  }
  blobs_.end();
}

std::vector<Finding> TenantPass::findings() const {
  std::vector<Finding> out = findings_;
  for (const auto* more : {&tiles_.findings(), &keys_.findings(), &blobs_.findings()})
    out.insert(out.end(), more->begin(), more->end());
  return out;
}

}  // namespace tallygate::audit
