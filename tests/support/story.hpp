// What people do on a platform, told as batch lines with their own times. In a body '~' stands for the story's own
// prefix of ids and '^' for its own octet of IP addresses, so that many stories play in one tenant without touching
// each other.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/time.hpp"

namespace tallygate::tests {

class Story {
 public:
  // `begin` is the log's time so far; stories in one tenant follow each other.
  Story(std::string prefix, int octet, core::Time begin) : prefix_(std::move(prefix)), octet_(octet), now_(begin) {}

  Story& pass(core::Duration time) { return now_ = now_ + time, *this; }

  // `more` are further members, each with its comma before it.
  Story& order(const std::string& id, const std::string& buyer, std::int64_t amount = 10'000,
               const std::string& more = {}) {
    return line("order.place", {},
                R"({"order_id":"~)" + id + R"(","buyer":"~)" + buyer + R"(","merchant":"~m","amount":)" +
                    std::to_string(amount) + R"(,"currency":"CNY")" + more + "}");
  }
  Story& pay(const std::string& order, std::int64_t amount = 10'000, const std::string& more = {}) {
    return line("order.pay", "~" + order,
                R"({"payment_id":"~p)" + std::to_string(lines_) + R"(","channel":"card","amount":)" +
                    std::to_string(amount) + R"(,"currency":"CNY")" + more + "}");
  }
  Story& decline(const std::string& card, const std::string& more = {}) {
    return line("payment.decline", "~x" + std::to_string(lines_),
                R"({"code":"do_not_honor")" + with_card(card) + more + "}");
  }
  Story& login(const std::string& user, bool success = true, const std::string& more = {}) {
    return line("login.attempt", {},
                R"({"login_id":"~l)" + std::to_string(lines_) + R"(","user":"~)" + user + R"(","success":)" +
                    (success ? "true" : "false") + more + "}");
  }
  Story& change(const std::string& user, const std::string& what) {
    return line("party.change", "~" + user, R"({"what":")" + what + "\"}");
  }
  Story& party(const std::string& id, const std::string& more = {}) {
    return line("party.put", "~" + id, R"({"roles":["distributor"])" + more + "}");
  }
  Story& refund(const std::string& order, std::int64_t amount = 1'000, const std::string& more = {}) {
    return line("order.refund", "~" + order,
                R"({"refund_id":"~r)" + std::to_string(lines_) + R"(","amount":)" + std::to_string(amount) +
                    R"(,"currency":"CNY")" + more + "}");
  }
  Story& complete(const std::string& order) { return line("order.complete", "~" + order, "{}"); }
  // Of what the story's merchant has earned.
  Story& payout(std::int64_t amount, const std::string& more = {}) {
    return line("payout.request", {},
                R"({"payout_id":"~y)" + std::to_string(lines_) + R"(","party":"~m","amount":)" +
                    std::to_string(amount) + R"(,"currency":"CNY")" + more + "}");
  }
  Story& payout_account(const std::string& account) {
    return line("payout_account.put", "~m", R"({"kind":"bank","token":"~t","account":"~)" + account + R"("})");
  }
  // An order that is paid in full.
  Story& sale(const std::string& id, const std::string& buyer, std::int64_t amount = 10'000) {
    return order(id, buyer, amount).pay(id, amount);
  }

  static std::string with_card(const std::string& token) { return R"(,"instrument":{"token":"~)" + token + R"("})"; }
  static std::string with_device(const std::string& id) { return R"(,"device":"~)" + id + "\""; }
  static std::string with_ip(const std::string& ip) { return R"(,"ip":")" + ip + "\""; }

  const std::string& ndjson() const { return text_; }
  std::size_t lines() const { return lines_; }
  core::Time now() const { return now_; }

 private:
  Story& line(std::string_view op, const std::string& path, const std::string& body) {
    std::string json = R"({"op":")" + std::string(op) + R"(","key":"~)" + std::to_string(lines_) + R"(","at":")" +
                       core::format_time(now_) + "\"";
    if (!path.empty()) json += R"(,"path":{"id":")" + path + "\"}";
    json += R"(,"body":)" + body + "}\n";
    for (const char c : json) {
      if (c == '~')
        text_ += prefix_;
      else if (c == '^')
        text_ += std::to_string(octet_);
      else
        text_ += c;
    }
    ++lines_;
    return *this;
  }

  std::string prefix_;
  int octet_;
  core::Time now_;
  std::string text_;
  std::size_t lines_ = 0;
};

}  // namespace tallygate::tests
