#include "audit/trail.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <unordered_map>

#include "audit/record_pages.hpp"
#include "core/hash.hpp"
#include "core/ids.hpp"

namespace tallygate::audit {
namespace {

using Seqs = std::vector<std::uint64_t>;

// One tenant's index: which records touch a subject, in order.
struct Index {
  std::uint64_t size = 0;
  std::unordered_map<std::string, Seqs, core::StringHash, core::StringEqual> by_subject;
};

// Records that touch all the subjects, from `after` on: the shortest list, looked up in the others.
Seqs candidates(const Index& index, const std::vector<std::string>& subjects, std::uint64_t after) {
  std::vector<const Seqs*> lists;
  for (const auto& subject : subjects) {
    const auto it = index.by_subject.find(subject);
    if (it == index.by_subject.end()) return {};
    lists.push_back(&it->second);
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

  core::Status catch_up(std::string_view tenant, Index& index) const;
  // Decodes one record and takes it when it matches; false when the page is full.
  core::Result<bool> consider(std::string_view tenant, std::uint64_t seq, const Query& query,
                              core::RecordDecoder& decoder, Found& out) const;

  const eventstore::EventLog& log;
  std::mutex mutex;  // guards the indexes; queries of one process wait for each other
  std::map<std::string, Index, std::less<>> indexes;
};

core::Status Trail::State::catch_up(std::string_view tenant, Index& index) const {
  const auto head = log.head(tenant);
  if (!head) return head.error();
  return each_decoded(log, tenant, index.size, head->size, [&index](const core::Decoded& decoded, std::string_view) {
    for (const auto& subject : decoded.record.subjects) index.by_subject[subject.name].push_back(decoded.record.seq);
    index.size = decoded.record.seq + 1;
    return true;
  });
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
    auto& index = state_->indexes.try_emplace(std::string(tenant)).first->second;
    if (auto caught_up = state_->catch_up(tenant, index); !caught_up) return caught_up.error();
    out.as_of = index.size;
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

core::Result<Trail::Entries> Trail::entries(std::string_view tenant, std::string_view account, std::uint64_t after,
                                            std::size_t limit) {
  const std::lock_guard lock(state_->mutex);
  auto& index = state_->indexes.try_emplace(std::string(tenant)).first->second;
  if (auto caught_up = state_->catch_up(tenant, index); !caught_up) return caught_up.error();
  Entries out;
  out.as_of = index.size;
  const auto it = index.by_subject.find("account:" + std::string(account));
  if (it == index.by_subject.end()) return out;
  // The running balance starts at the account's first record: what came before the page is added up, not shown.
  std::map<std::pair<std::string, std::string>, std::int64_t> balances;
  core::RecordDecoder decoder;
  for (const auto seq : it->second) {
    const auto bytes = state_->log.read_one(tenant, seq);
    if (!bytes) return bytes.error();
    const auto decoded = decoder.decode(*bytes);
    if (!decoded) return decoded.error();
    if (seq >= after && out.items.size() >= limit) {
      out.next = seq;
      return out;
    }
    for (const auto& p : decoded->record.postings.all()) {
      if (p.account != account) continue;
      const std::string currency(p.currency.code()), layer(core::name_of(p.layer));
      auto& balance = balances[{currency, layer}];
      balance += p.amount;
      if (seq >= after)
        out.items.push_back({seq, decoded->record.at, std::string(core::name_of(decoded->record.type)), p.amount,
                             currency, layer, balance});
    }
  }
  return out;
}

}  // namespace tallygate::audit
