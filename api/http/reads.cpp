#include "api/http/reads.hpp"

#include <charconv>
#include <utility>
#include <vector>

#include "api/http/responses.hpp"
#include "core/ids.hpp"
#include "core/posting.hpp"

namespace tallygate::http {
namespace {

constexpr std::size_t kPageMax = 1'000;
constexpr std::size_t kCursorBytesMax = 256;

}  // namespace

std::optional<Page> read_page(const std::optional<Form>& query, https::Response& refusal) {
  const auto refuse = [&](std::string_view name, std::string_view why) {
    refusal = query_problem(name, why);
    return std::nullopt;
  };
  if (!query) return refuse("", "The query is malformed or repeats a parameter.");
  Page page;
  if (const auto limit = query->find("limit")) {
    const auto [end, error] = std::from_chars(limit->data(), limit->data() + limit->size(), page.limit);
    if (error != std::errc() || end != limit->data() + limit->size() || page.limit < 1 || page.limit > kPageMax)
      return refuse("limit", "A limit is 1 to 1000.");
  }
  page.cursor = query->get("cursor");
  if (page.cursor.size() > kCursorBytesMax) return refuse("cursor", "This is no cursor of ours.");
  return page;
}

void Reads::submit(Exchange exchange, engine::Ticket ticket) const {
  ticket.tenant = exchange.session->tenant->name;
  gateway_.submit(
      std::move(ticket), exchange.responder->io_index(),
      [responder = exchange.responder](std::vector<engine::Answer> answers) { respond(*responder, answers.front()); });
}

void Reads::one(Exchange exchange, engine::Ticket::Kind kind) const {
  engine::Ticket ticket;
  ticket.kind = kind;
  ticket.id = exchange.id;
  const bool needs_id = kind != engine::Ticket::Kind::settings;
  if (needs_id && !core::valid_id(exchange.id))
    return exchange.respond(problem(core::Code::not_found, "There is nothing with this id."));
  submit(std::move(exchange), std::move(ticket));
}

void Reads::account(Exchange exchange) const {
  if (exchange.id.size() > core::kAccountNameMax)
    return exchange.respond(problem(core::Code::not_found, "There is no such account."));
  engine::Ticket ticket;
  ticket.kind = engine::Ticket::Kind::account;
  ticket.id = exchange.id;
  submit(std::move(exchange), std::move(ticket));
}

void Reads::listed(Exchange exchange, engine::Ticket::Kind kind) const {
  const std::optional<Form> query = Form::parse(exchange.request.query());
  https::Response refusal;
  const std::optional<Page> page = read_page(query, refusal);
  if (!page) return exchange.respond(std::move(refusal));
  engine::Ticket ticket;
  ticket.kind = kind;
  ticket.limit = page->limit;
  ticket.cursor = page->cursor;
  ticket.state = query->get("state");
  if (kind == engine::Ticket::Kind::breaks) ticket.break_kind = query->get("kind");
  submit(std::move(exchange), std::move(ticket));
}

}  // namespace tallygate::http
