// One request on its way through the handlers: matched, authenticated, not yet answered.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "api/http/routes.hpp"
#include "api/http/session.hpp"
#include "api/https/handler.hpp"

namespace tallygate::http {

struct Exchange {
  https::Request request;
  std::shared_ptr<https::Responder> responder;
  const Route* route = nullptr;
  std::string id;      // of the path
  std::string rest;    // of the path, where the pattern ends in one
  SessionPtr session;  // null on public routes

  void respond(https::Response response) const { responder->respond(std::move(response)); }
};

}  // namespace tallygate::http
