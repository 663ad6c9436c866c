#include "engine/tickets.hpp"

#include <utility>
#include <vector>

namespace tallygate::engine {

std::size_t size_of(const Ticket& ticket) {
  std::size_t bytes = 256;
  for (const auto& c : ticket.commands) bytes += 1'024 + 2 * c->request.size();
  for (const auto& b : ticket.blobs) bytes += b.size();
  return bytes;
}

std::size_t answers_of(const Ticket& ticket) {
  return ticket.kind == Ticket::Kind::command || ticket.kind == Ticket::Kind::atomic_batch ? ticket.commands.size() : 1;
}

void reject(const Ticket& ticket, core::Code code, std::string detail) {
  Answer answer;
  answer.code = code;
  answer.detail = std::move(detail);
  if (ticket.done) ticket.done(std::vector<Answer>(answers_of(ticket), answer));
}

}  // namespace tallygate::engine
