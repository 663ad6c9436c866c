#include "api/http/atomic_batch.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "api/http/answer_line.hpp"
#include "api/http/line_splitter.hpp"
#include "api/http/responses.hpp"
#include "core/body_codec.hpp"
#include "core/hash.hpp"

namespace tallygate::http {
namespace {

constexpr std::size_t kLineBytesMax = 128 * 1024;

struct Lines {
  std::vector<std::shared_ptr<const core::Command>> commands;
  std::vector<std::string> keys;
  std::vector<std::string> blobs;
  std::optional<Refused> refused;  // the first line that is not well-formed …
  std::size_t refused_line = 0;    // … and its number
};

void take_line(const Edge& edge, const Session& session, std::string_view line, bool whole, Lines& out) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.empty()) return;
  Prepared prepared;
  std::string key;
  std::optional<Refused> no;
  if (!whole) no = Refused{core::Code::body_too_large, "A line of a batch has at most 128 KiB.", {}};
  if (!no) no = edge.line(line, session, prepared, key);
  if (no && !out.refused) {
    out.refused = std::move(no);
    out.refused_line = out.keys.size();
  }
  out.keys.push_back(prepared.command->key.empty() ? key : prepared.command->key);
  out.commands.push_back(std::move(prepared.command));
  std::ranges::move(prepared.blobs, std::back_inserter(out.blobs));
}

https::Response lines_response(std::string body) {
  https::Response response = json_response(std::move(body));
  response.content_type = kNdjson;
  return response;
}

https::Response aborted_by_form(const Lines& lines) {
  std::string body;
  for (std::size_t i = 0; i < lines.keys.size(); ++i) {
    const bool at_fault = i == lines.refused_line;
    append_answer_line(
        body, lines.keys[i],
        at_fault ? engine::render_problem(lines.refused->code, lines.refused->detail, lines.refused->errors)
                 : engine::render_problem(core::Code::batch_aborted, "Another line of the batch is not well-formed."));
  }
  return lines_response(std::move(body));
}

// The batch as a command: its content is its lines' content, in order.
std::shared_ptr<const core::Command> batch_command(const Session& session, std::string key,
                                                   const std::vector<std::shared_ptr<const core::Command>>& lines) {
  auto shared = std::make_shared<core::Command>();
  core::Command& batch = *shared;
  batch.op = core::Operation::batch_atomic;
  batch.actor = session.actor;
  batch.key = std::move(key);
  std::string content;
  for (const auto& line : lines) {
    content.append(reinterpret_cast<const char*>(line->key_hash.data()), line->key_hash.size());
    content.append(reinterpret_cast<const char*>(line->body_hash.data()), line->body_hash.size());
    if (line->at && (!batch.at || *batch.at < *line->at)) batch.at = line->at;
  }
  core::finish_command(batch);
  batch.body_hash = core::hash16(content);
  return shared;
}

void answer_lines(https::Responder& responder, const std::vector<std::string>& keys,
                  const std::vector<engine::Answer>& answers) {
  using Kind = engine::Answer::Kind;
  if (std::ranges::any_of(answers, [](const auto& a) { return a.kind == Kind::dropped; })) return responder.drop();
  // Not one line's affair: a reused key, a full inbox, storage running low.
  const bool whole = answers.front().kind == Kind::reused || (answers.size() != keys.size());
  if (whole) return respond(responder, answers.front());
  std::string body;
  for (std::size_t i = 0; i < keys.size(); ++i) append_answer_line(body, keys[i], render(answers[i]));
  https::Response response = lines_response(std::move(body));
  if (std::ranges::all_of(answers, [](const auto& a) { return a.kind == Kind::replayed; }))
    response.headers.emplace_back("Idempotent-Replayed", "true");
  add_receipt(response, answers.back());
  responder.respond(std::move(response));
}

}  // namespace

void answer_atomic_batch(const Edge& edge, Gateway& gateway, const SessionPtr& session, https::Request& request,
                         const std::shared_ptr<https::Responder>& responder) {
  std::string key;
  if (const auto no = Edge::read_key(request, key))
    return responder->respond(problem(no->code, no->detail, no->errors));
  if (request.body.size() > kAtomicBytesMax)
    return responder->respond(problem(core::Code::body_too_large, "An atomic batch has at most 8 MiB."));
  Lines lines;
  LineSplitter splitter(kLineBytesMax);
  const auto take = [&](std::string_view line, bool whole) {
    take_line(edge, *session, line, whole, lines);
    return lines.keys.size() <= kAtomicLinesMax;
  };
  splitter.feed(request.body, take);
  if (lines.keys.size() <= kAtomicLinesMax) splitter.finish(take);
  if (lines.keys.size() > kAtomicLinesMax)
    return responder->respond(problem(core::Code::body_too_large, "An atomic batch has at most 1,000 lines."));
  if (lines.keys.empty()) return responder->respond(problem(core::Code::malformed_json, "The batch holds no line."));
  if (lines.refused) return responder->respond(aborted_by_form(lines));

  engine::Ticket ticket;
  ticket.kind = engine::Ticket::Kind::atomic_batch;
  ticket.tenant = session->tenant->name;
  ticket.batch_command = batch_command(*session, std::move(key), lines.commands);
  ticket.commands = std::move(lines.commands);
  ticket.blobs = std::move(lines.blobs);
  gateway.submit(std::move(ticket), responder->io_index(),
                 [responder, keys = std::move(lines.keys)](std::vector<engine::Answer> answers) {
                   answer_lines(*responder, keys, answers);
                 });
}

}  // namespace tallygate::http
