#include "api/http/account_text.hpp"

#include <string>
#include <utility>

#include "api/http/responses.hpp"
#include "core/canonical_json.hpp"

namespace tallygate::http {
namespace {

using core::JsonWriter;

// Liabilities, income and equity are credit-positive.
bool credit_normal(std::string_view account) {
  return account.starts_with("liabilities:") || account.starts_with("income:") || account.starts_with("equity:");
}
core::Amount sign_of(std::string_view account) {
  return credit_normal(account) ? -1 : 1;
}
std::string_view normal_of(std::string_view account) {
  return credit_normal(account) ? "credit" : "debit";
}

void write_running(JsonWriter& json, core::Amount sign, core::WideAmount posted, core::WideAmount held) {
  json.key("running");
  json.begin_object();
  json.member("held", core::shown(sign * held));
  json.member("posted", core::shown(sign * posted));
  json.end_object();
}

// `balance` is the one of the entry's own layer.
void write_entry(JsonWriter& json, core::Amount sign, const audit::AccountEntry& entry) {
  json.begin_object();
  json.key("about");
  json.begin_array();
  for (const std::string& subject : entry.about) json.string(subject);
  json.end_array();
  json.member("amount", entry.amount);
  json.member("at", core::format_time(entry.at));
  json.member("balance", core::shown(sign * (entry.layer == core::Layer::posted ? entry.posted : entry.held)));
  json.member("change", sign * entry.amount);
  json.member("currency", entry.currency.code());
  json.member("layer", core::name_of(entry.layer));
  write_running(json, sign, entry.posted, entry.held);
  json.member("seq", entry.seq);
  json.member("type", entry.type);
  json.end_object();
}

void write_sums(JsonWriter& json, std::string_view name, core::Amount sign, const audit::Sums& sums) {
  json.key(name);
  json.begin_array();
  for (const auto& sum : sums) {
    json.begin_object();
    json.member("currency", sum.currency.code());
    json.member("pending", core::shown(sign * (sum.posted + sum.held)));
    json.member("posted", core::shown(sign * sum.posted));
    json.end_object();
  }
  json.end_array();
}

std::string joined(const std::vector<std::string>& names) {  // none of them holds a space, a comma or a quote
  std::string out;
  for (const std::string& name : names) out.append(out.empty() ? "" : " ").append(name);
  return out;
}

}  // namespace

https::Response balances_as_json(std::string_view account, const audit::Moment& moment, const audit::BalancesAt& at) {
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.member("account", account);
  json.member("as_of", at.as_of);
  if (moment.at) json.member("at", core::format_time(*moment.at));
  write_sums(json, "balances", sign_of(account), at.sums);
  json.member("normal", normal_of(account));
  json.end_object();
  return json_response(std::move(body));
}

https::Response entries_as_json(std::string_view account, const audit::AccountEntries& entries) {
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.member("account", account);
  json.member("as_of", entries.as_of);
  json.key("items");
  json.begin_array();
  for (const auto& entry : entries.items) write_entry(json, sign_of(account), entry);
  json.end_array();
  json.key("next_cursor");
  if (entries.next)
    json.string(std::to_string(*entries.next));
  else
    json.null();
  json.member("normal", normal_of(account));
  json.end_object();
  return json_response(std::move(body));
}

https::Response statement_as_json(std::string_view party, const audit::Period& period,
                                  const audit::PartyStatement& statement) {
  std::string body;
  JsonWriter json(body);
  json.begin_object();
  json.key("accounts");
  json.begin_array();
  for (const auto& of : statement.accounts) {
    const core::Amount sign = sign_of(of.account);
    json.begin_object();
    json.member("account", of.account);
    write_sums(json, "closing", sign, of.closing);
    json.key("entries");
    json.begin_array();
    for (const auto& entry : of.entries) write_entry(json, sign, entry);
    json.end_array();
    json.member("normal", normal_of(of.account));
    write_sums(json, "opening", sign, of.opening);
    json.end_object();
  }
  json.end_array();
  json.member("as_of", statement.as_of);
  if (period.from) json.member("from", core::format_time(*period.from));
  json.member("party_id", party);
  if (period.to) json.member("to", core::format_time(*period.to));
  json.end_object();
  return json_response(std::move(body));
}

https::Response statement_as_csv(const audit::PartyStatement& statement) {
  std::string body = "account,currency,kind,at,seq,type,layer,amount,posted,held,change,about\r\n";  // RFC 4180
  const auto balance = [&body](const std::string& account, std::string_view kind, const audit::Sums& sums) {
    for (const auto& sum : sums)
      body.append(account)
          .append(",")
          .append(sum.currency.code())
          .append(",")
          .append(kind)
          .append(",,,,,,")
          .append(core::decimal_text(sign_of(account) * sum.posted))
          .append(",")
          .append(core::decimal_text(sign_of(account) * sum.held))
          .append(",,\r\n");
  };
  for (const auto& of : statement.accounts) {
    balance(of.account, "opening", of.opening);
    for (const auto& e : of.entries)
      body.append(of.account)
          .append(",")
          .append(e.currency.code())
          .append(",entry,")
          .append(core::format_time(e.at))
          .append(",")
          .append(std::to_string(e.seq))
          .append(",")
          .append(e.type)
          .append(",")
          .append(core::name_of(e.layer))
          .append(",")
          .append(std::to_string(e.amount))
          .append(",")
          .append(core::decimal_text(sign_of(of.account) * e.posted))
          .append(",")
          .append(core::decimal_text(sign_of(of.account) * e.held))
          .append(",")
          .append(std::to_string(sign_of(of.account) * e.amount))
          .append(",")
          .append(joined(e.about))
          .append("\r\n");
    balance(of.account, "closing", of.closing);
  }
  https::Response response = json_response(std::move(body));
  response.content_type = "text/csv; charset=utf-8";
  response.headers.emplace_back("Tallygate-Position", std::to_string(statement.as_of));
  return response;
}

}  // namespace tallygate::http
