// What channels say held against the books: each difference is a break, at once after a row, else when a day is over.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

namespace {

constexpr std::int64_t kGrace = 259'200;  // seconds, where no setting says another
constexpr std::int64_t kDay = 86'400'000'000;

struct Side {
  core::Amount amount = 0;
  std::string currency;
  core::Amount fee = 0;
  bool has_fee = false;
};

std::string subject_of(const core::StatementRow& row, const std::string& channel) {
  const std::string kind(core::name_of(row.kind));
  if (row.kind == core::StatementKind::settlement) return kind + ":" + channel + ":" + row.id->str();
  return kind + ":" + row.id->str() + "@" + channel;
}

std::optional<Side> unless_nothing(core::Amount amount, const std::string& currency) {
  return amount == 0 ? std::nullopt : std::optional(Side{amount, currency, 0, false});
}

std::string channel_of(const std::string& subject) {
  if (subject.starts_with("settlement:")) {
    const auto from = subject.find(':') + 1;
    return subject.substr(from, subject.find(':', from) - from);
  }
  return subject.substr(subject.rfind('@') + 1);
}

// A reversal that was itself reversed counts as none.
bool is_reversed(const Model& model, std::uint64_t seq) {
  const auto& by = model.entries.at(seq).reversed_by;
  return by && !is_reversed(model, *by);
}

// What the books say of it.
std::optional<Side> ours_of(const Model& model, const std::string& subject) {
  const std::string kind = subject.substr(0, subject.find(':')), channel = channel_of(subject);
  if (kind == "settlement") {
    const auto found = model.channel_settled.find(subject.substr(subject.find(':') + 1));
    if (found == model.channel_settled.end() || is_reversed(model, found->second.seq)) return std::nullopt;
    return Side{found->second.gross, found->second.currency, found->second.fee, true};
  }
  const auto begin = subject.find(':') + 1;
  const std::string id = subject.substr(begin, subject.rfind('@') - begin);
  if (kind == "payment") {
    const auto found = model.payments.find(id);
    if (found == model.payments.end() || found->second.channel != channel) return std::nullopt;
    if (const auto& charge = found->second.charge)
      return unless_nothing(found->second.charged(found->second.captured()), charge->currency);
    return unless_nothing(found->second.captured(), found->second.currency);
  }
  if (kind == "refund") {
    const auto found = model.refunds.find(id);
    if (found == model.refunds.end() || (found->second.state != "sent" && found->second.state != "settled"))
      return std::nullopt;
    std::map<std::string, core::Amount> sums;
    std::string currency;  // of the rows, else of the first source
    for (const auto& source : found->second.sources) {
      if (source.channel != channel) continue;
      const auto& charge = model.payments.at(source.payment).charge;
      const std::string in = charge ? charge->currency : model.currency_of(found->second);
      sums[in] += charge ? source.charge : source.captured;
      if (currency.empty()) currency = in;
    }
    const auto match = model.matches.find(subject);
    if (match != model.matches.end() && !match->second.rows.empty())
      if (const std::string said(match->second.rows.front().currency.code()); sums.contains(said)) currency = said;
    return unless_nothing(sums[currency], currency);
  }
  const auto found = model.disputes.find(id);
  if (found == model.disputes.end() || found->second.channel != channel) return std::nullopt;
  const ModelDispute& dispute = found->second;
  if (dispute.charge && dispute.charge->currency != dispute.currency)
    return unless_nothing(dispute.state == "open" ? dispute.charge->amount : dispute.charge->lost,
                          dispute.charge->currency);
  return unless_nothing(dispute.state == "open" ? dispute.amount : dispute.lost, dispute.currency);
}

core::Amount distance(core::Amount a, core::Amount b) {
  return a < b ? b - a : a - b;
}

}  // namespace

std::string Model::next_break() {
  const std::uint64_t seq = next_seq + record_;
  if (breaks_of_.first != seq) breaks_of_ = {seq, 0};
  const auto n = breaks_of_.second++;
  return "bk" + std::to_string(seq) + (n == 0 ? "" : "." + std::to_string(n));
}

Model::Difference Model::channel_difference(const std::string& subject,
                                            const std::vector<core::StatementRow>& rows) const {
  const auto ours = ours_of(*this, subject);
  const std::string channel = channel_of(subject), account = "assets:channel:" + channel;
  ModelDifference out;
  out.account = account;
  out.ours = ours ? ours->amount : 0;
  if (rows.empty()) {
    if (!ours) return std::nullopt;
    out.kind = "missing_with_them";
    out.currency = ours->currency;
    out.amount = distance(out.ours, 0);
    return out;
  }
  core::Amount fees = 0;
  bool has_fee = false, one_currency = true;
  for (const auto& row : rows) {
    out.theirs = std::clamp(out.theirs + row.amount, -core::kAmountMax, core::kAmountMax);
    fees = std::clamp(fees + row.fee.value_or(0), -core::kAmountMax, core::kAmountMax);
    has_fee = has_fee || row.fee;
    one_currency = one_currency && row.currency == rows.front().currency;
  }
  out.currency = rows.front().currency.code();
  out.amount = distance(out.ours, out.theirs);
  if (!ours) {
    if (one_currency && out.theirs == 0 && fees == 0) return std::nullopt;
    out.kind = "missing_with_us";
    return out;
  }
  if (!one_currency || out.currency != ours->currency) {
    out.kind = "different";
    if (out.currency != ours->currency) out.amount = distance(out.theirs, 0);
    return out;
  }
  if (out.ours == out.theirs) {
    if (!ours->has_fee || !has_fee || ours->fee == fees) return std::nullopt;
    out.kind = "fee_different";
    out.account = "expenses:channel_fee:" + channel;
    out.ours = ours->fee;
    out.theirs = fees;
    out.amount = distance(ours->fee, fees);
    return out;
  }
  const auto n = static_cast<std::int64_t>(rows.size());
  const bool doubled = n > 1 && rows.front().amount == out.ours && out.theirs == n * out.ours;
  out.kind = doubled ? "doubled" : "different";
  return out;
}

