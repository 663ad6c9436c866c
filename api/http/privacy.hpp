// GET /v1/parties/{id}/data: what the log holds of a person, made readable again for those with privacy:read.
#pragma once

#include "api/http/exchange.hpp"
#include "api/http/later.hpp"
#include "audit/trail.hpp"

namespace tallygate::http {

class Privacy {
 public:
  Privacy(audit::Trail& trail, Later& later) : trail_(trail), later_(later) {}

  void data(Exchange exchange);

 private:
  audit::Trail& trail_;
  Later& later_;
};

}  // namespace tallygate::http
