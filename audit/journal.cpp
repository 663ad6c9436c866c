#include "audit/journal.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <ostream>
#include <set>
#include <utility>

#include "audit/record_pages.hpp"
#include "core/currency.hpp"

namespace tallygate::audit {
namespace {

using AccountCurrency = std::pair<std::string, std::string>;

// -1234 with exponent 2: "-12.34".
std::string money_text(core::WideAmount minor, int exponent) {
  const bool negative = minor < 0;
  auto digits = core::decimal_text(negative ? -minor : minor);
  if (exponent > 0) {
    const auto width = static_cast<std::size_t>(exponent);
    if (digits.size() <= width) digits.insert(0, width + 1 - digits.size(), '0');
    digits.insert(digits.size() - width, ".");
  }
  return (negative ? "-" : "") + digits;
}

core::Date next_day(core::Date date) {
  return {date.days_since_epoch + 1};
}
std::string month_of(core::Date date) {
  return core::format_date(date).substr(0, 7);
}
core::Date last_of_month(core::Date date) {
  while (month_of(next_day(date)) == month_of(date)) date = next_day(date);
  return date;
}

struct Use {
  std::map<AccountCurrency, std::uint64_t> last;  // the last record that posts to it
  std::set<std::string> accounts;
  std::map<std::string, int> currencies;
  std::optional<core::Date> first_day;
};

core::Status survey(const eventstore::EventLog& log, std::string_view tenant, const Period& period, std::uint64_t begin,
                    std::uint64_t size, const DateOf& date_of, Use& use) {
  return each_decoded(log, tenant, begin, size, [&](const core::Decoded& decoded, std::string_view) {
    const auto& r = decoded.record;
    if (period.to && r.at >= *period.to) return false;
    if (!inside(period, r.at)) return true;
    for (const auto& p : r.postings.all()) {
      if (p.layer != core::Layer::posted) continue;
      if (!use.first_day) use.first_day = date_of(r.at);
      use.accounts.insert(p.account);
      use.currencies[std::string(p.currency.code())] = p.currency.exponent();
      use.last[{p.account, std::string(p.currency.code())}] = r.seq;
    }
    return true;
  });
}

// What is written, in the words of each tool.
class JournalWriter {
 public:
  JournalWriter(JournalFormat format, const Use& use, std::ostream& out) : format_(format), use_(use), out_(out) {}

