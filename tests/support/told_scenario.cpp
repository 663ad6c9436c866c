#include "tests/support/told_scenario.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/payouts.hpp"
#include "tests/support/settlements.hpp"
#include "tests/support/told_goods.hpp"
#include "tests/support/told_words.hpp"

namespace tallygate::tests {
namespace {

using namespace told;

class Telling {
 public:
  explicit Telling(std::filesystem::path file) : file_(std::move(file)) {
    std::ifstream in(file_);
    for (std::string line; std::getline(in, line);) lines_.push_back(line);
  }

  void run() {
    ASSERT_FALSE(lines_.empty()) << file_;
    list_sentences();
    for (at_ = 0; at_ < lines_.size();) {
      SCOPED_TRACE(file_.filename().string() + " line " + std::to_string(at_ + 1) + ": " + lines_[at_]);
      tell(lines_[at_++]);
    }
    EXPECT_GT(tables_, 0) << file_ << " looks at the books nowhere";
    EXPECT_EQ(world_.digest_from_the_log(), world_.digest());
  }

 private:
  using Words = std::vector<std::string>;

  static bool is_blank(const std::string& line) {
    return line.empty() || line.front() == '#' || line.find_first_not_of(' ') == std::string::npos;
  }

  void tell(const std::string& line) {
    if (is_blank(line)) return;
    for (const auto& [pattern, step] : sentences_) {
      std::smatch found;
      if (!std::regex_match(line, found, pattern)) continue;
      Words words;
      for (std::size_t i = 1; i < found.size(); ++i) words.push_back(found[i].str());
      return step(words);
    }
    ADD_FAILURE() << "no sentence fits";
  }

  // The indented lines that belong to the sentence above them.
  std::vector<std::string> indented() {
    std::vector<std::string> out;
    while (at_ < lines_.size() && lines_[at_].starts_with("  ")) {
      std::string line = lines_[at_++];
      line.erase(0, line.find_first_not_of(' '));
      if (!line.empty() && line.front() != '#') out.push_back(std::move(line));
    }
    return out;
  }

  void run_step(core::Command command) {
    const LedgerWorld::Outcome out = world_.run(std::move(command));
    static const std::regex kRefused("but it is refused: ([a-z_]+)");
    std::size_t next = at_;
    while (next < lines_.size() && is_blank(lines_[next])) ++next;
    std::smatch found;
    if (next < lines_.size() && std::regex_match(lines_[next], found, kRefused)) {
      at_ = next + 1;
      ASSERT_TRUE(out.refusal) << "it was accepted, not refused as " << found[1];
      EXPECT_EQ(core::traits(out.refusal->code).name, found[1].str()) << out.refusal->detail;
      return;
    }
    EXPECT_FALSE(out.refusal) << "refused: " << core::traits(out.refusal->code).name << ", " << out.refusal->detail;
    world_.pass(core::Duration{0});  // what the step made due comes before the next one
  }

  void sentence(const std::string& pattern, std::function<void(const Words&)> step) {
    sentences_.emplace_back(std::regex(pattern), std::move(step));
  }

  void list_sentences() {
    plans();
    parties();
    orders();
    goods();
    money();
    time();
    payouts();
    looks();
  }

  void plans() {
    sentence("the plan:", [this](const Words&) { publish(indented()); });
  }

  void publish(const std::vector<std::string>& terms) {
    static const std::regex kKeeps("the platform keeps " + kPercent);
    static const std::regex kLevel("level ([0-9]+) earns " + kPercent + "(?:, from " + kMoney + " in 30 days)?");
    static const std::regex kShare("the (creator|partner|supplier) earns " + kPercent);
    static const std::regex kMature("commissions are payable ([0-9]+) (days?|hours?) after completion");
    core::PlanPut plan;
    plan.currency = currency("CNY");
    for (const std::string& term : terms) {
      std::smatch m;
      if (std::regex_match(term, m, kKeeps)) {
        plan.platform_fee_bp = basis_points(m[1]);
      } else if (std::regex_match(term, m, kLevel)) {
        const std::int64_t level = std::stoll(m[1]);
        if (plan.levels.empty() || plan.levels.back().level != level) plan.levels.push_back({level, {}});
        plan.levels.back().tiers.push_back({basis_points(m[2]), m[3].matched ? money_of(m[3]).amount : 0});
      } else if (std::regex_match(term, m, kShare)) {
        plan.shares.push_back({basis_points(m[2]), named<core::Role>(m[1].str())});
      } else if (std::regex_match(term, m, kMature)) {
        plan.matures_after_s = duration_of(m[1], m[2]).us / 1'000'000;
      } else {
        ADD_FAILURE() << "no term of a plan: " << term;
      }
    }
    run_step(publish_plan("default", std::move(plan)));
  }

  void parties() {
    sentence(kId + " is a distributor", [this](const Words& w) { run_step(put_party(w[0])); });
    sentence(kId + " is a distributor under " + kId, [this](const Words& w) { run_step(put_party(w[0], w[1])); });
  }

