#include "api/http/privacy.hpp"

#include <string>

#include "api/http/audit_query.hpp"
#include "api/http/edge.hpp"
#include "api/http/form.hpp"
#include "api/http/reads.hpp"
#include "core/body_codec.hpp"
#include "core/canonical_json.hpp"
#include "core/ids.hpp"
#include "core/record_codec.hpp"

namespace tallygate::http {
namespace {

// The clear values of one record that belong to the person, as items of the answer.
void write_values(core::JsonWriter& json, core::RecordDecoder& decoder, const audit::Found::Item& item,
                  const std::string& person, const vault::Vault& vault) {
  const auto decoded = decoder.decode(item.bytes);
  if (!decoded || decoded->record.command == nullptr || person_of(*decoded->record.command) != person) return;
  core::Body body = decoded->record.command->body;
  core::for_each_personal(body, [&](core::Personal& value, std::string_view field) {
    if (value.sealed.empty()) return;
    const std::optional<std::string> clear = vault.unseal(value.sealed, person);
    json.begin_object();
    json.member("at", core::format_time(decoded->record.at));
    json.member("field", field);
    json.member("seq", item.seq);
    json.key("value");
    if (clear)
      json.string(*clear);
    else
      json.null();  // erased
    json.end_object();
  });
}

https::Response person_data(audit::Trail& trail, const Tenant& tenant, const std::string& person,
                            const audit::Query& query) {
  const auto found = trail.query(tenant.name, query);
  if (!found) return unreadable(found.error(), tenant.name);
  core::RecordDecoder decoder;
  std::string body;
  core::JsonWriter json(body);
  json.begin_object();
  json.member("as_of", found->as_of);
  json.key("items");
  json.begin_array();
  for (const auto& item : found->items) write_values(json, decoder, item, person, *tenant.vault);
  json.end_array();
  json.key("next_cursor");
  if (found->next)
    json.string(std::to_string(*found->next));
  else
    json.null();
  json.member("party", person);
  json.end_object();
  return json_response(std::move(body));
}

}  // namespace

void Privacy::data(Exchange exchange) {
  if (!core::valid_id(exchange.id)) return exchange.respond(problem(core::Code::not_found, "There is no such party."));
  const std::optional<Form> form = Form::parse(exchange.request.query());
  https::Response refusal;
  const std::optional<Page> page = read_page(form, refusal);
  if (!page) return exchange.respond(std::move(refusal));
  audit::Query query;
  query.subjects = {"party:" + exchange.id};
  query.limit = page->limit;
  const auto after = page->cursor.empty() ? std::optional<std::uint64_t>(0) : parse_position(page->cursor);
  if (!after) return exchange.respond(query_problem("cursor", "This is no cursor of ours."));
  query.after = *after;
  later_.answer(exchange, [this, query = std::move(query), person = exchange.id, tenant = exchange.session->tenant] {
    return person_data(trail_, *tenant, person, query);
  });
}

}  // namespace tallygate::http
