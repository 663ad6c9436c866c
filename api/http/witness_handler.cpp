#include "api/http/witness_handler.hpp"

#include <string>
#include <utility>

namespace tallygate::http {
namespace {

https::Response plain(int status, std::string body) {
  https::Response response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::move(body);
  return response;
}

}  // namespace

std::uint64_t WitnessHandler::body_limit(const https::RequestHead& /*head*/) {
  return audit::kAddCheckpointBytesMax;
}

void WitnessHandler::on_request(https::Request&& request, std::shared_ptr<https::Responder> responder) {
  if (request.path() == "/healthz" && request.method == "GET") return responder->respond(plain(200, "ok\n"));
  if (!request.path().ends_with("/add-checkpoint"))
    return responder->respond(plain(404, "There is nothing here but add-checkpoint.\n"));
  if (request.method != "POST") {
    https::Response response = plain(405, "add-checkpoint takes POST.\n");
    response.headers.emplace_back("Allow", "POST");
    return responder->respond(std::move(response));
  }
  const bool taken = worker_.run([this, responder, body = std::move(request.body)] {
    auto answer = cosigner_.add_checkpoint(body, static_cast<std::uint64_t>(clock_.now().us / 1'000'000));
    https::Response response = plain(answer.status, std::move(answer.body));
    if (!answer.content_type.empty()) response.content_type = answer.content_type;
    responder->respond(std::move(response));
  });
  if (taken) return;
  https::Response busy = plain(503, "Too many requests wait.\n");
  busy.headers.emplace_back("Retry-After", "1");
  responder->respond(std::move(busy));
}

https::Response WitnessHandler::on_protocol_error(int status, std::string_view detail) {
  return plain(status, std::string(detail) + "\n");
}

}  // namespace tallygate::http
