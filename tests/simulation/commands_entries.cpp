// Channels' settlements, and correcting entries: right, wrong, and taking back what was booked.
#include <algorithm>

#include "tests/simulation/commands.hpp"

namespace tallygate::simulation {

using core::Operation;

core::Command Commands::settlement(const Model& model) {
  core::ChannelSettle body;
  body.settlement_id = core::OtherId(id("s", 12));
  body.currency = currency();
  body.gross = one_in(10) ? 0 : below(4'000) - 400;
  body.fee = one_in(4) ? 0 : below(60) - 4;
  if (one_in(3)) body.bank = core::OtherId(id("bank", 2));
  if (one_in(4)) {  // all that the channel has
    const std::string channel = one_in(2) ? "card" : "wechat_pay";
    const auto has = model.balances.find({"assets:channel:" + channel, std::string(body.currency.code())});
    if (has != model.balances.end() && has->second < 1'000'000'000 && has->second > -1'000'000'000) {
      body.gross = static_cast<core::Amount>(has->second);
      return make(Operation::channel_settle, std::move(body), channel);
    }
  }
  static const std::vector<std::string> channels = {"card", "card", "wechat_pay", "wechat_pay", "alipay", "cash"};
  return make(Operation::channel_settle, std::move(body), pick(channels));
}

core::Command Commands::entry(const Model& model) {
  core::JournalPost body;
  body.entry_id = core::OtherId(id("e", 25));
  body.reason = "a correction";
  const auto as_person = [&](core::JournalPost&& of) {
    auto c = make(Operation::journal_post, std::move(of));
    if (!one_in(6)) c.actor = one_in(2) ? core::Actor{"a1", "ann"} : core::Actor{"b1", "ben"};
    return c;
  };
  const auto is_entry = [](const auto& first) { return first.second->op == Operation::journal_post; };
  const auto posted = std::ranges::find_if(model.first_requests, is_entry);
  if (posted != model.first_requests.end() && one_in(12)) {  // once more, or as if it were another
    body = core::body_as<core::JournalPost>(*posted->second);
    if (one_in(2)) body.reason = "another";
    return as_person(std::move(body));
  }
  if (!model.entries.empty() && one_in(3)) {  // takes one back
    std::vector<std::uint64_t> seqs;
    for (const auto& [seq, of] : model.entries)
      if (of.postings.size() > 1) seqs.push_back(seq);
    if (!seqs.empty()) {
      const auto seq = pick(seqs);
      for (const auto& [account, amount] : model.entries.at(seq).postings)
        body.postings.push_back({account.first, -amount, core::Currency::from_code(account.second).value()});
      if (one_in(8)) body.postings.front().amount -= 1, body.postings.back().amount += 1;
      body.reverses = static_cast<std::int64_t>(one_in(10) ? seq + 1 : seq);
      return as_person(std::move(body));
    }
  }
  static const std::vector<std::string> accounts = {"assets:bank:main",
                                                    "assets:channel:card",
                                                    "assets:channel:wechat_pay",
                                                    "expenses:channel_fee:card",
                                                    "expenses:promotion",
                                                    "income:platform_fee",
                                                    "liabilities:suspense:card",
                                                    "liabilities:suspense:wechat_pay",
                                                    "liabilities:suspense:payouts",
                                                    "liabilities:tax:withheld",
                                                    "equity:adjustments",
                                                    "liabilities:merchant:m0",
                                                    "liabilities:merchant:m1",
                                                    "liabilities:distributor:p1:payable",
                                                    "liabilities:creator:c0:payable"};
  static const std::vector<std::string> odd = {"liabilities:escrow",           "liabilities:payouts",
                                               "assets:channel:cash",          "liabilities:distributor:p1:unmatured",
                                               "liabilities:merchant:nobody",  "liabilities:supplier:p1:payable",
                                               "liabilities:buyer:p1:payable", "assets:disputed:card"};
  const core::Currency in = currency();
  core::Amount sum = 0;
  for (std::int64_t n = 1 + below(3); n >= 0; --n) {
    core::JournalPosting posting;
    posting.account = one_in(20) ? pick(odd) : pick(accounts);
    if (const auto earners = earned(model); !earners.empty() && one_in(4))
      posting.account = pick(earners).account.first;
    if (const auto all = wallets(model); !all.empty() && one_in(8)) posting.account = pick(all).first;
    if (std::ranges::find(body.postings, posting.account, &core::JournalPosting::account) != body.postings.end())
      continue;
    posting.currency = in;
    posting.amount = n == 0 && !one_in(12) ? -sum : below(300) - 150;
    if (posting.amount == 0) continue;
    sum += posting.amount;
    body.postings.push_back(std::move(posting));
  }
  if (one_in(20)) body.reverses = 1 + below(50);
  return as_person(std::move(body));
}

}  // namespace tallygate::simulation
