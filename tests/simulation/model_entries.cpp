// What channels settle to the bank, and correcting entries, each of which another person approves.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

namespace {

bool is_channel(std::string_view name) {
  return std::ranges::any_of(core::enum_names(core::Channel()), [&](const auto& known) { return known.name == name; });
}

std::optional<std::string_view> after(std::string_view text, std::string_view start) {
  if (!text.starts_with(start)) return std::nullopt;
  return text.substr(start.size());
}

}  // namespace

std::optional<std::string> owner_of(std::string_view account) {
  for (const std::string_view own : {"expenses:promotion", "income:platform_fee", "liabilities:suspense:payouts",
                                     "liabilities:tax:withheld", "equity:adjustments"})
    if (account == own) return "";
  for (const std::string_view start : {"assets:channel:", "expenses:channel_fee:", "liabilities:suspense:"})
    if (const auto channel = after(account, start); channel && is_channel(*channel)) return "";
  if (const auto bank = after(account, "assets:bank:"); bank && core::valid_id(*bank)) return "";
  for (const std::string_view start : {"liabilities:merchant:", "liabilities:wallet:"})
    if (const auto party = after(account, start); party && core::valid_id(*party)) return std::string(*party);
  for (const std::string_view start :
       {"liabilities:distributor:", "liabilities:creator:", "liabilities:partner:", "liabilities:supplier:"})
    if (auto party = after(account, start); party && party->ends_with(":payable")) {
      party->remove_suffix(std::string_view(":payable").size());
      if (core::valid_id(*party)) return std::string(*party);
    }
  return std::nullopt;
}

Model::Made Model::settle_channel(const Shared& command) {
  const auto& body = core::body_as<core::ChannelSettle>(*command);
  const std::string& channel = command->path_id;
  if (!is_channel(channel)) return {{Code::channel_not_found}, {}};
  const std::string subject = "settlement:" + channel + ":" + body.settlement_id.str();
  if (first_requests.contains(subject)) return {{taken(subject, Code::settlement_exists, *command)}, {}};
  first_requests[subject] = command;
  const std::string currency(body.currency.code());
  const std::string bank = "assets:bank:" + (body.bank ? body.bank->str() : "main");
  ModelEntry& entry = entries[next_seq];
  const auto book = [&](const std::string& account, core::Amount amount) {
    post(account, currency, amount);
    if (amount != 0) entry.postings[{account, currency}] = amount;
  };
  book(bank, body.gross - body.fee);
  book("expenses:channel_fee:" + channel, body.fee);
  book("assets:channel:" + channel, -body.gross);
  channel_settled[channel + ":" + body.settlement_id.str()] = {body.gross, body.fee, currency, next_seq};
  compare_sides(subject, false);
  return {{}, {Type::channel_settled}};
}

// The first reason, in the order of docs/api.md, why an entry could not be posted now.
Codes Model::no_entry(const core::Command& command) const {
  const auto& body = core::body_as<core::JournalPost>(command);
  const std::string subject = "entry:" + body.entry_id.str();
  if (first_requests.contains(subject)) return {taken(subject, Code::entry_exists, command)};
  std::map<std::string, __int128> sums;
  std::map<Account, __int128> postings;
  for (const auto& p : body.postings) {
    const auto owner = owner_of(p.account);
    if (!owner) return {Code::not_supported};
    if (!owner->empty() && !parties.contains(*owner)) return {Code::party_not_found};
    sums[std::string(p.currency.code())] += p.amount;
    postings[{p.account, std::string(p.currency.code())}] += p.amount;
  }
  for (const auto& [currency, sum] : sums)
    if (sum != 0) return {Code::amount_mismatch};
  if (body.reverses) {
    const auto of = entries.find(static_cast<std::uint64_t>(*body.reverses));
    if (of == entries.end()) return {Code::entry_not_found};
    if (of->second.reversed_by) return {Code::entry_already_reversed};
    std::map<Account, __int128> mirrored;
    for (const auto& [account, amount] : of->second.postings) mirrored[account] = -amount;
    if (mirrored != postings) return {Code::amount_mismatch};
  }
  Codes kept_out;
  for (const auto& [account, amount] : postings) {
    if (stands(account.first, "closed")) kept_out.insert(Code::account_closed);
    if (stands(account.first, "frozen") && (amount < 0) == is_debit(account.first))
      kept_out.insert(Code::account_frozen);
  }
  if (!kept_out.empty()) return kept_out;
  for (const auto& [account, amount] : postings)
    if (!owner_of(account.first)->empty() && amount > 0 && amount > without_doubt(account) + credit_of(account))
      return {Code::insufficient_funds};
  if (!fits(postings)) return {Code::account_overflow};
  return {};
}

void Model::post_entry(const Shared& command, std::uint64_t seq) {
  const auto& body = core::body_as<core::JournalPost>(*command);
  first_requests["entry:" + body.entry_id.str()] = command;
  ModelEntry& entry = entries[seq];
  for (const auto& p : body.postings) {
    post(p.account, std::string(p.currency.code()), p.amount);
    entry.postings[{p.account, std::string(p.currency.code())}] += p.amount;
  }
  if (!body.reverses) return;
  entry.reverses = static_cast<std::uint64_t>(*body.reverses);
  std::uint64_t of = static_cast<std::uint64_t>(*body.reverses);
  entries.at(of).reversed_by = seq;
  record_ = 1;
  while (entries.at(of).reverses) of = *entries.at(of).reverses;  // to what it was all about
  for (const auto& [id, settlement] : channel_settled)
    if (settlement.seq == of) compare_sides("settlement:" + id, false);
}

}  // namespace tallygate::simulation
