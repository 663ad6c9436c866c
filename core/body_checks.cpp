#include "core/body_checks.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace tallygate::core {
namespace {

class Checks {
 public:
  Checks(Operation op, std::string_view prefix, std::vector<FieldError>& errors)
      : op_(op), prefix_(prefix), errors_(errors) {}

  void operator()(const OrderPlace& b);
  void operator()(const OrderShip& b);
  void operator()(const OrderRefund& b) { refund_lines(b); }
  void operator()(const OrderReduce& b) { refund_lines(b); }
  void operator()(const PaymentPut& b);
  void operator()(const PaymentDecline& b);
  void operator()(const PaymentCapture& b);
  void operator()(const PaymentAllocate& b);
  void operator()(const PaymentDispute& b);
  void operator()(const DisputeEvidence& b);
  void operator()(const DisputeResolve& b);
  void operator()(const PlanPut& b);
  void operator()(const PartyPut& b);
  void operator()(const LabelPut& b);
  void operator()(const ChallengeAnswer& b);
  void operator()(const SettingsPut& b);
  void operator()(const PayoutAccountPut& b);
  void operator()(const PayoutSettle& b) { amount_and_currency(b); }
  void operator()(const PayoutReturn& b) { amount_and_currency(b); }
  void operator()(const ChannelSettle& b);
  void operator()(const JournalPost& b);
  void operator()(const LimitPut& b);
  void operator()(const StockPut& b);
  void operator()(const CouponPut& b);
  void operator()(const ConversionPost& b);
  void operator()(const WalletTopup& b);
  void operator()(const ChannelStatement& b);
  void operator()(const ClientAdd& b);
  template <class NothingMore>
  void operator()(const NothingMore&) {}

 private:
  void fail(const std::string& pointer, std::string_view code, std::string_view detail) {
    if (errors_.size() < kFieldErrorsMax)
      errors_.push_back({std::string(prefix_) + pointer, std::string(code), std::string(detail)});
  }
  void fail(const std::string& array, std::size_t index, std::string_view field, std::string_view code,
            std::string_view detail) {
    fail(array + "/" + std::to_string(index) + std::string(field), code, detail);
  }

  void country(const std::optional<std::string>& code, const std::string& pointer);
  void instrument(const std::optional<Instrument>& i) {
    if (i) country(i->bin_country, "/instrument/bin_country");
  }
  template <class T>
  void refund_lines(const T& b);
  void charge(const PaymentPut& b);
  void sha256_hex(std::string_view text, const std::string& pointer);
  template <class T>
  void amount_and_currency(const T& b) {
    if (b.amount && !b.currency) fail("/currency", "required", "An amount stands beside its currency.");
    if (b.currency && !b.amount) fail("/amount", "required", "A currency stands beside its amount.");
  }
  void payout_settings(const SettingsPut& b);
  void payout_schedule(const std::vector<PayoutSchedule>& all);
  void business_days(const SettingsPut& b);
  void order_lines(const OrderPlace& b);
  void some_time(const std::optional<std::int64_t>& seconds, const std::string& pointer) {
    if (seconds == 0) fail(pointer, "out_of_range", "An order expires a while after it is placed, or never: -1.");
  }
  void plan_level(const PlanLevel& level, std::size_t index);
  void plan_period_caps(const std::vector<PlanPeriodCap>& caps);

