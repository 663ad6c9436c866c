#include "audit/account_history.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace tallygate::audit {
namespace {

std::size_t place_of(const Seqs& seqs, std::uint64_t seq) {
  return static_cast<std::size_t>(std::ranges::lower_bound(seqs, seq) - seqs.begin());
}

}  // namespace

core::Result<const core::Record*> AccountHistory::record(std::uint64_t seq) {
  auto bytes = log_.read_one(tenant_, seq);
  if (!bytes) return bytes.error();
  auto decoded = decoder_.decode(*bytes);
  if (!decoded)
    return core::failure(core::ErrorKind::corrupt, "record " + std::to_string(seq) + ": " + decoded.error().message);
  decoded_ = std::move(decoded).value();
  return &decoded_.record;
}

core::Result<std::uint64_t> AccountHistory::records_before(core::Time time) {
  std::uint64_t first = 0, end = index_.size();
  while (first < end) {
    const auto middle = first + (end - first) / 2;
    const auto there = record(middle);
    if (!there) return there.error();
    if ((*there)->at < time) {
      first = middle + 1;
    } else {
      end = middle;
    }
  }
  return first;
}

core::Result<Sums> AccountHistory::sums_before(std::string_view account, std::size_t n) {
  const auto kept = index_.of_account(account)->kept_before(n);
  Sums sums = kept.sums;
  const Seqs& seqs = *index_.of_subject(std::string(kAccountSubject).append(account));
  for (std::size_t i = kept.before; i < n; ++i) {
    const auto there = record(seqs[i]);
    if (!there) return there.error();
    for (const auto& posting : (*there)->postings.all())
      if (posting.account == account) add_to(sums, posting);
  }
  return sums;
}

core::Result<BalancesAt> AccountHistory::balances(std::string_view account, std::uint64_t position) {
  BalancesAt out{{}, position};
  if (index_.of_account(account) == nullptr) return out;
  const Seqs& seqs = *index_.of_subject(std::string(kAccountSubject).append(account));
  auto sums = sums_before(account, place_of(seqs, position));
  if (!sums) return sums.error();
  out.sums = std::move(sums).value();
  return out;
}

core::Result<bool> AccountHistory::show(std::string_view account, std::uint64_t seq, Sums& sums,
                                        std::vector<AccountEntry>& out) {
  const auto there = record(seq);
  if (!there) return there.error();
  const core::Record& r = **there;
  std::vector<std::string> about;
  for (const auto& subject : r.subjects)
    if (!subject.name.starts_with(kAccountSubject)) about.push_back(subject.name);
  for (const auto& posting : r.postings.all()) {
    if (posting.account != account) continue;
    const CurrencySum& now = add_to(sums, posting);
    out.push_back({seq, r.at, std::string(core::name_of(r.type)), posting.amount, posting.currency, posting.layer,
                   now.posted, now.held, about});
  }
  return true;
}

core::Result<AccountEntries> AccountHistory::entries(std::string_view account, const EntriesAsked& asked) {
  AccountEntries out;
  out.as_of = index_.size();
  if (index_.of_account(account) == nullptr) return out;
  std::uint64_t first = asked.after, end = index_.size();
  if (asked.period.from) {
    const auto from = records_before(*asked.period.from);
    if (!from) return from.error();
    first = std::max(first, *from);
  }
  if (asked.period.to) {
    const auto to = records_before(*asked.period.to);
    if (!to) return to.error();
    end = *to;
  }
  const Seqs& seqs = *index_.of_subject(std::string(kAccountSubject).append(account));
  std::size_t n = place_of(seqs, first);
  auto sums = sums_before(account, n);
  if (!sums) return sums.error();
  for (; n < seqs.size() && seqs[n] < end; ++n) {
    if (out.items.size() >= asked.limit) {
      out.next = seqs[n];
      return out;
    }
    if (const auto shown = show(account, seqs[n], *sums, out.items); !shown) return shown.error();
  }
  return out;
}

core::Result<AccountStatement> AccountHistory::account_statement(const std::string& account, std::uint64_t first,
                                                                 std::uint64_t end, std::size_t& room) {
  AccountStatement out;
  out.account = account;
  const Seqs& seqs = *index_.of_subject(std::string(kAccountSubject).append(account));
  const std::size_t begin = place_of(seqs, first), stop = place_of(seqs, end);
  if (stop - begin > room) {
    room = 0;
    return out;
  }
  auto opening = sums_before(account, begin);
  if (!opening) return opening.error();
  out.opening = out.closing = std::move(opening).value();
  for (std::size_t n = begin; n < stop; ++n)
    if (const auto shown = show(account, seqs[n], out.closing, out.entries); !shown) return shown.error();
  room -= std::min(room, out.entries.size());
  return out;
}

core::Result<PartyStatement> AccountHistory::statement(std::string_view party, const Period& period) {
  PartyStatement out;
  out.as_of = index_.size();
  const auto* named = index_.of_party(party);
  if (named == nullptr) return out;
  const auto first = period.from ? records_before(*period.from) : core::Result<std::uint64_t>(0);
  if (!first) return first.error();
  const auto end = period.to ? records_before(*period.to) : core::Result<std::uint64_t>(index_.size());
  if (!end) return end.error();
  std::vector<std::string> accounts = *named;
  std::ranges::sort(accounts);
  std::size_t room = kStatementEntriesMax + 1;
  for (const std::string& account : accounts) {
    auto made = account_statement(account, *first, *end, room);
    if (!made) return made.error();
    if (room == 0) return PartyStatement{{}, out.as_of, true};
    out.accounts.push_back(std::move(made).value());
  }
  return out;
}

}  // namespace tallygate::audit
