#include "api/http/responses.hpp"

#include <array>
#include <utility>

#include "api/http/failure_lines.hpp"
#include "core/check.hpp"

namespace tallygate::http {
namespace {

// What a status needs beside its body: when to come back, how to authenticate.
void add_status_headers(https::Response& response) {
  if (response.status == 429 || response.status == 503) response.headers.emplace_back("Retry-After", "1");
  if (response.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
}

engine::Rendered refusal(const engine::Answer& answer) {
  if (answer.pointer.empty()) return engine::render_problem(answer.code, answer.detail);
  const std::array errors = {
      core::FieldError{answer.pointer, std::string(core::traits(answer.code).name), answer.detail}};
  return engine::render_problem(answer.code, answer.detail, errors);
}

engine::Rendered reused(const engine::Answer& answer) {
  constexpr std::string_view kDetail = "The key was used before with other content.";
  const std::string pointer = answer.pointer.empty() ? "/path" : answer.pointer;
  const std::array errors = {core::FieldError{pointer, "key_reused", "The first field that differs."}};
  return engine::render_problem(core::Code::key_reused, kDetail, errors);
}

// A line of an atomic batch that would be refused has another code than its record's command.
engine::Rendered dry_run(const engine::Answer& answer) {
  if (answer.code == core::Code::ok) return engine::render_dry_run(*answer.record, answer.as_of);
  return engine::render_dry_run_line(answer.code, *answer.record, answer.as_of);
}

}  // namespace

https::Response json_response(std::string body, int status) {
  https::Response response;
  response.status = status;
  response.content_type = kJson;
  response.headers.emplace_back("Cache-Control", "no-store");
  response.body = std::move(body);
  return response;
}

https::Response to_response(engine::Rendered rendered) {
  https::Response response = json_response(std::move(rendered.body), rendered.status);
  if (rendered.problem) response.content_type = kProblemJson;
  add_status_headers(response);
  return response;
}

https::Response unreadable(const core::OperatingError& error, std::string_view tenant) {
  if (error.kind == core::ErrorKind::archived) return problem(core::Code::archive_unavailable, error.message);
  FailureLines::of_process().say(tenant, error.message);
  return problem(core::Code::internal_error, "The log could not be read.");
}

https::Response problem(core::Code code, std::string_view detail, std::span<const core::FieldError> errors) {
  return to_response(engine::render_problem(code, detail, errors));
}

https::Response query_problem(std::string_view name, std::string_view detail) {
  const std::array errors = {core::FieldError{"/query/" + std::string(name), "bad_value", std::string(detail)}};
  return problem(core::Code::invalid_query, detail, errors);
}

https::Response not_published(std::string_view detail) {
  https::Response response = problem(core::Code::not_published, detail);
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

engine::Rendered render(const engine::Answer& answer) {
  using Kind = engine::Answer::Kind;
  switch (answer.kind) {
    case Kind::recorded:
    case Kind::replayed:
      if (answer.code != core::Code::ok) return engine::render_batch_line(answer.code, *answer.record);
      return engine::render_answer(*answer.record, answer.leaf);
    case Kind::dry_run:
      return dry_run(answer);
    case Kind::reused:
      return reused(answer);
    case Kind::read:
      return {.status = 200, .problem = false, .body = answer.json};
    case Kind::rejected:
    case Kind::dropped:
      break;
  }
  TALLYGATE_CHECK(answer.kind == Kind::rejected, "a dropped answer has no body");
  return refusal(answer);
}

void add_receipt(https::Response& response, const engine::Answer& answer) {
  if (answer.receipt && !answer.receipt->empty()) response.headers.emplace_back("Tallygate-Receipt", *answer.receipt);
}

void respond(https::Responder& responder, const engine::Answer& answer) {
  if (answer.kind == engine::Answer::Kind::dropped) return responder.drop();
  https::Response response = to_response(render(answer));
  if (answer.kind == engine::Answer::Kind::replayed) response.headers.emplace_back("Idempotent-Replayed", "true");
  add_receipt(response, answer);
  responder.respond(std::move(response));
}

}  // namespace tallygate::http
