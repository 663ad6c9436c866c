// Random lives of money under random statements of its channels, against a count that knows the rules of docs/money.md
// and reads nothing but records. Each failure prints the seed that replays it.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/support/lifecycles.hpp"
#include "tests/support/reconciliation.hpp"
#include "tests/support/refunds.hpp"
#include "tests/support/saved_ledger.hpp"

namespace tallygate::tests {
namespace {

constexpr std::uint64_t kStatedLives = 25;
constexpr int kCommandsOfAStatedLife = 220;
constexpr core::Duration kGrace = core::hours(30);

// Both sides of one thing, and what follows for its break.
struct BothSides {
  core::Amount ours = 0, stated = 0;
  int rows = 0;
  std::set<std::string> currencies;  // of the rows
  bool open = false;
  core::Time due;  // 1970: not awaited

  bool agree() const {
    if (currencies.size() > 1) return false;
    if (ours == 0) return stated == 0;
    return rows > 0 && currencies.contains("CNY") && stated == ours;
  }
};

class StatedCount {
 public:
  void record(const LedgerWorld& world, const core::Record& r) {
    pass(r.at);
    if (r.command && r.type == core::RecordType::channel_statement) {
      for (const auto& row : core::body_as<core::ChannelStatement>(*r.command).rows) state(row, r.command->path_id);
    } else if (r.type == core::RecordType::break_resolved) {
      const std::string json = world.ledger().break_json(r.command->path_id, r.at);
      const auto channel = json.find("assets:channel:");
      if (json.find("\"ours\"") == std::string::npos) return;
      const std::string name = json.substr(channel + 15, json.find('"', channel) - channel - 15);
      matches_[*core::effect_as<core::ObjectEffect>(r).subject + "@" + name].open = false;
    } else {
      books(r);
    }
  }
  void pass(core::Time now) {
    for (auto& [name, match] : matches_) {
      if (match.due == core::Time{} || match.due > now) continue;
      match.due = {};
      match.open = !match.agree();
    }
  }
  const std::map<std::string, BothSides>& all() const { return matches_; }
  std::map<std::string, std::string> open() const {
    std::map<std::string, std::string> out;
    for (const auto& [name, match] : matches_)
      if (match.open) out[name] = std::to_string(match.ours) + "/" + std::to_string(match.stated);
    return out;
  }

 private:
  void state(const core::StatementRow& row, const std::string& channel) {
    BothSides& match = matches_[std::string(core::name_of(row.kind)) + ":" + row.id->str() + "@" + channel];
    ++match.rows;
    match.currencies.insert(std::string(row.currency.code()));
    match.stated += row.amount;
    match.open = !match.agree();
    match.due = {};
  }
  void book(const std::string& thing, core::Channel channel, core::Amount amount, core::Time at) {
    BothSides& match = matches_[thing + "@" + std::string(core::name_of(channel))];
    match.ours = amount;
    if (match.agree()) {
      match.open = false;
      match.due = {};
    } else if (!match.open && match.due == core::Time{} && channel == core::Channel::card) {
      match.due = core::start_of({core::date_of(at + kGrace).days_since_epoch + 1});
    }
  }
  void books(const core::Record& r) {
    if (const auto* taken = std::get_if<core::PaymentEffect>(&r.effect)) {
      const auto& body = core::body_as<core::PaymentPut>(*r.command);
      channels_[body.payment_id.str()] = body.channel;
      if (r.type != core::RecordType::payment_captured) return;
      core::Amount amount = taken->suspense;
      for (const auto& part : taken->allocations) amount += part.amount;
      book("payment:" + body.payment_id.str(), body.channel, amount, r.at);
    } else if (r.type == core::RecordType::payment_authorised) {
      const auto& body = core::body_as<core::PaymentPut>(*r.command);
      channels_[body.payment_id.str()] = body.channel;
    } else if (r.type == core::RecordType::payment_hold_captured) {
      const auto& hold = core::effect_as<core::HoldEffect>(r);
      book("payment:" + hold.payment.str(), channels_.at(hold.payment.str()), hold.captured, r.at);
    } else if (const int paid = paid_by_sources(r)) {
      const auto& refund = core::effect_as<core::RefundEffect>(r);
      std::map<core::Channel, core::Amount> by_channel;
      for (const auto& source : refund.sources) by_channel[source.channel] += source.amount;
      for (const auto& [channel, amount] : by_channel)
        book("refund:" + refund.refund.str(), channel, paid > 0 ? amount : 0, r.at);
    } else if (const auto* dispute = std::get_if<core::DisputeEffect>(&r.effect)) {
      channels_["dispute " + dispute->dispute.str()] = dispute->channel;
      book("dispute:" + dispute->dispute.str(), dispute->channel, dispute->amount, r.at);
    } else if (const auto* end = std::get_if<core::DisputeEndEffect>(&r.effect)) {
      book("dispute:" + end->dispute.str(), channels_.at("dispute " + end->dispute.str()), end->lost, r.at);
    }
  }
  std::map<std::string, BothSides> matches_;
  std::map<std::string, core::Channel> channels_;
};

class StatedLife {
 public:
  explicit StatedLife(std::uint64_t seed) : life_(seed) {}
  std::int64_t upto(std::int64_t max) { return life_.upto(max); }
  core::Verdict verdict() { return life_.verdict(); }

