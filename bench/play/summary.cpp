#include "bench/play/summary.hpp"

#include <algorithm>
#include <cstdio>
#include <iomanip>
#include <map>

namespace tallygate::play {
namespace {

void heading(std::ostream& out, const std::string& title) {
  out << "\n" << title << "\n" << std::string(title.size(), '-') << "\n";
}

std::string left(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}
std::string right(const std::string& text, std::size_t width) {
  return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "-";
  char text[16];
  std::snprintf(text, sizeof text, "%.1f %%", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
  return text;
}

void print_outcomes(std::ostream& out, const Tally& tally) {
  heading(out, "What was asked, and what risk decided before it was recorded");
  out << left("", 14) << right("allow", 9) << right("challenge", 11) << right("review", 9) << right("block", 9) << "\n";
  for (const auto& [operation, outcomes] : tally.outcomes) {
    out << left(operation, 14);
    for (const auto* outcome : {"allow", "challenge", "review", "block"}) {
      const auto it = outcomes.find(outcome);
      out << right(it == outcomes.end() ? "." : grouped(it->second), std::string(outcome) == "challenge" ? 11 : 9);
    }
    out << "\n";
  }
}

void print_signals(std::ostream& out, const Tally& tally, const Closing& closing) {
  heading(out, "The labelled abuse (synthetic): what could have succeeded, and what caught it");
  out << left("", 18) << right("failed outside, seen", 22) << right("could succeed", 15) << right("stopped", 9)
      << right("missed", 8) << "   by\n";
  for (const auto& [episode, count] : tally.episodes) {
    out << left(episode, 18)
        << right(count.failed_outside == 0 ? "." : grouped(count.failed_outside) + ", " + grouped(count.of_those_seen),
                 22)
        << right(grouped(count.could_succeed), 15) << right(grouped(count.stopped), 9)
        << right(grouped(count.could_succeed - count.stopped), 8) << "   ";
    std::vector<std::pair<std::uint64_t, std::string>> by;
    for (const auto& [code, n] : count.by) by.emplace_back(n, code);
    std::sort(by.rbegin(), by.rend());
    for (std::size_t i = 0; i < std::min<std::size_t>(by.size(), 4); ++i)
      out << (i == 0 ? "" : "  ") << by[i].second << " x" << by[i].first;
    out << "\n";
  }
  out << "Of " << grouped(tally.ordinary_attempts)
      << " ordinary attempts (real orders and refunds; synthetic logins and devices) "
      << grouped(tally.ordinary_stopped) << " were stopped, wrongly ("
      << percent(tally.ordinary_stopped, tally.ordinary_attempts) << ").\n";
  heading(out, "Each signal that fired");
  out << left("", 10) << right("on abuse", 10) << right("on ordinary", 13) << "\n";
  for (const auto& [code, count] : tally.signals)
    out << left(code, 10) << right(grouped(count.abuse), 10) << right(grouped(count.ordinary), 13) << "\n";
  out << "silent:";
  for (const auto& code : closing.rules)
    if (!tally.signals.contains(code)) out << " " << code;
  out << "\n";
}

void print_money(std::ostream& out, const Month& month, const Tally& tally, const Closing& closing) {
  heading(out, "The money (" + month.currency + ", from the accounts)");
  std::map<std::string, std::int64_t> groups;
  std::int64_t sum = 0;
  for (const auto& b : closing.balances) {
    std::string group = b.account;
    if (group.starts_with("liabilities:distributor:"))
      group = group.ends_with(":payable") ? "liabilities:distributor:*:payable" : "liabilities:distributor:*:unmatured";
    else if (group.starts_with("liabilities:merchant:"))
      group = "liabilities:merchant:*";
    groups[group] += b.posted;
    sum += b.debit ? b.posted : -b.posted;
  }
  for (const auto& [group, amount] : groups)
    if (amount != 0 || group == "liabilities:escrow") out << left(group, 36) << right(decimal(amount), 16) << "\n";
  out << left("debits less credits", 36) << right(decimal(sum), 16) << (sum == 0 ? "   adds up" : "   DOES NOT ADD UP")
      << "\n";
  out << "\nsplit at completion:";
  for (const auto& [part, amount] : tally.split) out << "  " << part << " " << decimal(amount);
  out << "\nreal orders alone: gross " << decimal(closing.real_gross) << ", refunded " << decimal(closing.real_refunded)
      << "  (as samples/online-retail/recount.py counts; synthetic orders come on top)\n";
}

}  // namespace

std::string decimal(std::int64_t minor) {
  const bool negative = minor < 0;
  const auto magnitude = static_cast<std::uint64_t>(negative ? -minor : minor);
  char cents[8];
  std::snprintf(cents, sizeof cents, ".%02u", static_cast<unsigned>(magnitude % 100));
  return (negative ? "-" : "") + grouped(magnitude / 100) + cents;
}

std::string grouped(std::uint64_t n) {
  auto text = std::to_string(n);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

void print_summary(std::ostream& out, const Month& month, Tally& tally, const Closing& closing) {
  out << "\nTallygate: " << core::format_date(core::date_of(month.from)) << " to "
      << core::format_date(core::date_of(month.to)) << ", " << grouped(closing.real_orders) << " real orders ("
      << grouped(closing.real_accepted) << " accepted), " << grouped(closing.real_refunds)
      << " real refunds, and abuse made for the purpose.\n";
  print_outcomes(out, tally);
  print_signals(out, tally, closing);
  print_money(out, month, tally, closing);
  heading(out, "Speed and size, over HTTPS with every answer fsynced before it was given");
  const auto rate =
      tally.seconds > 0 ? static_cast<std::uint64_t>(static_cast<double>(tally.lines) / tally.seconds) : 0;
  char latency[96];
  std::snprintf(latency, sizeof latency, "p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms",
                static_cast<double>(tally.latency_ns(0.5)) / 1e6, static_cast<double>(tally.latency_ns(0.99)) / 1e6,
                static_cast<double>(tally.latency_ns(0.999)) / 1e6);
  out << grouped(tally.lines) << " commands in " << std::fixed << std::setprecision(1) << tally.seconds
      << " s on one connection, half an hour of trade a batch: " << grouped(rate) << " durable commands/s; " << latency
      << "\n";
  out << grouped(closing.records) << " records, log on disk " << std::setprecision(1)
      << static_cast<double>(closing.log_bytes) / 1e6 << " MB\n";
  if (!tally.refused.empty()) {
    out << "refused: ";
    for (const auto& [code, n] : tally.refused) out << code << " x" << n << " ";
    out << "\n";
  }
  heading(out, "The signed checkpoint");
  out << closing.checkpoint;
  heading(out, "Verified from the records alone");
  out << closing.verify;
}

}  // namespace tallygate::play
