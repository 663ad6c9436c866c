#include "audit/record_check.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/hash.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::audit {
namespace {

std::string check_subjects(const core::Record& record) {
  std::vector<std::string_view> named;
  named.reserve(record.subjects.size());
  for (const auto& subject : record.subjects) named.push_back(subject.name);
  std::ranges::sort(named);
  if (std::ranges::adjacent_find(named) != named.end()) return "a subject is named twice";
  constexpr std::string_view kAccount = "account:";
  std::string account;
  for (const auto& posting : record.postings.all()) {
    account.assign(kAccount).append(posting.account);
    if (!std::ranges::binary_search(named, std::string_view(account)))
      return "a posting to " + posting.account + " is not among the subjects";
  }
  return {};
}

// A record has few currencies and two layers: a list is searched faster than a tree.
std::string check_postings(const core::Record& record) {
  struct Sum {
    core::Currency currency;
    core::Layer layer;
    __int128 sum;
  };
  std::vector<Sum> sums;
  for (const auto& posting : record.postings.all()) {
    const auto found = std::ranges::find_if(sums, [&posting](const Sum& s) {
      return s.layer == posting.layer && s.currency.code() == posting.currency.code();
    });
    if (found != sums.end())
      found->sum += posting.amount;
    else
      sums.push_back({posting.currency, posting.layer, posting.amount});
  }
  for (const Sum& sum : sums)
    if (sum.sum != 0) return "the postings in " + std::string(sum.currency.code()) + " do not add up to zero";
  return {};
}

}  // namespace

ExaminedRecord RecordCheck::examine(std::string_view bytes) {
  ExaminedRecord out;
  out.bytes = static_cast<std::uint32_t>(std::min<std::size_t>(bytes.size(), UINT32_MAX));
  out.leaf = core::leaf_hash(bytes);
  if (bytes.empty() || bytes.size() > eventstore::kRecordBytesMax) {
    out.wrong = "the record has " + std::to_string(bytes.size()) + " bytes, which no record has";
    return out;
  }
  auto decoded = decoder_.decode(bytes);
  if (!decoded) {
    out.wrong = decoded.error().message;
    return out;
  }
  out.decoded = std::move(*decoded);
  again_.clear();
  core::encode_record(again_, out.decoded.record, out.decoded.chained);
  if (again_ != bytes)
    out.wrong = "the bytes are not the canonical form of what they say";
  else if (out.wrong = check_subjects(out.decoded.record); out.wrong.empty())
    out.wrong = check_postings(out.decoded.record);
  return out;
}

}  // namespace tallygate::audit
