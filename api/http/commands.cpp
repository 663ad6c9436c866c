#include "api/http/commands.hpp"

#include <charconv>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "api/http/batch_mode.hpp"
#include "api/http/responses.hpp"
#include "core/ids.hpp"

namespace tallygate::http {
namespace {

// The approve scope that what waits under an approval needs, by the operation it holds back. That is the first `op`:
// names of people and ids hold no quotes, and the request comes after it.
ScopeSet approve_scopes(std::string_view approval_json) {
  constexpr std::string_view kMember = "\"op\":\"";
  const auto at = approval_json.find(kMember);
  const std::string_view op = at == std::string_view::npos ? "" : approval_json.substr(at + kMember.size());
  if (op.starts_with("ruleset.put\"")) return {Scope::risk_approve};
  if (op.starts_with("plan.put\"")) return {Scope::plans_approve};
  return {Scope::plans_approve, Scope::risk_approve};
}

// An approval has the seq of its record in its id. One at `as_of` or later may come between the look and the decision,
// and nobody has asked yet what scope it needs.
bool may_come(std::string_view id, std::uint64_t as_of) {
  if (!id.starts_with("ap")) return false;
  std::uint64_t seq = 0;
  const auto [end, error] = std::from_chars(id.data() + 2, id.data() + id.size(), seq);
  return error == std::errc() && end == id.data() + id.size() && seq >= as_of;
}

}  // namespace

void Commands::submit(Exchange exchange) const {
  const auto dry_run = wants_dry_run(exchange.request.query());
  if (!dry_run) return exchange.respond(query_problem("dry_run", kDryRunForm));
  Prepared prepared;
  if (const auto no = edge_.command(*exchange.route->op, exchange.id, exchange.request, *exchange.session, prepared,
                                    *dry_run ? Sealing::dry_run : Sealing::kept))
    return exchange.respond(problem(no->code, no->detail, no->errors));
  engine::Ticket ticket;
  ticket.tenant = exchange.session->tenant->name;
  ticket.dry_run = *dry_run;
  ticket.commands.push_back(std::move(prepared.command));
  ticket.blobs = std::move(prepared.blobs);
  gateway_.submit(
      std::move(ticket), exchange.responder->io_index(),
      [responder = exchange.responder](std::vector<engine::Answer> answers) { respond(*responder, answers.front()); });
}

void Commands::approve(Exchange exchange) const {
  engine::Ticket look;
  look.kind = engine::Ticket::Kind::approval;
  look.tenant = exchange.session->tenant->name;
  look.id = exchange.id;
  const std::size_t io_index = exchange.responder->io_index();
  auto shared = std::make_shared<Exchange>(std::move(exchange));
  gateway_.submit(std::move(look), io_index, [this, shared](std::vector<engine::Answer> answers) {
    const engine::Answer& found = answers.front();
    if (found.kind == engine::Answer::Kind::dropped) return shared->responder->drop();
    // What is not there is the ledger's to refuse, and to record.
    if (found.kind == engine::Answer::Kind::read && !shared->session->scopes.intersects(approve_scopes(found.json)))
      return shared->respond(problem(core::Code::forbidden, "The token's scope does not allow this approval."));
    if (found.kind != engine::Answer::Kind::read && may_come(shared->id, found.as_of))
      return shared->respond(problem(core::Code::approval_not_found, "There is no such approval yet."));
    submit(std::move(*shared));
  });
}

void Commands::preview(Exchange exchange) const {
  if (!core::valid_id(exchange.id)) return exchange.respond(problem(core::Code::not_found, "There is no such plan."));
  auto asked = std::make_shared<core::Command>();
  asked->op = core::Operation::order_place;
  asked->actor = exchange.session->actor;
  if (const auto no = edge_.body(asked->op, exchange.request.body, exchange.request, asked->body))
    return exchange.respond(problem(no->code, no->detail, no->errors));
  engine::Ticket ticket;
  ticket.kind = engine::Ticket::Kind::preview;
  ticket.tenant = exchange.session->tenant->name;
  ticket.id = exchange.id;
  ticket.commands.push_back(std::move(asked));
  gateway_.submit(
      std::move(ticket), exchange.responder->io_index(),
      [responder = exchange.responder](std::vector<engine::Answer> answers) { respond(*responder, answers.front()); });
}

}  // namespace tallygate::http
