#include "core/posting.hpp"

#include <algorithm>
#include <utility>

#include "core/check.hpp"

namespace tallygate::core {
namespace {

bool same_place(const Posting& p, std::string_view account, Currency currency, Layer layer) {
  return p.layer == layer && p.currency == currency && p.account == account;
}

bool sums_to_zero(std::span<const Posting> postings) {
  for (auto p = postings.begin(); p != postings.end(); ++p) {
    const auto of_its_kind = [&](const Posting& q) { return q.currency == p->currency && q.layer == p->layer; };
    if (std::find_if(postings.begin(), p, of_its_kind) != p) continue;  // summed already
    __int128 sum = 0;
    for (const Posting& q : postings)
      if (of_its_kind(q)) sum += q.amount;
    if (sum != 0) return false;
  }
  return true;
}

bool well_formed(const Posting& p) {
  return !p.account.empty() && p.account.size() <= kAccountNameMax && p.amount != 0 && valid_amount(p.amount);
}

}  // namespace

PostingsBuilder& PostingsBuilder::debit(std::string account, Money money, Layer layer) {
  add(std::move(account), money.amount, money.currency, layer);
  return *this;
}

PostingsBuilder& PostingsBuilder::credit(std::string account, Money money, Layer layer) {
  add(std::move(account), -money.amount, money.currency, layer);
  return *this;
}

void PostingsBuilder::add(std::string account, Amount amount, Currency currency, Layer layer) {
  if (amount == 0) return;
  for (Posting& p : postings_) {
    if (!same_place(p, account, currency, layer)) continue;
    const auto sum = core::add(p.amount, amount);
    TALLYGATE_CHECK(sum.has_value(), "a posting larger than an amount can be");
    p.amount = *sum;
    return;
  }
  postings_.push_back({std::move(account), amount, currency, layer});
}

Postings PostingsBuilder::build() && {
  std::erase_if(postings_, [](const Posting& p) { return p.amount == 0; });
  TALLYGATE_CHECK(postings_.size() <= kPostingsMax, "more postings than a record holds");
  TALLYGATE_CHECK(std::ranges::all_of(postings_, well_formed), "a posting with a bad account name or amount");
  TALLYGATE_CHECK(sums_to_zero(postings_), "postings that do not sum to zero");
  Postings out;
  out.postings_ = std::move(postings_);
  return out;
}

std::optional<Postings> PostingsBuilder::from_record(std::vector<Posting> postings) {
  if (postings.size() > kPostingsMax || !std::ranges::all_of(postings, well_formed) || !sums_to_zero(postings))
    return std::nullopt;
  for (std::size_t i = 0; i < postings.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (same_place(postings[j], postings[i].account, postings[i].currency, postings[i].layer)) return std::nullopt;
  Postings out;
  out.postings_ = std::move(postings);
  return out;
}

}  // namespace tallygate::core