Model::Difference Model::difference_of(const std::string& subject) const {
  const std::string name = subject.substr(subject.find(':') + 1);
  if (subject.starts_with("order:")) return goods_difference(orders.at(name));
  if (subject.starts_with("waybill:")) return parcel_difference(name);
  const auto known = matches.find(subject);
  return channel_difference(subject, known == matches.end() ? std::vector<core::StatementRow>() : known->second.rows);
}

void Model::open_difference(const std::string& subject, const std::string& break_id,
                            const ModelDifference& difference) {
  ModelMatch& match = matches[subject];
  match.open_break = break_id;
  match.awaited_to.reset();
  ModelBreak& next = breaks[break_id];
  next.id = break_id;
  next.subject = subject.substr(0, subject.find('@'));
  next.seq = next_seq + record_;
  next.opened_at = last_at;
  next.since = match.since;
  next.kind = difference.kind;
  next.account = difference.account;
  next.currency = difference.currency;
  next.amount = difference.amount;
  next.ours = difference.ours;
  next.theirs = difference.theirs;
  next.over_no_amount = difference.over_no_amount;
}

bool Model::awaits(const std::string& channel) const {
  return std::ranges::any_of(settings.recon_channels.value_or(std::vector<core::Channel>()),
                             [&](const core::Channel of) { return core::name_of(of) == channel; });
}

// After a row about it, or after a record that changed what the books say.
void Model::compare_sides(const std::string& subject, bool after_row) {
  const Difference difference = difference_of(subject);
  const bool goods = subject.starts_with("order:") || subject.starts_with("waybill:");
  const bool new_to_all = !matches.contains(subject);
  if (new_to_all && (!difference || !(goods ? compares_goods() : after_row || awaits(channel_of(subject))))) return;
  ModelMatch& match = matches[subject];
  const auto known = breaks.find(match.open_break);
  const bool is_open = known != breaks.end() && known->second.state == "open";
  if (!difference) {
    if (is_open) {
      known->second.state = "resolved";
      known->second.closed_at = last_at;
      known->second.closed_by = next_seq + record_;
    }
    match.awaited_to.reset();
    match.since.reset();
    return;
  }
  if (!match.since) match.since = last_at;
  if (goods && !compares_goods() && !is_open) return match.awaited_to.reset();
  if (is_open) {
    ModelBreak& open = known->second;
    open.kind = difference->kind;
    open.account = difference->account;
    open.currency = difference->currency;
    open.amount = difference->amount;
    open.ours = difference->ours;
    open.theirs = difference->theirs;
    open.over_no_amount = difference->over_no_amount;
    return;
  }
  if (subject.starts_with("order:") && breaks_of_.first != next_seq + record_) breaks_of_ = {next_seq + record_, 1};
  if (goods ? difference->at_once : after_row) return open_difference(subject, next_break(), *difference);
  if (match.awaited_to) return;
  if (!goods && !awaits(channel_of(subject))) return;
  const std::int64_t grace = goods ? *settings.ship_grace_s : settings.recon_grace_s.value_or(kGrace);
  match.awaited_to = (last_at.us + grace * 1'000'000) / kDay;
}

Model::Made Model::report(const core::Command& command) {
  const auto& body = core::body_as<core::ChannelStatement>(command);
  const std::string& channel = command.path_id;
  if (std::ranges::none_of(core::enum_names(core::Channel()), [&](const auto& known) { return known.name == channel; }))
    return {{Code::channel_not_found}, {}};
  const std::string piece = channel + ":" + body.statement_id.str() + ":" + std::to_string(body.piece);
  if (!statements.insert(piece).second) return {{Code::statement_exists}, {}};
  std::uint64_t n = 0;
  for (const auto& row : body.rows) {
    breaks_of_ = {next_seq, n++};  // named by its row
    if (row.kind == core::StatementKind::fee) continue;
    const std::string subject = subject_of(row, channel);
    matches[subject].rows.push_back(row);
    compare_sides(subject, true);
  }
  return {{}, {Type::channel_statement}};
}

// The day is over: one record, and up to fifty breaks of what still differs, in the order of their names.
void Model::find_breaks(std::int64_t day) {
  std::uint64_t n = 0;
  for (auto& [subject, match] : matches) {
    if (match.awaited_to != day) continue;
    if (n == core::kFoundBreaksMax) return;
    const std::string id = "bk" + std::to_string(next_seq) + (n == 0 ? "" : "." + std::to_string(n));
    ++n;
    match.awaited_to.reset();
    const auto difference = difference_of(subject);
    if (!difference) match.since.reset();
    const bool goods = subject.starts_with("order:") || subject.starts_with("waybill:");
    if (difference && (!goods || compares_goods())) open_difference(subject, id, *difference);
  }
}

}  // namespace tallygate::simulation
