#include "audit/trail.hpp"

#include <algorithm>
#include <map>
#include <mutex>

#include "audit/record_pages.hpp"
#include "core/hash.hpp"
#include "core/ids.hpp"

namespace tallygate::audit {
namespace {

// Records that touch all the subjects, from `after` on: the shortest list, looked up in the others.
Seqs candidates(const TrailIndex& index, const std::vector<std::string>& subjects, std::uint64_t after) {
  std::vector<const Seqs*> lists;
  for (const auto& subject : subjects) {
    const Seqs* seqs = index.of_subject(subject);
    if (seqs == nullptr) return {};
    lists.push_back(seqs);
  }
  std::sort(lists.begin(), lists.end(), [](const Seqs* a, const Seqs* b) { return a->size() < b->size(); });
  Seqs out(std::lower_bound(lists.front()->begin(), lists.front()->end(), after), lists.front()->end());
  for (std::size_t i = 1; i < lists.size(); ++i)
    std::erase_if(out, [&](std::uint64_t seq) { return !std::binary_search(lists[i]->begin(), lists[i]->end(), seq); });
  return out;
}

bool matches(const core::Record& r, const Query& q) {
  if (q.type && r.type != *q.type) return false;
  if (q.actor && r.actor.client != *q.actor && r.actor.person != *q.actor) return false;
  if (q.outcome && (!r.assessment || core::name_of(r.assessment->outcome) != *q.outcome)) return false;
  return !(q.from && r.at < *q.from) && !(q.to && r.at >= *q.to);
}

}  // namespace

struct Trail::State {
  explicit State(const eventstore::EventLog& the_log) : log(the_log) {}

  // The tenant's, up to the durable size.
  core::Result<const TrailIndex*> index_of(std::string_view tenant);
  // Decodes one record and takes it when it matches; false when the page is full.
  core::Result<bool> consider(std::string_view tenant, std::uint64_t seq, const Query& query,
                              core::RecordDecoder& decoder, Found& out) const;

  const eventstore::EventLog& log;
  std::mutex mutex;  // guards the indexes; queries of one process wait for each other
  std::map<std::string, TrailIndex, std::less<>> indexes;
};

core::Result<const TrailIndex*> Trail::State::index_of(std::string_view tenant) {
  auto& index = indexes.try_emplace(std::string(tenant)).first->second;
  if (auto caught_up = index.catch_up(log, tenant); !caught_up) return caught_up.error();
  return &index;
}

core::Result<bool> Trail::State::consider(std::string_view tenant, std::uint64_t seq, const Query& query,
                                          core::RecordDecoder& decoder, Found& out) const {
  auto bytes = log.read_one(tenant, seq);
  if (!bytes) return bytes.error();
  const auto decoded = decoder.decode(*bytes);
  if (!decoded)
    return core::failure(core::ErrorKind::corrupt, "record " + std::to_string(seq) + ": " + decoded.error().message);
  if (!matches(decoded->record, query)) return true;
  if (out.items.size() == query.limit) {
    out.next = seq;
    return false;
  }
  const auto leaf = core::leaf_hash(*bytes);
  out.items.push_back({seq, std::move(bytes).value(), leaf});
  return true;
}

Trail::Trail(const eventstore::EventLog& log) : state_(std::make_unique<State>(log)) {}
Trail::~Trail() = default;

core::Result<Found> Trail::query(std::string_view tenant, const Query& query) {
  const std::lock_guard lock(state_->mutex);
  const auto head = state_->log.head(tenant);
  if (!head) return head.error();
  Found out;
  out.as_of = head->size;
  if (!query.subjects.empty()) {
    const auto found = state_->index_of(tenant);
    if (!found) return found.error();
    const TrailIndex& index = **found;
    out.as_of = index.size();
    core::RecordDecoder decoder;
    std::size_t scanned = 0;
    for (const auto seq : candidates(index, query.subjects, query.after)) {
      if (++scanned > kQueryScanMax) {
        out.next = seq;
        return out;
      }
      const auto more = state_->consider(tenant, seq, query, decoder, out);
      if (!more) return more.error();
      if (!*more) return out;
    }
    return out;
  }
  const auto end = std::min<std::uint64_t>(out.as_of, query.after + kQueryScanMax);
  const auto walked =
      each_decoded(state_->log, tenant, query.after, end, [&](const core::Decoded& decoded, std::string_view bytes) {
        if (!matches(decoded.record, query)) return true;
        if (out.items.size() == query.limit) {
          out.next = decoded.record.seq;
          return false;
        }
        out.items.push_back({decoded.record.seq, std::string(bytes), core::leaf_hash(bytes)});
        return true;
      });
  if (!walked) return walked.error();
  if (!out.next && end < out.as_of) out.next = end;
  return out;
}

core::Result<std::optional<Found::Item>> Trail::record(std::string_view tenant, std::uint64_t seq) const {
  const auto head = state_->log.head(tenant);
  if (!head) return head.error();
  if (seq >= head->size) return std::optional<Found::Item>();
  auto bytes = state_->log.read_one(tenant, seq);
  if (!bytes) return bytes.error();
  const auto leaf = core::leaf_hash(*bytes);
  return std::optional(Found::Item{seq, std::move(bytes).value(), leaf});
}

core::Result<AccountEntries> Trail::entries(std::string_view tenant, std::string_view account,
                                            const EntriesAsked& asked) {
  const std::lock_guard lock(state_->mutex);
  const auto index = state_->index_of(tenant);
  if (!index) return index.error();
  return AccountHistory(state_->log, tenant, **index).entries(account, asked);
}

core::Result<std::optional<BalancesAt>> Trail::balances(std::string_view tenant, std::string_view account,
                                                        const Moment& moment) {
  const std::lock_guard lock(state_->mutex);
  const auto index = state_->index_of(tenant);
  if (!index) return index.error();
  AccountHistory history(state_->log, tenant, **index);
  std::uint64_t position = moment.position.value_or((*index)->size());
  if (moment.at) {
    const auto before = history.records_before(*moment.at + core::Duration{1});
    if (!before) return before.error();
    position = *before;
  }
  if (position > (*index)->size()) return std::optional<BalancesAt>();
  auto found = history.balances(account, position);
  if (!found) return found.error();
  return std::optional(std::move(found).value());
}

core::Result<PartyStatement> Trail::statement(std::string_view tenant, std::string_view party, const Period& period) {
  const std::lock_guard lock(state_->mutex);
  const auto index = state_->index_of(tenant);
  if (!index) return index.error();
  return AccountHistory(state_->log, tenant, **index).statement(party, period);
}

}  // namespace tallygate::audit