  void orders() {
    sentence(kId + " orders " + kId + " for " + kMoney + " from " + kId + "((?:, .*)?)",
             [this](const Words& w) { place(w); });
    sentence(kId + " is shipped", [this](const Words& w) { run_step(ship_order(w[0], w[0] + ".w1")); });
    sentence(kId + " is delivered", [this](const Words& w) { run_step(deliver_order(w[0])); });
    sentence(kId + " is completed", [this](const Words& w) { run_step(complete_order(w[0])); });
    sentence(kId + " is cancelled", [this](const Words& w) { run_step(cancel_order(w[0])); });
  }

  void place(const Words& w) {
    core::Command c = place_order(w[1], money_of(w[2]));
    auto& order = std::get<core::OrderPlace>(c.body);
    order.buyer = core::PartyId(w[0]);
    order.merchant = core::PartyId(w[3]);
    for (std::string rest = w[4]; !rest.empty();) {
      const std::size_t end = rest.find(", ", 2);
      clause(order, rest.substr(2, end == std::string::npos ? end : end - 2));
      rest = end == std::string::npos ? std::string() : rest.substr(end);
    }
    for (const std::string& line : indented()) order_line(order, line);
    run_step(std::move(c));
  }

  static void clause(core::OrderPlace& order, const std::string& said) {
    static const std::regex kReferred("referred by " + kId), kCreated("created by " + kId), kScene("scene " + kId),
        kExpires("expires in ([0-9]+) (days?|hours?|minutes?)"),
        kReleased("released ([0-9]+) (days?|hours?|minutes?) after delivery"),
        kDeliver("to be delivered by ([0-9-]+T[0-9:]+Z) or else cancelled");
    std::smatch m;
    const auto terms = [&]() -> core::OrderTerms& { return order.terms ? *order.terms : order.terms.emplace(); };
    if (std::regex_match(said, m, kReferred)) {
      order.referrer = core::PartyId(m[1]);
    } else if (std::regex_match(said, m, kCreated)) {
      order.creator = core::PartyId(m[1]);
    } else if (std::regex_match(said, m, kScene)) {
      order.scene = named<core::Scene>(m[1].str());
    } else if (std::regex_match(said, m, kExpires)) {
      terms().expires_in = duration_of(m[1], m[2]).us / 1'000'000;
    } else if (std::regex_match(said, m, kReleased)) {
      terms().release_after_s = duration_of(m[1], m[2]).us / 1'000'000;
    } else if (std::regex_match(said, m, kDeliver)) {
      order.deliver_by = core::parse_time(m[1].str());
      terms().on_late = core::OnLate::cancel;
    } else if (!goods_clause(order, said)) {
      ADD_FAILURE() << "no clause of an order: " << said;
    }
  }

  static void order_line(core::OrderPlace& order, const std::string& said) {
    static const std::regex kLine("- " + kId + ": (goods|freight|tax|discount|fee)(?: by the (platform|merchant))?" +
                                  "(?:, ([0-9]+) pieces?(?: of " + kId + ")?)?, " + kMoney);
    std::smatch m;
    if (!std::regex_match(said, m, kLine)) {
      ADD_FAILURE() << "no line of an order: " << said;
      return;
    }
    core::OrderLine line;
    line.line_id = m[1];
    line.kind = named<core::LineKind>(m[2].str());
    if (m[3].matched) line.funded_by = m[3].str();
    if (m[4].matched) line.quantity = std::stoll(m[4]);
    if (m[5].matched) line.sku = m[5].str();
    line.amount = money_of(m[6]).amount;
    order.lines.push_back(std::move(line));
  }

  void goods() {
    sentence("([0-9]+) pieces? of " + kId + " are on sale((?:, .*)?)",
             [this](const Words& w) { run_step(stock_on_sale(w[1], std::stoll(w[0]), w[2])); });
    sentence("coupon " + kId + " takes (.*) off, paid by the (platform|merchant)((?:, .*)?)",
             [this](const Words& w) { run_step(coupon_that_takes(w[0], w[1], named<core::FundedBy>(w[2]), w[3])); });
    sentence("([0-9]+) pieces? of " + kId + " of " + kId + " (?:is|are) shipped as parcel " + kId,
             [this](const Words& w) { run_step(shipment_of(w[2], w[3], {w[1], std::stoll(w[0])})); });
    sentence("parcel " + kId + " of " + kId + " is delivered",
             [this](const Words& w) { run_step(delivery_of(w[1], w[0])); });
    sentence("the group " + kId + " (?:is|has) (open|succeeded|failed)", [this](const Words& w) {
      EXPECT_NE(world_.ledger().group_json(w[0]).find("\"state\":\"" + w[1] + "\""), std::string::npos);
    });
    sentence("([0-9]+) pieces? of " + kId + " (?:is|are) left", [this](const Words& w) {
      const std::string json = world_.ledger().stock_json(w[1]);
      EXPECT_NE(json.find("\"available\":" + w[0] + ","), std::string::npos) << json;
    });
  }

