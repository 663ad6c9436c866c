#include "ledger/account_names.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "core/ids.hpp"

namespace tallygate::ledger {
namespace {

constexpr std::string_view kChannelPrefix = "assets:channel:";
constexpr std::string_view kDisputedPrefix = "assets:disputed:";
constexpr std::string_view kBankPrefix = "assets:bank:";
constexpr std::string_view kSuspensePrefix = "liabilities:suspense:";
constexpr std::string_view kMerchantPrefix = "liabilities:merchant:";
constexpr std::string_view kDistributorPrefix = "liabilities:distributor:";
constexpr std::string_view kCreatorPrefix = "liabilities:creator:";
constexpr std::string_view kChannelFeePrefix = "expenses:channel_fee:";
constexpr std::string_view kConversionPrefix = "equity:conversion:";
constexpr std::string_view kPartnerPrefix = "liabilities:partner:";
constexpr std::string_view kSupplierPrefix = "liabilities:supplier:";
constexpr std::string_view kWalletPrefix = "liabilities:wallet:";
constexpr std::string_view kUnmatured = ":unmatured";
constexpr std::string_view kPayable = ":payable";

std::string joined(std::string_view prefix, std::string_view id, std::string_view suffix = {}) {
  std::string out;
  out.reserve(prefix.size() + id.size() + suffix.size());
  return out.append(prefix).append(id).append(suffix);
}

std::string_view suffix_of(Maturity maturity) {
  return maturity == Maturity::unmatured ? kUnmatured : kPayable;
}

bool channel_named(std::string_view name) {
  return channel_called(name).has_value();
}

bool party_with_maturity(std::string_view rest) {
  for (const auto suffix : {kUnmatured, kPayable})
    if (rest.ends_with(suffix)) return core::valid_id(rest.substr(0, rest.size() - suffix.size()));
  return false;
}

}  // namespace

std::optional<core::Channel> channel_called(std::string_view name) {
  for (const auto& n : enum_names(core::Channel{}))
    if (n.name == name) return n.value;
  return std::nullopt;
}

std::string channel_account(core::Channel channel) {
  return joined(kChannelPrefix, core::name_of(channel));
}
std::string suspense_account(core::Channel channel) {
  return joined(kSuspensePrefix, core::name_of(channel));
}
std::string disputed_account(core::Channel channel) {
  return joined(kDisputedPrefix, core::name_of(channel));
}
std::string merchant_account(std::string_view party) {
  return joined(kMerchantPrefix, party);
}

std::string commission_account(core::Role role, std::string_view party, Maturity maturity) {
  switch (role) {
    case core::Role::distributor:
      return joined(kDistributorPrefix, party, suffix_of(maturity));
    case core::Role::creator:
      return joined(kCreatorPrefix, party, suffix_of(maturity));
    case core::Role::partner:
      return joined(kPartnerPrefix, party, suffix_of(maturity));
    case core::Role::supplier:
      return joined(kSupplierPrefix, party, suffix_of(maturity));
    case core::Role::buyer:
    case core::Role::merchant:
      break;
  }
  TALLYGATE_CHECK(false, "buyers and merchants earn no commission");
  return {};
}

std::string bank_account(std::string_view bank) {
  return joined(kBankPrefix, bank);
}

std::string channel_fee_account(core::Channel channel) {
  return joined(kChannelFeePrefix, core::name_of(channel));
}

std::string wallet_account(std::string_view party) {
  return joined(kWalletPrefix, party);
}

bool is_wallet(std::string_view account) {
  return account.starts_with(kWalletPrefix);
}

std::string conversion_account(core::Currency currency) {
  return joined(kConversionPrefix, currency.code());
}

std::string payable_account(core::Role role, std::string_view party) {
  if (role == core::Role::merchant) return merchant_account(party);
  return joined(std::string("liabilities:").append(core::name_of(role)).append(":"), party, kPayable);
}

bool is_unmatured(std::string_view account) {
  return account.ends_with(kUnmatured);
}

std::string_view party_of(std::string_view account) {
  const auto traits = account_traits(account);
  if (!traits) return {};
  switch (traits->kind) {
    case AccountKind::merchant:
      return account.substr(kMerchantPrefix.size());
    case AccountKind::wallet:
      return account.substr(kWalletPrefix.size());
    case AccountKind::creator:
    case AccountKind::distributor:
    case AccountKind::partner:
    case AccountKind::supplier: {
      const std::string_view rest = account.substr(0, account.rfind(':'));
      return rest.substr(rest.rfind(':') + 1);
    }
    default:
      return {};
  }
}

std::string payable_of(std::string_view unmatured_account) {
  TALLYGATE_CHECK(is_unmatured(unmatured_account), "only an unmatured account has a payable one");
  return joined(unmatured_account.substr(0, unmatured_account.size() - kUnmatured.size()), kPayable);
}

std::optional<AccountTraits> account_traits(std::string_view name) {
  using enum AccountKind;
  const auto after = [name](std::string_view prefix) { return name.substr(prefix.size()); };
  const auto liability = [](AccountKind kind, bool well_formed) -> std::optional<AccountTraits> {
    if (!well_formed) return std::nullopt;
    return AccountTraits{kind, NormalSide::credit};
  };
  const auto asset = [](AccountKind kind, bool well_formed) -> std::optional<AccountTraits> {
    if (!well_formed) return std::nullopt;
    return AccountTraits{kind, NormalSide::debit};
  };
  if (name == kEscrow) return AccountTraits{escrow, NormalSide::credit};
  if (name == kPlatformFee) return AccountTraits{platform_fee, NormalSide::credit};
  if (name == kPromotion) return AccountTraits{promotion, NormalSide::debit};
  if (name == kPayouts) return AccountTraits{payouts, NormalSide::credit};
  if (name == kTaxWithheld) return AccountTraits{tax, NormalSide::credit};
  if (name == kPayoutSuspense) return AccountTraits{suspense, NormalSide::credit};
  if (name == kAdjustments) return AccountTraits{adjustments, NormalSide::credit};
  if (name.starts_with(kWalletPrefix)) return liability(wallet, core::valid_id(after(kWalletPrefix)));
  if (name.starts_with(kConversionPrefix))
    return liability(conversion, core::Currency::from_code(after(kConversionPrefix)).has_value());
  if (name.starts_with(kChannelPrefix)) return asset(channel, channel_named(after(kChannelPrefix)));
  if (name.starts_with(kDisputedPrefix)) return asset(disputed, channel_named(after(kDisputedPrefix)));
  if (name.starts_with(kChannelFeePrefix)) return asset(channel_fee, channel_named(after(kChannelFeePrefix)));
  if (name.starts_with(kBankPrefix)) return asset(bank, core::valid_id(after(kBankPrefix)));
  if (name.starts_with(kSuspensePrefix)) return liability(suspense, channel_named(after(kSuspensePrefix)));
  if (name.starts_with(kMerchantPrefix)) return liability(merchant, core::valid_id(after(kMerchantPrefix)));
  if (name.starts_with(kDistributorPrefix))
    return liability(distributor, party_with_maturity(after(kDistributorPrefix)));
  if (name.starts_with(kCreatorPrefix)) return liability(creator, party_with_maturity(after(kCreatorPrefix)));
  if (name.starts_with(kPartnerPrefix)) return liability(partner, party_with_maturity(after(kPartnerPrefix)));
  if (name.starts_with(kSupplierPrefix)) return liability(supplier, party_with_maturity(after(kSupplierPrefix)));
  return std::nullopt;
}

}  // namespace tallygate::ledger