  core::Command next(const LedgerWorld& world, const StatedCount& count) {
    switch (upto(9)) {
      case 0:
      case 1:
        return said(count);
      case 2:
        return dispute_payment("p" + std::to_string(upto(60)), "x" + std::to_string(++disputes_), cny(1 + upto(300)));
      case 3:
        return resolve_dispute("x" + std::to_string(1 + upto(disputes_)),
                               upto(1) == 0 ? core::DisputeOutcome::won : core::DisputeOutcome::lost);
      case 4:
        return resolve_break(some_break(world));
      default:
        return life_.next(world);
    }
  }

 private:
  core::Command said(const StatedCount& count) {
    const std::string channel = upto(3) == 0 ? "alipay" : "card";
    std::vector<core::StatementRow> rows;
    for (std::int64_t left = upto(4); left >= 0; --left) rows.push_back(any_row(count));
    return statement("s" + std::to_string(upto(40)), std::move(rows), 1 + upto(2), channel);
  }
  // Mostly what is still to be said of something that is booked.
  core::StatementRow any_row(const StatedCount& count) {
    constexpr core::StatementKind kKinds[] = {core::StatementKind::payment, core::StatementKind::refund,
                                              core::StatementKind::dispute};
    const core::Money some = upto(9) == 0 ? usd(5) : cny(upto(300) - 40);
    if (count.all().empty() || upto(5) == 0)
      return statement_row(kKinds[upto(2)], (upto(1) == 0 ? "p" : "z") + std::to_string(upto(60)), some);
    auto at = count.all().begin();
    std::advance(at, upto(static_cast<std::int64_t>(count.all().size()) - 1));
    const std::string subject = at->first.substr(0, at->first.find('@'));
    const auto colon = subject.find(':');
    core::StatementKind kind = core::StatementKind::payment;
    for (const auto known : kKinds)
      if (core::name_of(known) == subject.substr(0, colon)) kind = known;
    return statement_row(
        kind, subject.substr(colon + 1),
        upto(5) == 0 ? some : cny(upto(3) == 0 ? at->second.ours : at->second.ours - at->second.stated));
  }
  std::string some_break(const LedgerWorld& world) {
    const std::string json =
        world.ledger().breaks_json({"open", ""}, "", 1 + static_cast<std::size_t>(upto(20)), world.now());
    const auto at = json.rfind("\"id\":\"");
    return at == std::string::npos ? "bk0" : json.substr(at + 6, json.find('"', at + 6) - at - 6);
  }
  Lifecycles life_;
  std::int64_t disputes_ = 0;
};

// Those of differences, as the ledger lists them.
std::map<std::string, std::string> open_in(const LedgerWorld& world, std::set<std::string>& kinds) {
  std::map<std::string, std::string> out;
  const std::string json = world.ledger().breaks_json({"open", ""}, "", 1'000, world.now());
  const auto text = [](std::string_view object, const std::string& name) {
    const auto at = object.find("\"" + name + "\":");
    if (at == std::string_view::npos) return std::string();
    const auto value = object.substr(at + name.size() + 3);
    std::string found(value.substr(0, value.find_first_of(",}")));
    std::erase(found, '"');
    return found;
  };
  for (std::size_t at = json.find("{\"account\""); at != std::string::npos; at = json.find("{\"account\"", at + 1)) {
    const std::string_view object = std::string_view(json).substr(at, json.find('}', at) - at + 1);
    if (text(object, "ours").empty()) continue;
    kinds.insert(text(object, "kind"));
    out[text(object, "subject") + "@" + text(object, "account").substr(15)] =
        text(object, "ours") + "/" + text(object, "theirs");
  }
  return out;
}

TEST(StatedLives, HaveABreakOfEveryDifferenceAndOfNothingElse) {
  std::set<std::string> kinds;
  std::size_t statements = 0;
  for (std::uint64_t seed = 1; seed <= kStatedLives; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    LedgerWorld world;
    StatedLife life(seed);
    StatedCount count;
    core::SettingsPut settings;
    settings.recon_channels = std::vector<core::Channel>{core::Channel::card};
    settings.recon_grace_s = kGrace.us / 1'000'000;
    world.run(change_settings(settings));
    std::size_t seen = world.log().size();
    for (int i = 0; i < kCommandsOfAStatedLife; ++i) {
      const core::Command next = life.next(world, count);
      const core::Digest before = world.digest();
      world.dry_run(next);
      ASSERT_EQ(world.digest(), before) << core::traits(next.op).name << " " << i;
      (void)world.run(next, life.verdict());
      world.pass(core::seconds(life.upto(7'000)));
      for (; seen < world.log().size(); ++seen) {
        statements += world.log()[seen].type == core::RecordType::channel_statement;
        count.record(world, world.log()[seen]);
      }
      count.pass(world.now());
      ASSERT_EQ(open_in(world, kinds), count.open()) << core::traits(next.op).name << " " << i;
      if (i % 50 == 20) ASSERT_EQ(saved_and_loaded(world)->next_due(), world.ledger().next_due());
      if (i % 40 == 39) world.let_go(core::hours(2));
    }
    EXPECT_EQ(world.digest_from_the_log(), world.digest());
  }
  EXPECT_GT(statements, 500U);
  for (const char* kind : {"different", "missing_with_them", "missing_with_us"})
    EXPECT_TRUE(kinds.contains(kind)) << kind;
}

}  // namespace
}  // namespace tallygate::tests