  // Every item whose projection another item before it has too.
  template <class T, class Of>
  void distinct(const std::vector<T>& items, Of of, const std::string& array, std::string_view field) {
    std::vector<std::size_t> order(items.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto projected = [&](std::size_t i) -> decltype(auto) { return std::invoke(of, items[i]); };
    std::ranges::sort(order, [&](std::size_t i, std::size_t j) {
      if (projected(i) == projected(j)) return i < j;
      return projected(i) < projected(j);
    });
    std::vector<std::size_t> repeated;
    for (std::size_t i = 1; i < order.size(); ++i)
      if (projected(order[i - 1]) == projected(order[i])) repeated.push_back(order[i]);
    std::ranges::sort(repeated);
    for (const std::size_t i : repeated)
      fail(array, i, field, "bad_value", "The value stands more than once in the array.");
  }

  // Whether the projections add up to `total`, the positive and the negative ones each within the range of an amount.
  template <class T, class Of>
  static bool add_up(const std::vector<T>& items, Of of, Amount total) {
    Amount more = 0, less = 0;
    for (const T& item : items) {
      const std::optional<Amount> part = std::invoke(of, item);
      if (!part) return false;
      Amount& sum = *part < 0 ? less : more;
      const std::optional<Amount> next = add(sum, *part);
      if (!next) return false;
      sum = *next;
    }
    return more + less == total;
  }

  Operation op_;
  std::string_view prefix_;
  std::vector<FieldError>& errors_;
};

void Checks::country(const std::optional<std::string>& code, const std::string& pointer) {
  if (!code) return;
  const bool good = code->size() == 2 && std::ranges::all_of(*code, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!good) fail(pointer, "bad_value", "A country is two upper-case letters, as in ISO 3166-1.");
}

void Checks::sha256_hex(std::string_view text, const std::string& pointer) {
  const bool good = text.size() == 64 &&
                    std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  if (!good) fail(pointer, "bad_value", "A SHA-256 is 64 lower-case hexadecimal digits.");
}

void Checks::operator()(const OrderPlace& b) {
  if (b.ship_to) country(b.ship_to->country, "/ship_to/country");
  if (b.terms) some_time(b.terms->expires_in, "/terms/expires_in");
  if (b.group && b.group->size && !b.group->closes_at)
    fail("/group/closes_at", "required", "A group with a size says until when.");
  if (b.group && b.group->closes_at && !b.group->size)
    fail("/group/size", "required", "A group with an end says how many orders it needs.");
  if (!b.lines.empty() && !b.items.empty())
    return fail("/items", "bad_value", "An order has lines or items, not both.");
  if (!b.lines.empty()) return order_lines(b);
  if (b.items.empty()) return;
  const auto price = [](const OrderItem& item) { return multiply(item.unit_price, item.quantity); };
  if (!add_up(b.items, price, b.amount)) fail("/amount", "amount_mismatch", "The items do not add up to the amount.");
}

void Checks::order_lines(const OrderPlace& b) {
  distinct(b.lines, &OrderLine::line_id, "/lines", "/line_id");
  for (std::size_t i = 0; i < b.lines.size(); ++i) {
    const bool discount = b.lines[i].kind == LineKind::discount;
    if (discount && b.lines[i].amount > 0) fail("/lines", i, "/amount", "out_of_range", "A discount is at most 0.");
    if (!discount && b.lines[i].amount < 0)
      fail("/lines", i, "/amount", "out_of_range", "Only a discount is negative.");
  }
  if (!add_up(b.lines, &OrderLine::amount, b.amount))
    fail("/amount", "amount_mismatch", "The lines do not add up to the amount.");
}

void Checks::operator()(const StockPut& b) {
  if (b.starts_at && b.ends_at && *b.ends_at <= *b.starts_at)
    fail("/ends_at", "out_of_range", "A sale ends after it starts.");
}

void Checks::operator()(const CouponPut& b) {
  if (b.amount && b.bp) fail("/bp", "unknown_field", "A coupon is over an amount or a share, not both.");
  if (!b.amount && !b.bp) fail("/amount", "required", "A coupon is over an amount or a share.");
  if (b.max && !b.bp) fail("/max", "unknown_field", "Only a share of the goods has a most.");
}

void Checks::operator()(const OrderShip& b) {
  distinct(b.lines, &ShippedLine::line_id, "/lines", "/line_id");
}

template <class T>
void Checks::refund_lines(const T& b) {
  if (b.lines.empty()) return;
  distinct(b.lines, &RefundLine::line_id, "/lines", "/line_id");
  for (std::size_t i = 0; i < b.lines.size(); ++i)
    if (!b.lines[i].amount && !b.lines[i].quantity)
      fail("/lines", i, "/amount", "required", "A line is refunded by amount or by quantity.");
  if (!std::ranges::all_of(b.lines, [](const RefundLine& line) { return line.amount.has_value(); })) return;
  if (!add_up(b.lines, &RefundLine::amount, b.amount))
    fail("/amount", "amount_mismatch", "The lines do not add up to the amount.");
}

void Checks::charge(const PaymentPut& b) {
  if (!b.charge) return;
  if (b.charge->currency == b.currency)
    fail("/charge/currency", "bad_value", "A charge is in another currency than its payment.");
  const __int128 amount = converted(b.amount, b.charge->rate);
  if (amount == b.charge->amount) return;
  const auto text = [](__int128 of, Currency currency) {
    return decimal_text(of) + " " + std::string(currency.code());
  };
  fail("/charge/amount", "amount_mismatch",
       text(b.amount, b.currency) + " at " + std::to_string(b.charge->rate.num) + "/" +
           std::to_string(b.charge->rate.den) + " are " + text(amount, b.charge->currency) + ", not " +
           text(b.charge->amount, b.charge->currency) + ".");
}

void Checks::operator()(const PaymentAllocate& b) {
  if (b.allocations.empty()) return fail("/allocations", "required", "It must say which orders get the money.");
  distinct(b.allocations, &Allocation::order, "/allocations", "/order");
}

void Checks::operator()(const PaymentPut& b) {
  instrument(b.instrument);
  charge(b);
  if (b.reported.value_or(false) && !b.capture.value_or(true))
    fail("/capture", "bad_value", "Money already taken is no hold: what was taken of one is reported by its /capture.");
  if (op_ == Operation::order_pay) {
    if (!b.allocations.empty())
      fail("/allocations", "unknown_field", "The call's path names the order; there are no allocations here.");
    return;
  }
  if (b.allocations.empty()) return fail("/allocations", "required", "The payment must say which orders it pays.");
  distinct(b.allocations, &Allocation::order, "/allocations", "/order");
  if (!add_up(b.allocations, &Allocation::amount, b.amount))
    fail("/amount", "amount_mismatch", "The allocations do not add up to the amount.");
}

void Checks::operator()(const PaymentCapture& b) {
  distinct(b.allocations, &Allocation::order, "/allocations", "/order");
  if (b.amount && !b.allocations.empty() && !add_up(b.allocations, &Allocation::amount, *b.amount))
    fail("/amount", "amount_mismatch", "The allocations do not add up to the amount.");
}

void Checks::operator()(const PaymentDispute& b) {
  if (b.amount && !b.currency) fail("/currency", "required", "An amount stands beside its currency.");
  if (b.currency && !b.amount) fail("/amount", "required", "A currency stands beside its amount.");
}

void Checks::operator()(const DisputeEvidence& b) {
  sha256_hex(b.sha256, "/sha256");
}

void Checks::operator()(const ChannelStatement& b) {
  if (b.rows.empty()) fail("/rows", "required", "A statement says something.");
  if (b.file_sha256) sha256_hex(*b.file_sha256, "/file_sha256");
  for (std::size_t i = 0; i < b.rows.size(); ++i) {
    const StatementRow& row = b.rows[i];
    if (row.kind != StatementKind::fee && !row.id)
      fail("/rows", i, "/id", "required", "Only a fee stands for nothing else.");
    if (row.fee && !subtract(row.amount, *row.fee))
      fail("/rows", i, "/fee", "out_of_range", "The amount less the fee is more than an amount can be.");
  }
}

void Checks::operator()(const DisputeResolve& b) {
  const bool partial = b.outcome == DisputeOutcome::partial;
  if (partial && !b.amount) fail("/amount", "required", "A dispute that is partly lost says how much is.");
  if (!partial && b.amount) fail("/amount", "unknown_field", "Only a dispute that is partly lost has an amount here.");
}

void Checks::operator()(const ChannelSettle& b) {
  if (!subtract(b.gross, b.fee)) fail("/fee", "out_of_range", "Gross less fee is more than an amount can be.");
}

void Checks::operator()(const JournalPost& b) {
  if (b.postings.size() < 2) fail("/postings", "required", "An entry has at least two postings.");
  const auto place = [](const JournalPosting& p) { return std::pair(std::string_view(p.account), p.currency.code()); };
  distinct(b.postings, place, "/postings", "/account");
  for (std::size_t i = 0; i < b.postings.size(); ++i)
    if (b.postings[i].amount == 0) fail("/postings", i, "/amount", "out_of_range", "A posting moves something.");
}

void Checks::operator()(const LimitPut& b) {
  const bool credit = b.kind == LimitKind::credit;
  if (!b.party == !b.account)
    fail("/party", b.party ? "unknown_field" : "required", "A limit is of a party or account.");
  if (credit && b.party) fail("/account", "required", "A credit limit is of an account.");
  if (credit && b.period) fail("/period", "unknown_field", "A credit limit has no period.");
  if (credit && b.period_s) fail("/period_s", "unknown_field", "A credit limit has no period.");
  if (!credit && !b.period == !b.period_s)
    fail("/period_s", b.period ? "unknown_field" : "required", "A limit has one period: a calendar's, or in seconds.");
}

void Checks::operator()(const ConversionPost& b) {
  if (b.from.currency == b.to.currency)
    fail("/to/currency", "bad_value", "A conversion gives money of one currency for money of another.");
}

void Checks::operator()(const WalletTopup& b) {
  instrument(b.instrument);
  if (b.channel == Channel::wallet) fail("/channel", "bad_value", "A wallet is topped up by another channel.");
}

void Checks::operator()(const PaymentDecline& b) {
  instrument(b.instrument);
  amount_and_currency(b);
}

void Checks::operator()(const PlanPut& b) {
  distinct(b.levels, &PlanLevel::level, "/levels", "/level");
  distinct(b.shares, &PlanShare::role, "/shares", "/role");
  for (std::size_t i = 0; i < b.levels.size(); ++i) plan_level(b.levels[i], i);
  plan_period_caps(b.period_caps);
}

void Checks::plan_level(const PlanLevel& level, std::size_t index) {
  if (level.tiers.empty()) return fail("/levels", index, "/tiers", "required", "A level has at least one tier.");
  const std::string tiers = "/levels/" + std::to_string(index) + "/tiers";
  if (level.tiers.front().from_gmv != 0) fail(tiers, 0, "/from_gmv", "bad_value", "The first tier begins at 0.");
  for (std::size_t i = 1; i < level.tiers.size(); ++i)
    if (level.tiers[i].from_gmv <= level.tiers[i - 1].from_gmv)
      fail(tiers, i, "/from_gmv", "bad_value", "Tiers ascend.");
}

void Checks::plan_period_caps(const std::vector<PlanPeriodCap>& caps) {
  for (std::size_t i = 0; i < caps.size(); ++i) {
    if (!caps[i].level && !caps[i].role)
      fail("/period_caps", i, "/level", "required", "A cap of a period says which level or role it is of.");
    if (caps[i].level && caps[i].role)
      fail("/period_caps", i, "/role", "bad_value", "A cap of a period is of a level or of a role, not of both.");
  }
  const auto place = [](const PlanPeriodCap& cap) { return std::tuple(cap.level, cap.role, cap.period); };
  distinct(caps, place, "/period_caps", "/period");
}

void Checks::operator()(const PartyPut& b) {
  distinct(b.roles, std::identity{}, "/roles", "");
}

void Checks::operator()(const LabelPut& b) {
  for (const std::string_view kind : {"order:", "payment:", "login:", "party:"})
    if (b.subject.starts_with(kind) && valid_id(std::string_view(b.subject).substr(kind.size()))) return;
  fail("/subject", "bad_value", "A label's subject is order:ID, payment:ID, login:ID or party:ID.");
}

void Checks::operator()(const ChallengeAnswer& b) {
  if (b.evidence_hash) sha256_hex(*b.evidence_hash, "/evidence_hash");
}

void Checks::operator()(const PayoutAccountPut& b) {
  if (b.closed.value_or(false)) return;
  if (!b.kind) fail("/kind", "required", "An open payout account is of a kind.");
  if (!b.token) fail("/token", "required", "An open payout account has a token.");
}

void Checks::payout_schedule(const std::vector<PayoutSchedule>& all) {
  distinct(all, &PayoutSchedule::role, "/payout_schedule", "/role");
  for (std::size_t i = 0; i < all.size(); ++i) {
    const PayoutSchedule& of = all[i];
    if (of.role == Role::buyer) fail("/payout_schedule", i, "/role", "bad_value", "A buyer is not paid out.");
    if (of.every == PayoutEvery::day && of.on)
      fail("/payout_schedule", i, "/on", "bad_value", "Of every day there is no one day.");
    if (of.every != PayoutEvery::day && !of.on)
      fail("/payout_schedule", i, "/on", "required", "A week has a day from 1 (Monday) to 7, a month from 1 to 31.");
    if (of.every == PayoutEvery::week && of.on && *of.on > 7)
      fail("/payout_schedule", i, "/on", "out_of_range", "A week's days are 1 (Monday) to 7.");
  }
}

void Checks::business_days(const SettingsPut& b) {
  if (b.closed_weekdays) distinct(*b.closed_weekdays, std::identity{}, "/closed_weekdays", "");
  if (!b.holidays) return;
  for (std::size_t i = 0; i < b.holidays->size(); ++i) {
    const std::string& day = (*b.holidays)[i];
    if (!parse_date(day)) fail("/holidays", i, "", "bad_value", "A day is written as 2026-10-01.");
    if (i > 0 && day <= (*b.holidays)[i - 1]) fail("/holidays", i, "", "bad_value", "Holidays ascend.");
  }
}

void Checks::payout_settings(const SettingsPut& b) {
  if (b.payout_schedule) payout_schedule(*b.payout_schedule);
  if (b.payout_minimum) distinct(*b.payout_minimum, &PayoutMinimum::currency, "/payout_minimum", "/currency");
  if (!b.payout_tax) return;
  for (std::size_t i = 0; i < b.payout_tax->size(); ++i) {
    const PayoutTax& tax = (*b.payout_tax)[i];
    if (tax.from && !tax.currency)
      fail("/payout_tax", i, "/currency", "required", "An amount stands beside its currency.");
    if (tax.role == Role::buyer) fail("/payout_tax", i, "/role", "bad_value", "A buyer is not paid out.");
  }
}

void Checks::operator()(const SettingsPut& b) {
  payout_settings(b);
  business_days(b);
  some_time(b.order_expires_s, "/order_expires_s");
  if (!b.four_eyes) return;
  distinct(*b.four_eyes, std::identity{}, "/four_eyes", "");
  for (std::size_t i = 0; i < b.four_eyes->size(); ++i) {
    const std::string& what = (*b.four_eyes)[i];
    if (what != "accounts" && what != "conversions" && what != "coupons" && what != "limits" && what != "periods" &&
        what != "plans" && what != "rulesets" && what != "settings")
      fail("/four_eyes", i, "", "bad_value",
           "Four eyes watch accounts, conversions, coupons, limits, periods, plans, rulesets or settings.");
  }
}

void Checks::operator()(const ClientAdd& b) {
  if (!valid_id(b.client_id)) fail("/client_id", "bad_id", "A client's id is not well-formed.");
  distinct(b.scope, std::identity{}, "/scope", "");
  sha256_hex(b.secret_sha256, "/secret_sha256");
}

}  // namespace

void check_body(Operation op, const Body& body, std::string_view prefix, std::vector<FieldError>& errors) {
  Checks checks(op, prefix, errors);
  std::visit(checks, body);
}

}  // namespace tallygate::core
