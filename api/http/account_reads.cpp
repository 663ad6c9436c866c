#include "api/http/account_reads.hpp"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>

#include "api/http/account_text.hpp"
#include "api/http/audit_query.hpp"
#include "api/http/form.hpp"
#include "api/http/media_type.hpp"
#include "api/http/responses.hpp"
#include "core/ids.hpp"
#include "core/posting.hpp"

namespace tallygate::http {
namespace {

constexpr std::string_view kTimeForm = "A time is RFC 3339, UTC.";
constexpr std::string_view kPositionForm = "A position is a number of records, without a leading zero.";

// A time of the query; false, and `refusal` filled in, where it is malformed.
bool read_time(const Form& form, std::string_view name, std::optional<core::Time>& out, https::Response& refusal) {
  const auto text = form.find(name);
  if (!text) return true;
  out = core::parse_time(*text);
  if (!out) refusal = query_problem(name, kTimeForm);
  return out.has_value();
}

bool read_period(const Form& form, audit::Period& out, https::Response& refusal) {
  if (!read_time(form, "from", out.from, refusal) || !read_time(form, "to", out.to, refusal)) return false;
  if (!out.from || !out.to || *out.from <= *out.to) return true;
  refusal = query_problem("to", "`to` is before `from`.");
  return false;
}

bool read_moment(const Form& form, audit::Moment& out, https::Response& refusal) {
  if (!read_time(form, "at", out.at, refusal)) return false;
  const auto position = form.find("position");
  if (!position) return true;
  out.position = parse_position(*position);
  if (out.at && out.position) {
    refusal = query_problem("position", "An account is looked at as of a time or a position, not both.");
    return false;
  }
  if (!out.position) refusal = query_problem("position", kPositionForm);
  return out.position.has_value();
}

// Whether an account could have this name. What was never posted on is empty, as an account is that will be.
bool could_be_an_account(std::string_view name) {
  constexpr std::string_view kKinds[] = {"assets:", "equity:", "expenses:", "income:", "liabilities:"};
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':' || c == '_' ||
           c == '-' || c == '.';
  };
  return name.size() <= core::kAccountNameMax && std::ranges::all_of(name, allowed) &&
         std::ranges::any_of(kKinds, [name](std::string_view kind) { return name.starts_with(kind); });
}

}  // namespace

void AccountReads::once_there(Exchange exchange, std::function<void(Exchange)> then) {
  const std::optional<Form> form = Form::parse(exchange.request.query());
  const auto text = form ? form->find("min_position") : std::nullopt;
  if (!text) return then(std::move(exchange));
  const auto wanted = parse_position(*text);
  if (!wanted) return exchange.respond(query_problem("min_position", kPositionForm));
  const std::string tenant = exchange.session->tenant->name;
  if (engine_.durable_head(tenant).size >= *wanted) return then(std::move(exchange));
  auto shared = std::make_shared<Exchange>(std::move(exchange));
  published_.when_published(
      tenant, *wanted, kWaitMax, [this, tenant, wanted = *wanted, shared, then = std::move(then)] {
        if (engine_.durable_head(tenant).size >= wanted) return then(std::move(*shared));
        later_.answer(*shared, [] { return not_published("The log has not come to this position."); });
      });
}

void AccountReads::balances(Exchange exchange) {
  const std::optional<Form> form = Form::parse(exchange.request.query());
  audit::Moment moment;
  https::Response refusal;
  if (!could_be_an_account(exchange.id))
    return exchange.respond(problem(core::Code::not_found, "There is no such account."));
  if (form && !read_moment(*form, moment, refusal)) return exchange.respond(std::move(refusal));
  once_there(std::move(exchange), [this, moment](Exchange there) {
    if (!moment.at && !moment.position) return reads_.account(std::move(there));
    later_.answer(there, [this, moment, account = there.id, tenant = there.session->tenant->name] {
      const auto found = trail_.balances(tenant, account, moment);
      if (!found) return unreadable(found.error(), tenant);
      if (!*found) return not_published("The log has not come to this position.");
      return balances_as_json(account, moment, **found);
    });
  });
}

void AccountReads::entries(Exchange exchange) {
  const std::optional<Form> form = Form::parse(exchange.request.query());
  https::Response refusal;
  const std::optional<Page> page = read_page(form, refusal);
  if (!page) return exchange.respond(std::move(refusal));
  audit::EntriesAsked asked;
  asked.limit = page->limit;
  if (!read_period(*form, asked.period, refusal)) return exchange.respond(std::move(refusal));
  if (!page->cursor.empty()) {
    const auto after = parse_position(page->cursor);
    if (!after) return exchange.respond(query_problem("cursor", "This is no cursor of ours."));
    asked.after = *after;
  }
  if (!could_be_an_account(exchange.id))
    return exchange.respond(problem(core::Code::not_found, "There is no such account."));
  once_there(std::move(exchange), [this, asked](Exchange there) {
    later_.answer(there, [this, asked, account = there.id, tenant = there.session->tenant->name] {
      const auto found = trail_.entries(tenant, account, asked);
      return found ? entries_as_json(account, *found) : unreadable(found.error(), tenant);
    });
  });
}

void AccountReads::statement(Exchange exchange) {
  const std::optional<Form> form = Form::parse(exchange.request.query());
  audit::Period period;
  https::Response refusal;
  if (form && !read_period(*form, period, refusal)) return exchange.respond(std::move(refusal));
  if (!core::valid_id(exchange.id)) return exchange.respond(problem(core::Code::not_found, "There is no such party."));
  const bool csv = is_media_type(exchange.request.headers.get("accept"), kCsv);
  once_there(std::move(exchange), [this, period, csv](Exchange there) {
    later_.answer(there, [this, period, csv, party = there.id, tenant = there.session->tenant->name] {
      const auto found = trail_.statement(tenant, party, period);
      if (!found) return unreadable(found.error(), tenant);
      if (found->too_long)
        return query_problem("to",
                             "A statement has at most 10,000 entries: take a shorter period, or the entries of "
                             "each account, page by page.");
      return csv ? statement_as_csv(*found) : statement_as_json(party, period, *found);
    });
  });
}

}  // namespace tallygate::http
