// Commands of people: reviews, labels, approvals, settings, rule sets, clients.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/assessment.hpp"
#include "core/commands/order.hpp"
#include "core/commands/party.hpp"
#include "core/commands/payment.hpp"
#include "core/commands/payout.hpp"

namespace tallygate::core {

enum class ReviewOutcome { reject, release };
std::span<const EnumName<ReviewOutcome>> enum_names(ReviewOutcome);
enum class CaseLabel { confirmed_risk, false_positive, valuable_alert };
std::span<const EnumName<CaseLabel>> enum_names(CaseLabel);

struct ReviewResolve {  // path: the review
  CaseLabel case_label = CaseLabel::valuable_alert;
  std::optional<std::string> note;
  std::optional<Time> occurred_at;
  ReviewOutcome outcome = ReviewOutcome::reject;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("case", s.case_label);
    v("note", s.note, text(1'000));
    v("occurred_at", s.occurred_at);
    v("outcome", s.outcome);
  }
};

enum class Label { fraud, legit };
std::span<const EnumName<Label>> enum_names(Label);

struct LabelPut {
  std::optional<Time> known_at;
  std::optional<std::string> kind;
  Label label = Label::fraud;
  std::optional<Time> occurred_at;
  std::string subject;  // order:ID, payment:ID, login:ID or party:ID
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("kind", s.kind, token(64));
    v("known_at", s.known_at);
    v("label", s.label);
    v("occurred_at", s.occurred_at);
    v("subject", s.subject, token(80));
  }
};

struct ApprovalDecide {  // path: the approval
  bool approve = false;
  std::optional<std::string> note;
  std::optional<Time> occurred_at;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("approve", s.approve);
    v("note", s.note, text(1'000));
    v("occurred_at", s.occurred_at);
  }
};

// All optional: what is absent keeps its value.
struct SettingsPut {
  std::optional<std::int64_t> challenge_expires_s;
  std::optional<std::vector<Weekday>> closed_weekdays;  // no business days; it replaces them all
  std::optional<std::int64_t> commission_levels_max;    // the legal cap of a plan's levels
  std::optional<Verdict> fallback_outcome;              // when scoring fails
  std::optional<std::vector<std::string>>
      four_eyes;  // of: accounts conversions coupons limits periods plans rulesets settings
  std::optional<std::vector<std::string>> holidays;  // no business days either: "2026-10-01" …, ascending
  std::optional<Time> occurred_at;
  std::optional<std::int64_t> order_expires_s;  // these three: the terms of orders that do not say
  std::optional<OnLate> order_on_late;
  std::optional<std::int64_t> order_release_after_s;
  std::optional<std::int64_t> payout_cool_off_s;               // after a payout account was added or changed
  std::optional<std::int64_t> payout_kyc_level;                // the least level of who is paid
  std::optional<std::vector<PayoutMinimum>> payout_minimum;    // one a currency; it replaces them all
  std::optional<bool> payout_registered_only;                  // false: who never registered an account may be paid too
  std::optional<std::vector<PayoutSchedule>> payout_schedule;  // one a role; it replaces them all
  std::optional<std::vector<PayoutTax>> payout_tax;            // the first that fits holds; it replaces them all
  std::optional<bool> period_close;                            // true: months are ended from now on, and can be closed
  std::optional<std::vector<Channel>> recon_channels;          // whose statements are awaited; it replaces them all
  std::optional<std::int64_t> recon_grace_s;                   // for how long
  std::optional<std::int64_t> review_expires_s;
  std::optional<std::int64_t> ship_grace_s;  // from payment to shipment; -1: goods are not compared with money
  std::optional<std::int64_t> upline_depth_max;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("challenge_expires_s", s.challenge_expires_s, between(60, 7LL * 86'400));
    v("closed_weekdays", s.closed_weekdays, core::items(6));
    v("commission_levels_max", s.commission_levels_max, between(1, 10));
    v("fallback_outcome", s.fallback_outcome);
    v("four_eyes", s.four_eyes, core::items(8));
    v("holidays", s.holidays, core::items(kHolidaysMax));
    v("occurred_at", s.occurred_at);
    v("order_expires_s", s.order_expires_s, between(kTermNever, kTermSecondsMax));
    v("order_on_late", s.order_on_late);
    v("order_release_after_s", s.order_release_after_s, between(kTermNever, kTermSecondsMax));
    v("payout_cool_off_s", s.payout_cool_off_s, between(0, 90LL * 86'400));
    v("payout_kyc_level", s.payout_kyc_level, between(0, kKycLevelMax));
    v("payout_minimum", s.payout_minimum, core::items(kPayoutSettingsMax));
    v("payout_registered_only", s.payout_registered_only);
    v("payout_schedule", s.payout_schedule, core::items(kPayoutSettingsMax));
    v("payout_tax", s.payout_tax, core::items(kPayoutSettingsMax));
    v("period_close", s.period_close);
    v("recon_channels", s.recon_channels, core::items(16));
    v("recon_grace_s", s.recon_grace_s, between(0, 90LL * 86'400));
    v("review_expires_s", s.review_expires_s, between(60, 90LL * 86'400));
    v("ship_grace_s", s.ship_grace_s, between(kTermNever, kTermSecondsMax));
    v("upline_depth_max", s.upline_depth_max, between(1, 64));
  }
};

struct RulesetPut {  // the text is a blob of the log; the record holds its hash
  std::string name;
  std::optional<Time> occurred_at;
  std::string toml;         // on the wire; empty in the record
  std::string toml_sha256;  // in the record; absent on the wire, where the reader makes it from the text
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("name", s.name, token(64));
    v("occurred_at", s.occurred_at);
    v.blob("toml", "toml_sha256", s.toml, s.toml_sha256, text(256 * 1024));
  }
};

struct ClientAdd {  // made by the operator's command line, never over HTTPS
  std::string client_id;
  std::string name;
  std::optional<Time> occurred_at;
  std::string person;
  std::vector<std::string> scope;
  std::string secret_sha256;  // hex of SHA-256 of the 32 random bytes
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("client_id", s.client_id, token(64));
    v("name", s.name, token(64));
    v("occurred_at", s.occurred_at);
    v("person", s.person, token(64));
    v("scope", s.scope, core::items(32));
    v("secret_sha256", s.secret_sha256, token(64));
  }
};

struct ClientRevoke {
  std::string client_id;
  std::optional<Time> occurred_at;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("client_id", s.client_id, token(64));
    v("occurred_at", s.occurred_at);
  }
};

struct ClockLive {  // ends the replay clock for ever
  std::optional<Time> occurred_at;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("occurred_at", s.occurred_at);
  }
};

}  // namespace tallygate::core
