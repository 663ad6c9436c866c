#include "audit/trail_index.hpp"

#include "audit/record_pages.hpp"
#include "core/commands/party.hpp"

namespace tallygate::audit {
namespace {

template <class Map>
auto found(const Map& map, std::string_view name) -> const typename Map::mapped_type* {
  const auto it = map.find(name);
  return it == map.end() ? nullptr : &it->second;
}

}  // namespace

std::string_view party_of_account(std::string_view account) {
  constexpr std::string_view kLiabilities = "liabilities:";
  if (!account.starts_with(kLiabilities)) return {};
  account.remove_prefix(kLiabilities.size());
  const auto role_end = account.find(':');
  if (role_end == std::string_view::npos) return {};
  const std::string_view role = account.substr(0, role_end), rest = account.substr(role_end + 1);
  for (const auto& known : enum_names(core::Role{}))
    if (known.name == role) return rest.substr(0, rest.find(':'));
  return role == "wallet" ? rest : std::string_view();
}

core::Status TrailIndex::catch_up(const eventstore::EventLog& log, std::string_view tenant) {
  const auto head = log.head(tenant);
  if (!head) return head.error();
  return each_decoded(log, tenant, size_, head->size, [this](const core::Decoded& decoded, std::string_view) {
    take(decoded.record);
    return true;
  });
}

void TrailIndex::take(const core::Record& record) {
  for (const auto& subject : record.subjects) {
    Seqs& seqs = by_subject_[subject.name];
    if (!seqs.empty() && seqs.back() == record.seq) continue;  // named twice
    seqs.push_back(record.seq);
    const std::string_view name = subject.name;
    if (!name.starts_with(kAccountSubject)) continue;
    const std::string_view account = name.substr(kAccountSubject.size());
    auto [sums, fresh] = by_account_.try_emplace(std::string(account));
    const std::string_view party = party_of_account(account);
    if (fresh && !party.empty()) by_party_[std::string(party)].emplace_back(account);
    sums->second.begin_record();
    for (const auto& posting : record.postings.all())
      if (posting.account == account) sums->second.add(posting);
  }
  size_ = record.seq + 1;
}

const Seqs* TrailIndex::of_subject(std::string_view name) const {
  return found(by_subject_, name);
}
const AccountSums* TrailIndex::of_account(std::string_view name) const {
  return found(by_account_, name);
}
const std::vector<std::string>* TrailIndex::of_party(std::string_view party) const {
  return found(by_party_, party);
}

}  // namespace tallygate::audit
