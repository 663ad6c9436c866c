// Single calls that append: every operation takes the same way, through the edge into the engine.
#pragma once

#include "api/http/edge.hpp"
#include "api/http/exchange.hpp"
#include "api/http/gateway.hpp"

namespace tallygate::http {

class Commands {
 public:
  Commands(const Edge& edge, Gateway& gateway) : edge_(edge), gateway_(gateway) {}

  void submit(Exchange exchange) const;
  // POST /v1/approvals/{id}: which approve scope is needed depends on what waits there, so that is read first.
  void approve(Exchange exchange) const;
  // POST /v1/commission-plans/{id}/preview: the body of an order, decided on nothing.
  void preview(Exchange exchange) const;

 private:
  const Edge& edge_;
  Gateway& gateway_;
};

}  // namespace tallygate::http