  void declare() {
    const std::string since = use_.first_day ? core::format_date(*use_.first_day) : "";
    for (const auto& [code, exponent] : use_.currencies) {
      const std::string sample = money_text(1'000, 0) + (exponent > 0 ? "." : "") +
                                 std::string(static_cast<std::size_t>(std::max(0, exponent)), '0');
      if (beancount()) {
        out_ << since << " commodity " << code << "\n";
      } else if (format_ == JournalFormat::ledger) {
        out_ << "commodity " << code << "\n    format " << sample << " " << code << "\n";
      } else {
        out_ << "commodity " << sample << (exponent > 0 ? " " : ". ") << code << "\n";
      }
    }
    out_ << "\n";
    for (const auto& account : use_.accounts)
      out_ << (beancount() ? since + " open " : "account ") << name_of_account(account) << "\n";
  }

  // Of a record that posts.
  std::uint64_t transaction(const core::Record& r, core::Date date) {
    bool begun = false;
    for (const auto& p : r.postings.all()) {
      if (p.layer != core::Layer::posted) continue;
      if (!begun) head(r, date);
      begun = true;
      const AccountCurrency of{p.account, std::string(p.currency.code())};
      const auto balance = balances_[of] += p.amount;
      const auto last = use_.last.find(of);
      posting(of, p.amount, last != use_.last.end() && last->second == r.seq ? std::optional(balance) : std::nullopt);
    }
    return begun ? 1 : 0;
  }

  // What stands on every account when this day is over.
  std::uint64_t assert_balances(core::Date day, std::string_view why) {
    if (balances_.empty()) return 0;
    if (!beancount()) out_ << "\n" << core::format_date(day) << " " << why << "\n";
    if (beancount()) out_ << "\n; " << core::format_date(day) << " " << why << "\n";
    for (const auto& [of, balance] : balances_) {
      if (!beancount()) {
        posting(of, 0, balance);
        continue;
      }
      out_ << core::format_date(next_day(day)) << " balance " << name_of_account(of.first) << "  "
           << money_text(balance, use_.currencies.at(of.second)) << " ~ 0 " << of.second
           << "\n";  // looked at when a day begins, and without a tolerance
    }
    return 1;
  }

 private:
  bool beancount() const { return format_ == JournalFormat::beancount; }
  std::string name_of_account(const std::string& account) const {
    return beancount() ? beancount_account(account) : account;
  }
  std::string amount(const std::string& currency, core::WideAmount minor) const {
    return money_text(minor, use_.currencies.at(currency)) + " " + currency;
  }
  void head(const core::Record& r, core::Date date) {
    std::string what;
    for (const auto& subject : r.subjects) {
      if (subject.name.starts_with("order:")) what += " " + subject.name.substr(6);
      for (const std::string_view kind : {"conversion:", "journal:", "payout:", "settlement:"})
        if (subject.name.starts_with(kind)) what += " " + subject.name;
    }
    out_ << "\n" << core::format_date(date);
    if (beancount()) {
      out_ << " * \"" << core::name_of(r.type) << what << "\"\n  seq: " << r.seq << "\n";
    } else {
      out_ << " (" << r.seq << ") " << core::name_of(r.type) << what << "\n";
    }
  }
  void posting(const AccountCurrency& of, core::Amount minor, std::optional<core::WideAmount> balance) {
    out_ << "    " << name_of_account(of.first) << "  " << amount(of.second, minor);
    if (balance && !beancount()) out_ << " = " << amount(of.second, *balance);
    out_ << "\n";
  }

  JournalFormat format_;
  const Use& use_;
  std::ostream& out_;
  std::map<AccountCurrency, core::WideAmount> balances_;  // of the period
};

// Asserts at the end of every month that the days leave behind.
class MonthEnds {
 public:
  MonthEnds(JournalWriter& writer, std::uint64_t& written) : writer_(writer), written_(written) {}
  void come_to(core::Date day) {
    for (; day_ && month_of(*day_) < month_of(day); day_ = next_day(last_of_month(*day_)))
      written_ += writer_.assert_balances(last_of_month(*day_), "balances at the month's end");
    day_ = day;
  }

 private:
  JournalWriter& writer_;
  std::uint64_t& written_;
  std::optional<core::Date> day_;
};

}  // namespace

std::string beancount_account(std::string_view account) {
  std::string out;
  bool first = true;
  for (const char c : account) {
    const bool small = c >= 'a' && c <= 'z';
    if (c == ':') {
      out += c;
    } else if (first) {
      if (!small) out += "X-";
      out += small ? static_cast<char>(c - 'a' + 'A') : c;
    } else if (c == '-') {
      out += "--";
    } else if (c == '_') {
      out += "-u";
    } else if (c == '.') {
      out += "-d";
    } else {
      out += c;
    }
    first = c == ':';
  }
  return out;
}

core::Result<Exported> export_journal(const eventstore::EventLog& log, std::string_view tenant, const Period& period,
                                      JournalFormat format, const DateOf& date_of, std::ostream& out) {
  const auto head = log.head(tenant);
  if (!head) return head.error();
  const std::uint64_t begin = first_asked(log, tenant, period.from);
  Exported done{begin, 0, head->size};
  Use use;
  if (auto surveyed = survey(log, tenant, period, begin, head->size, date_of, use); !surveyed) return surveyed.error();
  out << "; " << tenant << ", " << head->size << " records; layer posted (debit positive)\n";
  JournalWriter writer(format, use, out);
  writer.declare();
  MonthEnds months(writer, done.written);
  std::optional<core::Date> last_day;
  const auto walked = each_decoded(log, tenant, begin, head->size, [&](const core::Decoded& decoded, std::string_view) {
    const auto& r = decoded.record;
    if (period.to && r.at >= *period.to) {
      months.come_to(date_of(*period.to));  // the log has passed the period's end: what of it is over, is over
      return false;
    }
    ++done.records;
    if (!inside(period, r.at)) return true;
    last_day = date_of(r.at);
    months.come_to(*last_day);
    done.written += writer.transaction(r, *last_day);
    return out.good();
  });
  if (!walked) return walked.error();
  if (format == JournalFormat::beancount && last_day)
    done.written += writer.assert_balances(*last_day, "balances at the end");
  if (!out.flush()) return core::failure(core::ErrorKind::io, "the export could not be written");
  return done;
}

}  // namespace tallygate::audit
