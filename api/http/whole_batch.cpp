#include "api/http/whole_batch.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/http/answer_line.hpp"
#include "api/http/batch_lines.hpp"
#include "api/http/responses.hpp"
#include "core/body_codec.hpp"
#include "core/hash.hpp"

namespace tallygate::http {
namespace {

https::Response lines_response(std::string body) {
  https::Response response = json_response(std::move(body));
  response.content_type = kNdjson;
  return response;
}

engine::Rendered malformed(const Refused& refused) {
  return engine::render_problem(refused.code, refused.detail, refused.errors);
}

https::Response aborted_by_form(const BatchLines& lines) {
  std::string body;
  bool said = false;  // of the first line that is at fault
  for (const BatchLine& line : lines.lines) {
    const bool at_fault = line.refused && !std::exchange(said, true);
    append_answer_line(
        body, line.key,
        at_fault ? malformed(*line.refused)
                 : engine::render_problem(core::Code::batch_aborted, "Another line of the batch is not well-formed."));
  }
  return lines_response(std::move(body));
}

// The batch as a command: its content is its lines' content, in order.
std::shared_ptr<const core::Command> batch_command(const Session& session, std::string key, const BatchLines& lines) {
  auto shared = std::make_shared<core::Command>();
  core::Command& batch = *shared;
  batch.op = core::Operation::batch_atomic;
  batch.actor = session.actor;
  batch.key = std::move(key);
  std::string content;
  for (const BatchLine& line : lines.lines) {
    const core::Command& c = *line.command;
    content.append(reinterpret_cast<const char*>(c.key_hash.data()), c.key_hash.size());
    content.append(reinterpret_cast<const char*>(c.body_hash.data()), c.body_hash.size());
    if (c.at && (!batch.at || *batch.at < *c.at)) batch.at = c.at;
  }
  core::finish_command(batch);
  batch.body_hash = core::hash16(content);
  return shared;
}

// `answers`: of the well-formed lines, in order.
void answer_lines(https::Responder& responder, const BatchLines& lines, const std::vector<engine::Answer>& answers) {
  using Kind = engine::Answer::Kind;
  if (std::ranges::any_of(answers, [](const auto& a) { return a.kind == Kind::dropped; })) return responder.drop();
  const auto well_formed = std::ranges::count_if(lines.lines, [](const auto& line) { return !line.refused; });
  // Not one line's affair: a reused key of an atomic batch, a full inbox, storage running low.
  if (static_cast<std::size_t>(well_formed) != answers.size()) return respond(responder, answers.front());
  std::string body;
  auto answer = answers.begin();
  for (const BatchLine& line : lines.lines)
    append_answer_line(body, line.key, line.refused ? malformed(*line.refused) : render(*answer++));
  https::Response response = lines_response(std::move(body));
  if (!answers.empty()) {
    if (std::ranges::all_of(answers, [](const auto& a) { return a.kind == Kind::replayed; }))
      response.headers.emplace_back("Idempotent-Replayed", "true");
    add_receipt(response, answers.back());
  }
  responder.respond(std::move(response));
}

}  // namespace

void answer_whole_batch(const Edge& edge, Gateway& gateway, BatchMode mode, const Exchange& exchange) {
  const Sealing sealing = mode.dry_run ? Sealing::dry_run : Sealing::kept;
  const auto refuse = [&](const Refused& no) { exchange.respond(problem(no.code, no.detail, no.errors)); };
  std::string key;
  if (mode.atomic)
    if (const auto no = Edge::read_key(exchange.request, key, sealing)) return refuse(*no);
  auto lines = std::make_shared<BatchLines>();
  if (const auto no = read_batch_lines(edge, *exchange.session, exchange.request.body, sealing, *lines))
    return refuse(*no);
  const bool malformed_line = std::ranges::any_of(lines->lines, [](const auto& l) { return l.refused.has_value(); });
  if (mode.atomic && malformed_line) return exchange.respond(aborted_by_form(*lines));

  engine::Ticket ticket;
  ticket.tenant = exchange.session->tenant->name;
  ticket.dry_run = mode.dry_run;
  if (mode.atomic) {
    ticket.kind = engine::Ticket::Kind::atomic_batch;
    ticket.batch_command = batch_command(*exchange.session, std::move(key), *lines);
  }
  for (const BatchLine& line : lines->lines)
    if (!line.refused) ticket.commands.push_back(line.command);
  ticket.blobs = std::move(lines->blobs);
  if (ticket.commands.empty()) return answer_lines(*exchange.responder, *lines, {});
  gateway.submit(std::move(ticket), exchange.responder->io_index(),
                 [responder = exchange.responder, lines, atomic = mode.atomic](std::vector<engine::Answer> answers) {
                   if (atomic && answers.front().kind == engine::Answer::Kind::reused)
                     return respond(*responder, answers.front());
                   answer_lines(*responder, *lines, answers);
                 });
}

}  // namespace tallygate::http
