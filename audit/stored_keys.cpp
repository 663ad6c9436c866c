#include "audit/stored_keys.hpp"

#include <algorithm>
#include <utility>

#include "eventstore/key_rows.hpp"

namespace tallygate::audit {
namespace {

std::uint64_t size_of(const eventstore::SurveyedTenant& tenant) {
  return tenant.head ? tenant.head->size : 0;
}

// Of a record's body as the first logs made it: with the country and network of its addresses in it.
core::Hash16 former_body_hash(const ExaminedRecords& all, const ExaminedRecord& record) {
  const auto text = all.former_body_text(record);
  return text.empty() ? record.body_hash : core::hash16(text);
}

void append(std::string& to, const core::Hash16& hash) {
  to.append(reinterpret_cast<const char*>(hash.data()), hash.size());
}

}  // namespace

StoredKeys::StoredKeys(const eventstore::PageSource& source, const eventstore::Survey& survey,
                       const eventstore::SurveyedTenant& tenant)
    : tenant_(tenant), reader_(source, survey.meta, tenant.name + "/keys", size_of(tenant)) {
  // What a damaged page hides was said by the survey; from there on the rows cannot be matched.
  stopped_ = std::ranges::any_of(survey.damage, [&](const auto& d) { return d.table == tenant.name + "/keys"; });
}

void StoredKeys::wrong(std::optional<std::uint64_t> page, std::uint64_t seq, std::string what) {
  stopped_ = true;
  findings_.push_back({tenant_.name + "/keys", page, seq, seq, std::move(what), false});
}

bool StoredKeys::is_left_out(std::uint64_t seq) const {
  return std::ranges::any_of(left_out_, [seq](const auto& range) { return range.first <= seq && seq < range.second; });
}

void StoredKeys::take_row(std::uint64_t key, std::uint64_t page, std::string_view value) {
  std::vector<eventstore::KeyEntry> entries;
  const auto status = eventstore::read_key_rows(value, [&](const auto& entry) { entries.push_back(entry); });
  if (!status || entries.empty())
    return wrong(page, key, "the row of the append at " + std::to_string(key) + " is not whole keys");
  for (const auto& entry : entries)
    if (!is_left_out(entry.seq)) waiting_.push_back({entry, page});
  while (!blocks_.empty() && blocks_.front() < key) blocks_.pop_front();
  const bool begins = !blocks_.empty() && blocks_.front() == key;
  if ((!begins && !is_left_out(key)) || entries.front().seq < key)
    wrong(page, key, "a row stands under " + std::to_string(key) + ", where no append begins");
}

bool StoredKeys::read_leaf() {
  if (leaf_ == tenant_.keys.size()) return false;
  const auto& place = tenant_.keys[leaf_++];
  const auto rows = reader_.read(place);
  if (!rows) {
    wrong(place.page, place.from, rows.error().message);
    return false;
  }
  for (const auto& row : *rows) rows_.push_back({row.key, row.page, std::string(row.value)});
  return true;
}

std::optional<StoredKeys::Stored> StoredKeys::next() {
  while (waiting_.empty() && !stopped_) {
    if (rows_.empty() && !read_leaf()) break;
    if (rows_.empty()) continue;
    const KeptRow row = std::move(rows_.front());
    rows_.pop_front();
    take_row(row.key, row.page, row.value);
  }
  if (waiting_.empty() || stopped_) return std::nullopt;
  const Stored out = waiting_.front();
  waiting_.pop_front();
  return out;
}

void StoredKeys::add_line(const ExaminedRecords& all, const ExaminedRecord& record) {
  if (!batch_) return;
  if (record.seq > batch_->seq && record.has_key) {
    append(batch_->content, record.key_hash);
    append(batch_->content, record.body_hash);
    append(batch_->former, record.key_hash);
    append(batch_->former, former_body_hash(all, record));
  }
  if (record.seq + 1 < batch_->end) return;
  if (core::hash16(batch_->content) != batch_->body && core::hash16(batch_->former) != batch_->body)
    wrong(batch_->page, batch_->seq, "the key's content is not that of the batch");
  batch_.reset();
}

void StoredKeys::add(const ExaminedRecords& all, const ExaminedRecord& record) {
  if (stopped_) return;
  if (!record.has_key) return add_line(all, record);
  const auto stored = next();
  if (stopped_) return;
  if (!stored) return wrong(std::nullopt, record.seq, "the record's idempotency key is missing");
  ++keys_;
  if (stored->entry.seq != record.seq)
    return wrong(stored->page, std::min(record.seq, stored->entry.seq),
                 "a key of record " + std::to_string(stored->entry.seq) + " stands where that of record " +
                     std::to_string(record.seq) + " should");
  if (stored->entry.key != record.key_hash)
    return wrong(stored->page, record.seq, "the key's hash is not that of the record's");
  if (record.type == core::RecordType::batch_refused) {
    ++unknown_bodies_;
  } else if (record.type == core::RecordType::batch_applied && record.group && record.group->first == record.seq) {
    batch_ = OpenBatch{record.seq, record.group->first + record.group->n, stored->page, stored->entry.body, {}, {}};
  } else if (stored->entry.body != record.body_hash && stored->entry.body != former_body_hash(all, record)) {
    return wrong(stored->page, record.seq, "the hash of the key's content is not that of the record's");
  }
  add_line(all, record);
}

void StoredKeys::end() {
  if (stopped_) return;
  if (const auto more = next())
    wrong(more->page, more->entry.seq, "a key of record " + std::to_string(more->entry.seq) + " belongs to no record");
}

}  // namespace tallygate::audit
