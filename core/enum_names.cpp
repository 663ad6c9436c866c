// The names by which enums travel, in requests and records alike: frozen, as the records that hold them are.
#include "core/assessment.hpp"
#include "core/commands/account.hpp"
#include "core/commands/dispute.hpp"
#include "core/commands/goods.hpp"
#include "core/commands/governance.hpp"
#include "core/commands/login.hpp"
#include "core/commands/order.hpp"
#include "core/commands/party.hpp"
#include "core/commands/payment.hpp"
#include "core/commands/payout.hpp"
#include "core/effects.hpp"
#include "core/posting.hpp"

namespace tallygate::core {
namespace {

constexpr EnumName<Layer> kLayers[] = {{Layer::held, "held"}, {Layer::posted, "posted"}};

constexpr EnumName<Verdict> kVerdicts[] = {{Verdict::allow, "allow"},
                                           {Verdict::challenge, "challenge"},
                                           {Verdict::review, "review"},
                                           {Verdict::block, "block"}};

constexpr EnumName<AbuseKind> kAbuseKindNames[] = {
    {AbuseKind::payment, "payment"},      {AbuseKind::takeover, "takeover"},     {AbuseKind::fake_order, "fake_order"},
    {AbuseKind::promotion, "promotion"},  {AbuseKind::commission, "commission"}, {AbuseKind::refund, "refund"},
    {AbuseKind::laundering, "laundering"}};
static_assert(std::size(kAbuseKindNames) == kAbuseKinds);

constexpr EnumName<Role> kRoles[] = {
    {Role::buyer, "buyer"},       {Role::creator, "creator"}, {Role::distributor, "distributor"},
    {Role::merchant, "merchant"}, {Role::partner, "partner"}, {Role::supplier, "supplier"}};

constexpr EnumName<PartyChangeKind> kPartyChangeKinds[] = {{PartyChangeKind::device, "device"},
                                                           {PartyChangeKind::email, "email"},
                                                           {PartyChangeKind::password, "password"},
                                                           {PartyChangeKind::payee, "payee"},
                                                           {PartyChangeKind::phone, "phone"}};

constexpr EnumName<FundedBy> kFundedBy[] = {{FundedBy::merchant, "merchant"}, {FundedBy::platform, "platform"}};

constexpr EnumName<OnLate> kOnLate[] = {{OnLate::cancel, "cancel"}, {OnLate::mark, "mark"}, {OnLate::none, "none"}};

constexpr EnumName<Scene> kScenes[] = {{Scene::community, "community"},
                                       {Scene::content, "content"},
                                       {Scene::live, "live"},
                                       {Scene::platform, "platform"},
                                       {Scene::tool, "tool"}};

constexpr EnumName<LineKind> kLineKinds[] = {{LineKind::discount, "discount"},
                                             {LineKind::fee, "fee"},
                                             {LineKind::freight, "freight"},
                                             {LineKind::goods, "goods"},
                                             {LineKind::tax, "tax"}};

constexpr EnumName<Channel> kChannels[] = {{Channel::alipay, "alipay"},     {Channel::bank, "bank"},
                                           {Channel::card, "card"},         {Channel::pay_later, "pay_later"},
                                           {Channel::unionpay, "unionpay"}, {Channel::voucher, "voucher"},
                                           {Channel::wallet, "wallet"},     {Channel::wechat_pay, "wechat_pay"}};

constexpr EnumName<Funding> kFundings[] = {{Funding::credit, "credit"},
                                           {Funding::debit, "debit"},
                                           {Funding::prepaid, "prepaid"},
                                           {Funding::unknown, "unknown"}};

constexpr EnumName<PayoutAccountKind> kPayoutAccountKinds[] = {{PayoutAccountKind::bank, "bank"},
                                                               {PayoutAccountKind::card_token, "card_token"},
                                                               {PayoutAccountKind::wallet, "wallet"}};

constexpr EnumName<PayoutEvery> kPayoutEvery[] = {
    {PayoutEvery::day, "day"}, {PayoutEvery::week, "week"}, {PayoutEvery::month, "month"}};

constexpr EnumName<TaxPeriod> kTaxPeriodNames[] = {{TaxPeriod::month, "month"}, {TaxPeriod::year, "year"}};

constexpr EnumName<Weekday> kWeekdays[] = {{Weekday::monday, "monday"},       {Weekday::tuesday, "tuesday"},
                                           {Weekday::wednesday, "wednesday"}, {Weekday::thursday, "thursday"},
                                           {Weekday::friday, "friday"},       {Weekday::saturday, "saturday"},
                                           {Weekday::sunday, "sunday"}};

constexpr EnumName<ChallengeMethod> kChallengeMethods[] = {{ChallengeMethod::otp, "otp"},
                                                           {ChallengeMethod::platform, "platform"}};

constexpr EnumName<LimitKind> kLimitKinds[] = {
    {LimitKind::credit, "credit"}, {LimitKind::payout, "payout"}, {LimitKind::spend, "spend"}};

constexpr EnumName<ReviewOutcome> kReviewOutcomes[] = {{ReviewOutcome::reject, "reject"},
                                                       {ReviewOutcome::release, "release"}};

constexpr EnumName<CaseLabel> kCaseLabels[] = {{CaseLabel::confirmed_risk, "confirmed_risk"},
                                               {CaseLabel::false_positive, "false_positive"},
                                               {CaseLabel::valuable_alert, "valuable_alert"}};

constexpr EnumName<Label> kLabels[] = {{Label::fraud, "fraud"}, {Label::legit, "legit"}};

constexpr EnumName<StatementKind> kStatementKinds[] = {{StatementKind::dispute, "dispute"},
                                                       {StatementKind::fee, "fee"},
                                                       {StatementKind::payment, "payment"},
                                                       {StatementKind::refund, "refund"},
                                                       {StatementKind::settlement, "settlement"}};
constexpr EnumName<LogisticsKind> kLogisticsKinds[] = {{LogisticsKind::delivered, "delivered"},
                                                       {LogisticsKind::in_transit, "in_transit"},
                                                       {LogisticsKind::lost, "lost"},
                                                       {LogisticsKind::picked_up, "picked_up"},
                                                       {LogisticsKind::returned, "returned"}};
constexpr EnumName<DisputeOutcome> kDisputeOutcomes[] = {
    {DisputeOutcome::lost, "lost"}, {DisputeOutcome::partial, "partial"}, {DisputeOutcome::won, "won"}};

constexpr EnumName<PlanBase> kPlanBases[] = {{PlanBase::goods, "goods"},
                                             {PlanBase::gross, "gross"},
                                             {PlanBase::net_of_coupon, "net_of_coupon"},
                                             {PlanBase::net_of_fee, "net_of_fee"}};

constexpr EnumName<PlanPeriod> kPlanPeriods[] = {{PlanPeriod::day, "day"}, {PlanPeriod::month, "month"}};

constexpr EnumName<PartKind> kPartKinds[] = {
    {PartKind::fee, "fee"}, {PartKind::level, "level"}, {PartKind::merchant, "merchant"}, {PartKind::share, "share"}};

}  // namespace

std::span<const EnumName<Layer>> enum_names(Layer) {
  return kLayers;
}
std::span<const EnumName<Verdict>> enum_names(Verdict) {
  return kVerdicts;
}
std::span<const EnumName<AbuseKind>> enum_names(AbuseKind) {
  return kAbuseKindNames;
}
std::span<const EnumName<Role>> enum_names(Role) {
  return kRoles;
}
std::span<const EnumName<PartyChangeKind>> enum_names(PartyChangeKind) {
  return kPartyChangeKinds;
}
std::span<const EnumName<FundedBy>> enum_names(FundedBy) {
  return kFundedBy;
}
std::span<const EnumName<OnLate>> enum_names(OnLate) {
  return kOnLate;
}
std::span<const EnumName<Scene>> enum_names(Scene) {
  return kScenes;
}
std::span<const EnumName<LineKind>> enum_names(LineKind) {
  return kLineKinds;
}
std::span<const EnumName<Channel>> enum_names(Channel) {
  return kChannels;
}
std::span<const EnumName<Funding>> enum_names(Funding) {
  return kFundings;
}
std::span<const EnumName<PayoutAccountKind>> enum_names(PayoutAccountKind) {
  return kPayoutAccountKinds;
}
std::span<const EnumName<ChallengeMethod>> enum_names(ChallengeMethod) {
  return kChallengeMethods;
}
std::span<const EnumName<LimitKind>> enum_names(LimitKind) {
  return kLimitKinds;
}
std::span<const EnumName<ReviewOutcome>> enum_names(ReviewOutcome) {
  return kReviewOutcomes;
}
std::span<const EnumName<CaseLabel>> enum_names(CaseLabel) {
  return kCaseLabels;
}
std::span<const EnumName<Label>> enum_names(Label) {
  return kLabels;
}
std::span<const EnumName<StatementKind>> enum_names(StatementKind) {
  return kStatementKinds;
}
std::span<const EnumName<LogisticsKind>> enum_names(LogisticsKind) {
  return kLogisticsKinds;
}
std::span<const EnumName<DisputeOutcome>> enum_names(DisputeOutcome) {
  return kDisputeOutcomes;
}
std::span<const EnumName<PlanBase>> enum_names(PlanBase) {
  return kPlanBases;
}
std::span<const EnumName<PayoutEvery>> enum_names(PayoutEvery) {
  return kPayoutEvery;
}
std::span<const EnumName<TaxPeriod>> enum_names(TaxPeriod) {
  return kTaxPeriodNames;
}
std::span<const EnumName<Weekday>> enum_names(Weekday) {
  return kWeekdays;
}
std::span<const EnumName<PlanPeriod>> enum_names(PlanPeriod) {
  return kPlanPeriods;
}
std::span<const EnumName<PartKind>> enum_names(PartKind) {
  return kPartKinds;
}

}  // namespace tallygate::core
