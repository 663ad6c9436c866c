#include "engine/subject_counts.hpp"

#include <cstring>
#include <memory>
#include <utility>

#include "core/check.hpp"
#include "core/hash.hpp"

namespace tallygate::engine {
namespace {

constexpr std::size_t kCountBytesMin = 4 + 2 * sizeof(std::uint64_t);

core::Hash16 key_of(std::string_view name) {
  std::string text(1, SubjectCounts::kKind);
  text.append(name);
  return core::hash16(text);
}

// n and the time of the last record, u64 and i64, little-endian.
std::string value_of(std::uint64_t n, core::Time touched) {
  std::string out(sizeof n + sizeof touched.us, '\0');
  std::memcpy(out.data(), &n, sizeof n);
  std::memcpy(out.data() + sizeof n, &touched.us, sizeof touched.us);
  return out;
}

}  // namespace

SubjectCounts::Count& SubjectCounts::touched(const std::string& name, core::Time at, core::UndoJournal& journal) {
  Count* count = counts_.find(name);
  if (count == nullptr) count = &counts_.create(name, journal);
  journal.set(count->touched, at);
  return *count;
}

std::uint64_t SubjectCounts::next(const std::string& name, core::Time at, core::UndoJournal& journal) {
  Count& count = touched(name, at, journal);
  journal.set(count.n, count.n + 1);
  return count.n;
}

void SubjectCounts::set(const std::string& name, std::uint64_t n, core::Time at, core::UndoJournal& journal) {
  journal.set(touched(name, at, journal).n, n);
}

core::Digest SubjectCounts::digest_of(const Count& count) {
  return core::sha256({count.id, "\n", value_of(count.n, count.touched)});
}

core::SetHash SubjectCounts::digest() const {
  core::SetHash all = let_go_;
  counts_.each([&all](const Count& count) { all.add(digest_of(count)); });
  return all;
}

void SubjectCounts::use(const core::ColdStore* store) {
  store_ = store;
  counts_.set_elsewhere(store == nullptr ? nullptr : this);
}

void SubjectCounts::take_cold(const ledger::ColdRule& rule, const core::PutCold& put,
                              std::vector<ledger::ColdName>& names) {
  std::vector<std::string> leaving;
  counts_.each([&](const Count& count) {
    if (rule.leaves(count.touched)) leaving.push_back(count.id);
  });
  for (auto& name : leaving) {
    const Count& count = *counts_.in_memory(name);
    put(key_of(name), value_of(count.n, count.touched));
    let_go(name, rule);
    names.push_back({kKind, false, std::move(name)});
  }
}

void SubjectCounts::let_go(std::string_view name, const ledger::ColdRule& rule) {
  const Count* count = counts_.in_memory(name);
  if (count == nullptr || !rule.leaves(count->touched)) return;
  let_go_.add(digest_of(*count));
  counts_.let_go(name);
}

bool SubjectCounts::bring_back(std::string_view name) {
  auto found = store_->find(key_of(name));
  if (!found) throw core::ColdUnreadable(found.error());
  if (!*found) return false;
  const std::string& value = **found;
  auto count = std::make_unique<Count>();
  if (value.size() != sizeof count->n + sizeof count->touched.us)
    throw core::ColdUnreadable({core::ErrorKind::corrupt, "The count of a subject that left memory cannot be read."});
  count->id = name;
  std::memcpy(&count->n, value.data(), sizeof count->n);
  std::memcpy(&count->touched.us, value.data() + sizeof count->n, sizeof count->touched.us);
  let_go_.remove(digest_of(*count));
  counts_.load(std::move(count));
  return true;
}

core::HeldPart SubjectCounts::held_memory(const core::BlockBytes& block) const {
  const core::OwnedBytes owned(block);
  core::HeldPart part{"counts of subjects", counts_.size(), 0, counts_.open_table()};
  counts_.each([&](const Count& count) { part.bytes += block(sizeof count) + owned.of(count.id); });
  return part;
}

void SubjectCounts::save(core::BinaryWriter& out) const {
  const auto counts = counts_.sorted();
  out.count(counts.size(), kCountBytesMin);
  for (const Count* count : counts) {
    out.text(count->id);
    out.number(count->n);
    out.number(count->touched.us);
  }
  let_go_.save(out);
}

void SubjectCounts::load(core::BinaryReader& in) {
  const std::size_t n = in.count(kCountBytesMin);
  counts_.reserve(n);
  const Count* last = nullptr;
  for (std::size_t i = 0; i < n && in.ok(); ++i) {
    auto count = std::make_unique<Count>();
    in.text(count->id);
    in.number(count->n);
    in.number(count->touched.us);
    if (last != nullptr && count->id <= last->id) in.fail("subjects are not in order");
    if (in.ok()) last = counts_.load(std::move(count));
  }
  let_go_.load(in);
}

}  // namespace tallygate::engine
