#include "api/http/routes.hpp"

#include <algorithm>

namespace tallygate::http {
namespace {

using core::Operation;
using enum Scope;

constexpr std::size_t kNone = 0;
constexpr std::size_t kSmall = 16 * 1024;
constexpr std::size_t kCommand = 128 * 1024;  // 40 KiB of canonical request, and room for white space and escapes
constexpr std::size_t kRuleset = 1024 * 1024;
constexpr std::size_t kBatch = 16 * 1024 * 1024;

constexpr ScopeSet kWrite{transactions_write}, kRead{transactions_read}, kFacts{facts_write}, kRiskRead{risk_read},
    kRiskWrite{risk_write};
constexpr ScopeSet kPlans{plans_write}, kPlanRead{plans_write, plans_approve, transactions_read},
    kPlanLook{transactions_read, plans_write, plans_approve};
constexpr ScopeSet kApprove{plans_approve, risk_approve, payouts_approve};
// Whoever approves can look at what is in force, and at the books that it is about.
constexpr ScopeSet kSettings{settings_write},
    kSettingsRead{settings_write, admin, plans_approve, risk_approve, payouts_approve};
constexpr ScopeSet kLimitRead{settings_write, transactions_read, plans_approve, risk_approve};
constexpr ScopeSet kRulesetRead{risk_read, risk_approve}, kPartyRead{transactions_read, payouts_approve};
constexpr ScopeSet kApprovalRead{plans_approve, risk_approve, payouts_approve, plans_write, risk_write, settings_write};
constexpr ScopeSet kAccounts{transactions_read, reports_read,  audit_read,
                             settings_write,    plans_approve, payouts_approve};
constexpr ScopeSet kPayoutApprove{payouts_approve}, kPayoutRead{transactions_read, payouts_approve};
constexpr ScopeSet kAnyLine{transactions_write, facts_write, logins_write, plans_write, risk_write};

constexpr Route kRoutes[] = {
    // parties and plans
    {"PUT", "/v1/parties/{id}", Action::command, Operation::party_put, kWrite, kCommand,
     "Registers a party or changes it."},
    {"GET", "/v1/parties/{id}", Action::read_party, {}, kPartyRead, kNone, "A party, without its personal data."},
    {"GET",
     "/v1/parties/{id}/data",
     Action::read_party_data,
     {},
     {privacy_read},
     kNone,
     "The clear personal data of a party."},
    {"GET",
     "/v1/parties/{id}/statement",
     Action::read_statement,
     {},
     kAccounts,
     kNone,
     "Opening balances, entries and closing balances of a party's accounts."},
    {"POST", "/v1/parties/{id}/changes", Action::command, Operation::party_change, kFacts, kCommand,
     "Reports that a party changed something of its account."},
    {"PUT", "/v1/commission-plans/{id}", Action::command, Operation::plan_put, kPlans, kCommand,
     "Publishes a new version of a commission plan."},
    {"GET",
     "/v1/commission-plans/{id}",
     Action::read_plan,
     {},
     kPlanRead,
     kNone,
     "A commission plan and its versions."},
    {"POST",
     "/v1/commission-plans/{id}/preview",
     Action::preview,
     {},
     kPlanLook,
     kCommand,
     "What an order would split into; appends nothing."},
    // orders
    {"POST", "/v1/orders", Action::command, Operation::order_place, kWrite, kCommand, "Places an order."},
    {"GET", "/v1/orders/{id}", Action::read_order, {}, kRead, kNone, "An order as it stands."},
    {"POST", "/v1/orders/{id}/payments", Action::command, Operation::order_pay, kWrite, kCommand,
     "Pays one order, in part or whole."},
    {"POST", "/v1/orders/{id}/shipments", Action::command, Operation::order_ship, kWrite, kCommand, "Ships an order."},
    {"POST", "/v1/orders/{id}/deliveries", Action::command, Operation::order_deliver, kFacts, kCommand,
     "Reports an order's delivery."},
    {"POST", "/v1/orders/{id}/complete", Action::command, Operation::order_complete, kWrite, kCommand,
     "Completes an order: its escrow is split."},
    {"POST", "/v1/orders/{id}/cancel", Action::command, Operation::order_cancel, kWrite, kCommand,
     "Cancels an order; a paid one is refunded."},
    {"POST", "/v1/orders/{id}/refunds", Action::command, Operation::order_refund, kWrite, kCommand,
     "Refunds an order in part or whole."},
    {"POST",
     "/v1/orders/{id}/override",
     Action::command,
     Operation::order_override,
     {risk_write, risk_approve},
     kCommand,
     "Lets an order that risk blocked be placed anew under its id."},
    {"POST", "/v1/orders/{id}/reduce", Action::command, Operation::order_reduce, kWrite, kCommand,
     "Lowers what is still to be paid of an order."},
    // what is sold
    {"PUT", "/v1/stock/{id}", Action::command, Operation::stock_put, kWrite, kCommand,
     "Limits what orders may take of a sku."},
    {"GET", "/v1/stock/{id}", Action::read_stock, {}, kRead, kNone, "A limited sku and what is left of it."},
    {"PUT", "/v1/coupons/{id}", Action::command, Operation::coupon_put, kPlans, kCommand,
     "Puts a coupon, or changes it for the orders to come."},
    {"GET", "/v1/coupons/{id}", Action::read_coupon, {}, kPlanLook, kNone, "A coupon and how often it was used."},
    {"GET", "/v1/groups/{id}", Action::read_group, {}, kRead, kNone, "A group of orders as it stands."},
    // payments and refunds
    {"POST", "/v1/payments", Action::command, Operation::payment_put, kWrite, kCommand, "Pays one or several orders."},
    {"GET", "/v1/payments/{id}", Action::read_payment, {}, kRead, kNone, "A payment as it stands."},
    {"POST", "/v1/payments/{id}/decline", Action::command, Operation::payment_decline, kFacts, kCommand,
     "Reports a declined payment."},
    {"POST", "/v1/payments/{id}/capture", Action::command, Operation::payment_capture, kWrite, kCommand,
     "Captures what a payment holds, in part or whole."},
    {"POST", "/v1/payments/{id}/void", Action::command, Operation::payment_void, kWrite, kCommand,
     "Releases what is left of a hold."},
    {"POST", "/v1/payments/{id}/allocations", Action::command, Operation::payment_allocate, kWrite, kCommand,
     "Brings to orders what stands in suspense of a payment."},
    {"POST", "/v1/payments/{id}/refunds", Action::command, Operation::payment_refund, kWrite, kCommand,
     "Gives back what stands in suspense of a payment."},
    {"POST", "/v1/payments/{id}/disputes", Action::command, Operation::payment_dispute, kFacts, kCommand,
     "Reports that a payment is disputed: the channel has taken the money back."},
    {"GET", "/v1/disputes/{id}", Action::read_dispute, {}, kRead, kNone, "A dispute as it stands."},
    {"POST", "/v1/disputes/{id}/evidence", Action::command, Operation::dispute_evidence, kWrite, kCommand,
     "Adds evidence to an open dispute."},
    {"POST", "/v1/disputes/{id}/resolve", Action::command, Operation::dispute_resolve, kFacts, kCommand,
     "Reports how a dispute ended."},
    {"GET", "/v1/refunds/{id}", Action::read_refund, {}, kRead, kNone, "A refund as it stands."},
    {"POST", "/v1/refunds/{id}/settle", Action::command, Operation::refund_settle, kFacts, kCommand,
     "Reports that a refund was paid out."},
    {"POST", "/v1/refunds/{id}/fail", Action::command, Operation::refund_fail, kFacts, kCommand,
     "Reports that a refund failed."},
    // payouts
    {"POST", "/v1/payouts", Action::command, Operation::payout_request, kWrite, kCommand,
     "Asks that a party be paid of what it has earned."},
    {"GET", "/v1/payouts/{id}", Action::read_payout, {}, kPayoutRead, kNone, "A payout as it stands."},
    {"POST", "/v1/payouts/{id}/approve", Action::command, Operation::payout_approve, kPayoutApprove, kCommand,
     "Approves or rejects a payout that another person asked for."},
    {"POST", "/v1/payouts/{id}/settle", Action::command, Operation::payout_settle, kFacts, kCommand,
     "Reports that a payout left the bank."},
    {"POST", "/v1/payouts/{id}/fail", Action::command, Operation::payout_fail, kFacts, kCommand,
     "Reports that a payout failed: it did not leave the bank, or did and is back."},
    {"POST", "/v1/payouts/{id}/return", Action::command, Operation::payout_return, kFacts, kCommand,
     "Reports that a payout came back to the bank."},
    {"PUT", "/v1/parties/{id}/payout-accounts", Action::command, Operation::payout_account_put, kWrite, kCommand,
     "Registers, changes or closes an account that a party may be paid to."},
    {"POST", "/v1/parties/{id}/kyc", Action::command, Operation::party_kyc, kFacts, kCommand,
     "Reports how well a party is known."},
    // logins and challenges
    {"POST", "/v1/logins", Action::command, Operation::login_attempt, {logins_write}, kCommand, "Scores a login."},
    {"POST",
     "/v1/challenges/{id}/answer",
     Action::command,
     Operation::challenge_answer,
     {transactions_write, logins_write},
     kCommand,
     "Answers a challenge."},
    // people
    {"GET", "/v1/approvals", Action::read_approvals, {}, kApprovalRead, kNone, "What waits for a second person."},
    {"GET", "/v1/approvals/{id}", Action::read_approval, {}, kApprovalRead, kNone, "What waits for a second person."},
    {"POST", "/v1/approvals/{id}", Action::approval, Operation::approval_decide, kApprove, kCommand,
     "Approves or declines."},
    {"GET", "/v1/settings", Action::read_settings, {}, kSettingsRead, kNone, "The tenant's settings."},
    {"PUT", "/v1/settings", Action::command, Operation::settings_put, kSettings, kCommand, "Changes settings."},
    // accounts
    {"GET",
     "/v1/accounts/{name}",
     Action::read_account,
     {},
     kAccounts,
     kNone,
     "An account's balances, now or as of a time or position."},
    {"GET",
     "/v1/accounts/{name}/entries",
     Action::read_entries,
     {},
     kAccounts,
     kNone,
     "An account's entries, oldest first."},
    {"POST", "/v1/accounts/{name}/freeze", Action::command, Operation::account_freeze, kSettings, kCommand,
     "Freezes an account: it gives nothing to a request."},
    {"POST", "/v1/accounts/{name}/unfreeze", Action::command, Operation::account_unfreeze, kSettings, kCommand,
     "Opens a frozen or closed account again."},
    {"POST", "/v1/accounts/{name}/close", Action::command, Operation::account_close, kSettings, kCommand,
     "Closes an account that is at zero."},
    {"PUT", "/v1/limits/{id}", Action::command, Operation::limit_put, kSettings, kCommand,
     "Puts, changes or removes a limit of a party or an account."},
    {"GET", "/v1/limits/{id}", Action::read_limit, {}, kLimitRead, kNone, "A limit, and what of it is used."},
    {"GET",
     "/v1/breaks",
     Action::read_breaks,
     {},
     kAccounts,
     kNone,
     "What facts could not place, and what differs, by state and kind."},
    {"GET", "/v1/breaks/{id}", Action::read_break, {}, kAccounts, kNone, "A break."},
    {"POST", "/v1/breaks/{id}/resolve", Action::command, Operation::break_resolve, kWrite, kCommand,
     "Explains a break; no money moves."},
    {"POST", "/v1/channels/{id}/settlements", Action::command, Operation::channel_settle, kFacts, kCommand,
     "Reports what a channel settled to the bank, net of its fee."},
    {"POST", "/v1/channels/{id}/statements", Action::command, Operation::channel_statement, kFacts, kCommand,
     "Reports a piece of what a channel says, to be compared with the books."},
    {"POST", "/v1/logistics/events", Action::command, Operation::logistics_event, kFacts, kCommand,
     "Reports what a carrier says about a parcel."},
    {"POST", "/v1/journal", Action::command, Operation::journal_post, kSettings, kCommand,
     "Asks for a correcting entry, which another person approves."},
    {"POST", "/v1/wallets/{id}/topups", Action::command, Operation::wallet_topup, kFacts, kCommand,
     "Reports that a channel took money for a party's wallet."},
    {"POST", "/v1/wallets/{id}/withdrawals", Action::command, Operation::wallet_withdraw, kWrite, kCommand,
     "Asks that a party be paid out of its wallet."},
    {"GET", "/v1/periods", Action::read_periods, {}, kAccounts, kNone, "The months that are kept, oldest first."},
    {"POST", "/v1/periods/{id}/close", Action::command, Operation::period_close, kSettings, kCommand,
     "Closes a month that is over: nothing is dated into it any more."},
    {"POST", "/v1/conversions", Action::command, Operation::conversion_post, kWrite, kCommand,
     "Gives money of one currency for money of another, at a rate that is said."},
    // batches
    {"POST",
     "/v1/batch",
     Action::batch,
     {},
     kAnyLine,
     kBatch,
     "Many operations, a line each; with ?atomic=true all or none."},
    // risk
    {"GET", "/v1/risk/reviews", Action::read_reviews, {}, kRiskRead, kNone, "Reviews, by state."},
    {"GET", "/v1/risk/reviews/{id}", Action::read_review, {}, kRiskRead, kNone, "A review."},
    {"POST", "/v1/risk/reviews/{id}/resolve", Action::command, Operation::review_resolve, kRiskWrite, kCommand,
     "Releases or rejects what is held."},
    {"POST", "/v1/risk/labels", Action::command, Operation::label_put, kRiskWrite, kCommand,
     "Labels an order, payment, login or party."},
    {"GET", "/v1/risk/rulesets", Action::read_rulesets, {}, kRulesetRead, kNone, "The live rule set."},
    {"GET",
     "/v1/risk/rulesets/{id}",
     Action::read_ruleset,
     {},
     kRulesetRead,
     kNone,
     "The text of a rule set, by its SHA-256."},
    {"POST", "/v1/risk/rulesets", Action::command, Operation::ruleset_put, kRiskWrite, kRuleset,
     "Proposes a rule set."},
    // audit
    {"GET",
     "/v1/audit/records",
     Action::audit_records,
     {},
     {audit_read},
     kNone,
     "Records by subject, actor, type, outcome and time."},
    {"GET",
     "/v1/audit/records/{id}",
     Action::audit_record,
     {},
     {audit_read},
     kNone,
     "The canonical bytes of a record."},
    {"GET",
     "/v1/audit/records/{id}/proof",
     Action::audit_proof,
     {},
     {audit_read},
     kNone,
     "A .tlog-proof file: that the record stands in the published checkpoint's tree."},
    {"GET",
     "/v1/audit/consistency",
     Action::audit_consistency,
     {},
     {audit_read},
     kNone,
     "That the log at one published size continues the log at an earlier one."},
    {"GET",
     "/v1/audit/checkpoint",
     Action::audit_checkpoint,
     {},
     {audit_read},
     kNone,
     "The signed checkpoint that was published last."},
    // the log as C2SP tlog-tiles serves it
    {"GET", "/tlog/{tenant}/checkpoint", Action::tlog_checkpoint, {}, {}, kNone, "The published checkpoint."},
    {"GET",
     "/tlog/{tenant}/tile/entries/{+tile}",
     Action::tlog_entries,
     {},
     {audit_read},
     kNone,
     "The records under a tile of level 0."},
    {"GET", "/tlog/{tenant}/tile/{+tile}", Action::tlog_tile, {}, {}, kNone, "A tile of hashes."},
    // operation
    {"POST", "/oauth2/token", Action::token, {}, {}, kSmall, "Client credentials for an access token."},
    {"GET", "/.well-known/jwks.json", Action::jwks, {}, {}, kNone, "The keys that sign access tokens."},
    {"GET", "/healthz", Action::healthz, {}, {}, kNone, "Whether the process lives."},
    {"GET", "/readyz", Action::readyz, {}, {}, kNone, "Whether it takes commands."},
    {"GET", "/openapi.json", Action::openapi, {}, {}, kNone, "This description."},
};

// Splits off the first segment of a path that begins with '/'.
std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);
  const std::size_t end = std::min(path.find('/'), path.size());
  const std::string_view segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

bool matches(std::string_view pattern, std::string_view path, std::string_view& id, std::string_view& rest) {
  while (!pattern.empty() && !path.empty()) {
    if (path.front() != '/') return false;
    const std::string_view want = take_segment(pattern);
    if (want.starts_with("{+")) {
      rest = path.substr(1);
      return !rest.empty();
    }
    const std::string_view have = take_segment(path);
    if (want.starts_with('{')) {
      if (have.empty()) return false;
      id = have;
    } else if (want != have) {
      return false;
    }
  }
  return pattern.empty() && path.empty();
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::span<const Route> routes() {
  return kRoutes;
}

Match match_route(std::string_view method, std::string_view path) {
  if (method == "HEAD") method = "GET";
  Match match;
  for (const Route& route : kRoutes) {
    std::string_view id, rest;
    if (!matches(route.pattern, path, id, rest)) continue;
    if (route.method == method) {
      match.route = &route;
      // What cannot be decoded stays as it is: no id looks like that, so it is refused by name later.
      match.id = percent_decode(id).value_or(std::string(id));
      match.rest = rest;
      return match;
    }
    if (match.allow.find(route.method) != std::string::npos) continue;
    if (!match.allow.empty()) match.allow += ", ";
    match.allow += route.method;
    if (route.method == "GET") match.allow += ", HEAD";
  }
  return match;
}

std::optional<std::string> percent_decode(std::string_view text, bool plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (text.size() - i < 3) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

}  // namespace tallygate::http
