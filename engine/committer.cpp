#include "engine/committer.hpp"

#include <utility>

#include "core/check.hpp"
#include "engine/replayed.hpp"

namespace tallygate::engine {

void Batch::take(Batch&& later) {
  for (auto& [tenant, of] : later.tenants) {
    auto& mine = tenants[tenant];
    for (auto& r : of.records) mine.records.push_back(std::move(r));
    for (auto& b : of.blobs) mine.blobs.push_back(std::move(b));
  }
  for (auto& r : later.releases) releases.push_back(std::move(r));
  records += later.records;
  bytes += later.bytes;
  later = Batch{};
}

void Committer::encode(const Batch::OfTenant& of, core::Digest prev, Encoded& out) {
  out.bytes.clear();
  out.ends.clear();
  out.records.clear();
  core::Chained chained{prev, {}};
  for (const auto& logged : of.records) {
    const auto begin = out.bytes.size();
    random_.fill(chained.salt);
    core::encode_record(out.bytes, logged->record, chained);
    const auto size = out.bytes.size() - begin;
    TALLYGATE_CHECK(size <= eventstore::kRecordBytesMax, "a record is at most 65,535 bytes by construction");
    logged->leaf = core::leaf_hash(std::string_view(out.bytes).substr(begin, size));
    chained.prev = logged->leaf;
    out.ends.push_back(out.bytes.size());
  }
  std::size_t begin = 0;
  for (std::size_t i = 0; i < of.records.size(); ++i) {
    const auto& record = of.records[i]->record;
    eventstore::AppendRecord append{std::string_view(out.bytes).substr(begin, out.ends[i] - begin), of.records[i]->leaf,
                                    static_cast<std::uint16_t>(record.type), std::nullopt};
    if (!record.key.empty() && record.command)
      append.key = eventstore::KeyEntry{record.command->key_hash, record.command->body_hash, record.seq};
    out.records.push_back(append);
    begin = out.ends[i];
  }
  out.blobs.clear();
  for (const auto& blob : of.blobs) out.blobs.push_back({core::sha256(blob), blob});
}

// Nothing of the batch has reached the log yet. A record without a command is a timer's.
core::Status Committer::encode_or_quarantine(std::string_view tenant, const Batch::OfTenant& of, core::Digest prev,
                                             Encoded& out) {
  try {
    encode(of, prev, out);
    return core::Done{};
  } catch (const core::CheckFailure& bug) {
    const auto& failed = of.records[out.ends.size()]->record.command;
    failed ? quarantine_.add(tenant, *failed) : quarantine_.stop_timers(tenant);
    return core::failure(core::ErrorKind::invalid, bug.what());
  }
}

core::Result<std::map<std::string, eventstore::Head, std::less<>>> Committer::commit(Batch& batch) {
  std::map<std::string, eventstore::Head, std::less<>> heads;
  if (batch.records == 0) return heads;
  std::vector<eventstore::TenantAppend> appends;
  if (encoded_.size() < batch.tenants.size()) encoded_.resize(batch.tenants.size());
  std::size_t i = 0;
  for (auto& [tenant, of] : batch.tenants) {
    if (of.records.empty()) continue;
    const auto head = log_.head(tenant);
    if (!head) return head.error();
    auto& encoded = encoded_[i++];
    if (auto done = encode_or_quarantine(tenant, of, head->last_leaf, encoded); !done) return done.error();
    auto& rows = unconfirmed_[tenant];
    if (drain_)
      for (auto& row : drain_(tenant)) rows.push_back(std::move(row));
    appends.push_back({tenant, of.records.front()->record.seq, of.records.back()->record.at.us, encoded.records,
                       encoded.blobs, rows});
  }
  auto appended = log_.append(appends);
  if (!appended) return appended.error();
  unconfirmed_.clear();
  for (std::size_t k = 0; k < appends.size(); ++k) {
    heads.emplace(appends[k].tenant, (*appended)[k]);
    if (sign_)
      promised_.insert_or_assign(
          std::string(appends[k].tenant),
          Promised{(*appended)[k].size, (*appended)[k].last_leaf, {(*appended)[k].last_at_us}, nullptr});
  }
  return heads;
}

std::shared_ptr<const std::string> Committer::receipt_of(const std::string& tenant) {
  if (!sign_) return nullptr;
  auto found = promised_.find(tenant);
  if (found == promised_.end()) {  // nothing was committed yet: what stands there is as durable
    const auto head = log_.head(tenant);
    if (!head) return nullptr;
    found = promised_.emplace(tenant, Promised{head->size, head->last_leaf, {head->last_at_us}, nullptr}).first;
  }
  Promised& promised = found->second;
  if (!promised.receipt && promised.size > 0)
    promised.receipt =
        std::make_shared<const std::string>(sign_(tenant, promised.size - 1, promised.last_leaf, promised.last_at));
  return promised.receipt;
}

void Committer::release(Batch& batch) {
  for (auto& release : batch.releases) {
    std::vector<Answer> answers;
    answers.reserve(release.answers.size());
    for (auto& pending : release.answers) {
      if (pending.kind == Answer::Kind::replayed) {
        answers.push_back(answer_from_log(log_, decoder_, release.tenant, pending));
        if (answers.back().kind == Answer::Kind::replayed) answers.back().receipt = receipt_of(release.tenant);
        continue;
      }
      Answer answer;
      answer.kind = pending.kind;
      answer.as_of = pending.as_of;
      answer.code = pending.code;
      answer.pointer = std::move(pending.pointer);
      answer.detail = std::move(pending.detail);
      answer.json = std::move(pending.json);
      if (pending.made) {
        if (answer.kind != Answer::Kind::dry_run) answer.receipt = receipt_of(release.tenant);
        answer.leaf = pending.made->leaf;
        const core::Record* record = &pending.made->record;
        answer.record = std::shared_ptr<const core::Record>(std::move(pending.made), record);
      }
      answers.push_back(std::move(answer));
    }
    release.done(std::move(answers));
  }
  batch.releases.clear();
}

void Committer::drop(Batch& batch) {
  for (auto& release : batch.releases) {
    std::vector<Answer> answers(release.answers.size());
    for (auto& answer : answers) answer.kind = Answer::Kind::dropped;
    release.done(std::move(answers));
  }
  batch = Batch{};
}

}  // namespace tallygate::engine
