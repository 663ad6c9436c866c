// HTTP responses from what the engine answers: bodies are rendered there (engine/answers.hpp), status line and headers
// here.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "api/https/handler.hpp"
#include "api/https/message.hpp"
#include "core/fields.hpp"
#include "core/outcome.hpp"
#include "core/result.hpp"
#include "engine/answers.hpp"
#include "engine/engine.hpp"

namespace tallygate::http {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kProblemJson = "application/problem+json";
constexpr std::string_view kNdjson = "application/x-ndjson";

https::Response json_response(std::string body, int status = 200);
https::Response problem(core::Code code, std::string_view detail, std::span<const core::FieldError> errors = {});
// The log could not be read: archive_unavailable, with which archive it is, where records stand in one that is not here
// or not whole; else internal_error, and nothing of why: that goes to standard error.
https::Response unreadable(const core::OperatingError& error, std::string_view tenant);
// A query parameter that is not as it must be; its pointer is "/query/<name>".
https::Response query_problem(std::string_view name, std::string_view detail);

// 409 with Retry-After: what was asked for rests on a checkpoint that is still to come.
https::Response not_published(std::string_view detail);

// The rendered body and status of an answer; not for Kind::dropped.
engine::Rendered render(const engine::Answer& answer);
https::Response to_response(engine::Rendered rendered);
// The header Tallygate-Receipt, where the answer carries one.
void add_receipt(https::Response& response, const engine::Answer& answer);
// Answers or, where the outcome is not known, closes the connection.
void respond(https::Responder& responder, const engine::Answer& answer);

}  // namespace tallygate::http
