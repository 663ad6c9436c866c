// The names of accounts, as plain-text accounting writes them (DESIGN, Money): the journal exports to hledger as it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/commands/payment.hpp"

namespace tallygate::ledger {

inline constexpr std::string_view kEscrow = "liabilities:escrow";
inline constexpr std::string_view kPlatformFee = "income:platform_fee";
inline constexpr std::string_view kPromotion = "expenses:promotion";  // what the platform makes good of discounts
inline constexpr std::string_view kPayouts = "liabilities:payouts";   // asked for and not yet paid, net
inline constexpr std::string_view kTaxWithheld = "liabilities:tax:withheld";
inline constexpr std::string_view kPayoutSuspense = "liabilities:suspense:payouts";
inline constexpr std::string_view kAdjustments = "equity:adjustments";  // what correcting entries leave unexplained

enum class Maturity { unmatured, payable };

std::optional<core::Channel> channel_called(std::string_view name);
std::string channel_account(core::Channel channel);    // "assets:channel:wechat_pay"
std::string suspense_account(core::Channel channel);   // "liabilities:suspense:wechat_pay"
std::string disputed_account(core::Channel channel);   // "assets:disputed:wechat_pay"
std::string merchant_account(std::string_view party);  // "liabilities:merchant:m7"
// Of a distributor, creator, partner or supplier: "liabilities:distributor:d3:unmatured".
std::string commission_account(core::Role role, std::string_view party, Maturity maturity);

std::string bank_account(std::string_view bank);  // "assets:bank:main"
inline constexpr std::string_view kDefaultBank = "main";
std::string channel_fee_account(core::Channel channel);  // "expenses:channel_fee:wechat_pay"
// What is owed to a party in a role and may be paid out: "liabilities:merchant:m7", "liabilities:partner:p2:payable".
std::string payable_account(core::Role role, std::string_view party);

std::string wallet_account(std::string_view party);  // "liabilities:wallet:b1"
bool is_wallet(std::string_view account);
std::string conversion_account(core::Currency currency);  // "equity:conversion:CNY"

bool is_unmatured(std::string_view account);
// The party that it is owed to: "m7" of "liabilities:merchant:m7"; empty where it is no party's.
std::string_view party_of(std::string_view account);
std::string payable_of(std::string_view unmatured_account);  // the same party's payable account

enum class AccountKind {
  adjustments,
  bank,
  channel,
  channel_fee,
  conversion,
  creator,
  disputed,
  distributor,
  escrow,
  merchant,
  partner,
  payouts,
  platform_fee,
  supplier,
  suspense,
  tax,
  promotion,
  wallet
};
enum class NormalSide { credit, debit };
struct AccountTraits {
  AccountKind kind = AccountKind::escrow;
  NormalSide normal = NormalSide::credit;
};
// Empty where the name is not one that the ledger could post on.
std::optional<AccountTraits> account_traits(std::string_view name);

}  // namespace tallygate::ledger