  void money() {
    sentence(kMoney + " of " + kId + " is paid by " + kId, [this](const Words& w) {
      payment_ = w[1] + ".p" + std::to_string(++payments_);
      payment_of_[w[1]] = payment_;
      run_step(pay_order(w[1], payment_, money_of(w[0]), named<core::Channel>(w[2])));
    });
    sentence(kMoney + " of " + kId + " is refunded((?:, .*)?)", [this](const Words& w) { refund(w); });
    sentence("the refund fails", [this](const Words&) { run_step(fail_refund(refund_)); });
    sentence("the refund is settled", [this](const Words&) { run_step(settle_refund(refund_)); });
    sentence("the buyer's bank disputes " + kMoney + " of " + kId, [this](const Words& w) {
      dispute_ = w[1] + ".d" + std::to_string(++disputes_);
      run_step(dispute_payment(payment_of_[w[1]], dispute_, money_of(w[0])));
    });
    sentence("the dispute is (won|lost)",
             [this](const Words& w) { run_step(resolve_dispute(dispute_, named<core::DisputeOutcome>(w[0]))); });
    sentence(kId + " pays the bank " + kMoney + " less " + kMoney, [this](const Words& w) {
      run_step(settle_channel("s" + std::to_string(++settlements_), money_of(w[1]), money_of(w[2]).amount, w[0]));
    });
  }

  void refund(const Words& w) {
    static const std::regex kPieces(", ([0-9]+) pieces? of " + kId);
    refund_ = w[1] + ".r" + std::to_string(++refunds_);
    core::Command c = refund_order(w[1], refund_, money_of(w[0]));
    std::smatch m;
    if (std::regex_match(w[2], m, kPieces)) {
      core::RefundLine line;
      line.line_id = m[2];
      line.quantity = std::stoll(m[1]);
      std::get<core::OrderRefund>(c.body).lines.push_back(std::move(line));
    } else if (!w[2].empty()) {
      ADD_FAILURE() << "no clause of a refund: " << w[2];
    }
    run_step(std::move(c));
  }

  void time() {
    sentence("([0-9]+) (days?|hours?|minutes?) pass(?:es)?",
             [this](const Words& w) { world_.pass(duration_of(w[0], w[1])); });
  }

  void payouts() {
    sentence(kId + " asks for a payout of " + kMoney, [this](const Words& w) {
      payout_ = "y" + std::to_string(++payouts_);
      run_step(ask_payout(payout_, w[0], money_of(w[1])));
    });
    sentence("the payout is approved", [this](const Words&) { run_step(decide_payout(payout_, true)); });
    sentence("the bank pays it out", [this](const Words&) { run_step(settle_payout(payout_)); });
    sentence("the bank sends it back", [this](const Words&) { run_step(return_payout(payout_)); });
  }

  void looks() {
    sentence("the order " + kId + " is " + kId,
             [this](const Words& w) { EXPECT_EQ(world_.state_of_order(w[0]), w[1]); });
    sentence("of " + kAccount + ", " + kMoney + " can be paid out", [this](const Words& w) {
      const core::Money money = money_of(w[1]);
      available(w[0], money).verify(world_, {});
    });
    sentence("the books:", [this](const Words&) { look_at_the_books(indented()); });
  }

  void look_at_the_books(const std::vector<std::string>& table) {
    static const std::regex kRow("([^ ]+) +" + kMoney + " (Dr|Cr)");
    ++tables_;
    std::map<std::string, std::string> expected, actual;
    for (const std::string& row : table) {
      std::smatch m;
      if (!std::regex_match(row, m, kRow)) {
        ADD_FAILURE() << "no row of the books: " << row;
        continue;
      }
      const core::Money money = money_of(m[2]);
      expected[m[1].str() + " " + std::string(money.currency.code())] =
          std::to_string(m[3] == "Dr" ? money.amount : -money.amount);
    }
    for (const auto& b : world_.ledger().balances()) {
      EXPECT_EQ(b.held, 0) << b.account;
      if (b.posted != 0)
        actual[std::string(b.account) + " " + std::string(b.currency.code())] =
            std::to_string(static_cast<core::Amount>(b.posted));
    }
    EXPECT_EQ(actual, expected);
  }

  std::filesystem::path file_;
  std::vector<std::string> lines_;
  std::size_t at_ = 0;
  int tables_ = 0, payments_ = 0, refunds_ = 0, disputes_ = 0, settlements_ = 0, payouts_ = 0;
  std::string payment_, refund_, dispute_, payout_;
  std::map<std::string, std::string> payment_of_;  // the last one of each order
  std::vector<std::pair<std::regex, std::function<void(const Words&)>>> sentences_;
  LedgerWorld world_;
};

}  // namespace

void run_told_scenario(const std::filesystem::path& file) {
  Telling(file).run();
}

}  // namespace tallygate::tests
