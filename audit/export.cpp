#include "audit/export.hpp"

#include <map>
#include <ostream>
#include <set>

#include "audit/record_pages.hpp"
#include "core/currency.hpp"

namespace tallygate::audit {
namespace {

// -1234 with exponent 2: "-12.34".
std::string money_text(std::int64_t minor, int exponent) {
  const bool negative = minor < 0;
  auto digits = std::to_string(negative ? -minor : minor);  // amounts are far inside the range of int64
  if (exponent > 0) {
    const auto width = static_cast<std::size_t>(exponent);
    if (digits.size() <= width) digits.insert(0, width + 1 - digits.size(), '0');
    digits.insert(digits.size() - width, ".");
  }
  return (negative ? "-" : "") + digits;
}

struct Use {
  std::map<std::pair<std::string, std::string>, std::uint64_t>
      last;  // account, currency -> the last record that posts to it
  std::set<std::string> accounts;
  std::map<std::string, int> currencies;
};

core::Status survey(const eventstore::EventLog& log, std::string_view tenant, const Period& period, std::uint64_t begin,
                    std::uint64_t size, Use& use) {
  return each_decoded(log, tenant, begin, size, [&](const core::Decoded& decoded, std::string_view) {
    const auto& r = decoded.record;
    if (period.to && r.at >= *period.to) return false;
    if (!inside(period, r.at)) return true;
    for (const auto& p : r.postings.all()) {
      if (p.layer != core::Layer::posted) continue;
      use.accounts.insert(p.account);
      use.currencies[std::string(p.currency.code())] = p.currency.exponent();
      use.last[{p.account, std::string(p.currency.code())}] = r.seq;
    }
    return true;
  });
}

void declare(const Use& use, std::ostream& out) {
  for (const auto& [code, exponent] : use.currencies)
    out << "commodity 1000" << (exponent > 0 ? "." + std::string(static_cast<std::size_t>(exponent), '0') : ".") << " "
        << code << "\n";
  out << "\n";
  for (const auto& account : use.accounts) out << "account " << account << "\n";
}

}  // namespace

core::Result<Exported> export_ndjson(const eventstore::EventLog& log, std::string_view tenant, const Period& period,
                                     std::ostream& out) {
  const auto head = log.head(tenant);
  if (!head) return head.error();
  const std::uint64_t begin = first_asked(log, tenant, period.from);
  Exported done{begin, 0, head->size};
  const bool whole = !period.from && !period.to;
  const auto take = [&](std::string_view bytes) {
    out << bytes << '\n';
    ++done.written;
    return out.good();
  };
  const auto walked =
      whole ? each_record(log, tenant, 0, head->size,
                          [&](std::uint64_t, std::string_view bytes) { return ++done.records, take(bytes); })
            : each_decoded(log, tenant, begin, head->size, [&](const core::Decoded& decoded, std::string_view bytes) {
                if (period.to && decoded.record.at >= *period.to) return false;
                ++done.records;
                return !inside(period, decoded.record.at) || take(bytes);
              });
  if (!walked) return walked.error();
  if (!out.flush()) return core::failure(core::ErrorKind::io, "the export could not be written");
  return done;
}

// Balances are asserted on the last posting to each account and currency; they are those of the period, since an
// assertion sees only its own file.
core::Result<Exported> export_hledger(const eventstore::EventLog& log, std::string_view tenant, const Period& period,
                                      std::ostream& out) {
  const auto head = log.head(tenant);
  if (!head) return head.error();
  const std::uint64_t begin = first_asked(log, tenant, period.from);
  Exported done{begin, 0, head->size};
  Use use;
  if (auto surveyed = survey(log, tenant, period, begin, head->size, use); !surveyed) return surveyed.error();
  out << "; " << tenant << ", " << head->size << " records; layer posted (debit positive)\n";
  declare(use, out);
  std::map<std::pair<std::string, std::string>, std::int64_t>
      balances;  // inside the period: an assertion sees only this file
  const auto walked = each_decoded(log, tenant, begin, head->size, [&](const core::Decoded& decoded, std::string_view) {
    const auto& r = decoded.record;
    if (period.to && r.at >= *period.to) return false;
    ++done.records;
    if (!inside(period, r.at)) return true;
    bool begun = false;
    for (const auto& p : r.postings.all()) {
      if (p.layer != core::Layer::posted) continue;
      if (!begun) {
        out << "\n" << core::format_date(core::date_of(r.at)) << " (" << r.seq << ") " << core::name_of(r.type);
        for (const auto& subject : r.subjects)
          if (subject.name.starts_with("order:")) out << " " << subject.name.substr(6);
        out << "\n";
        begun = true;
        ++done.written;
      }
      const std::string currency(p.currency.code());
      auto& balance = balances[{p.account, currency}];
      balance += p.amount;
      out << "    " << p.account << "  " << money_text(p.amount, p.currency.exponent()) << " " << currency;
      if (use.last[{p.account, currency}] == r.seq)
        out << " = " << money_text(balance, p.currency.exponent()) << " " << currency;
      out << "\n";
    }
    return out.good();
  });
  if (!walked) return walked.error();
  if (!out.flush()) return core::failure(core::ErrorKind::io, "the export could not be written");
  return done;
}

}  // namespace tallygate::audit
