// Point reads and the lists of reviews and breaks: answered by the engine thread, so a caller reads its own writes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "api/http/exchange.hpp"
#include "api/http/form.hpp"
#include "api/http/gateway.hpp"
#include "engine/engine.hpp"

namespace tallygate::http {

// limit and cursor of a list's query.
struct Page {
  std::size_t limit = 100;  // 1 … 1,000
  std::string cursor;       // empty: from the beginning
};
// Nothing, and `refusal` filled in, when a parameter is not as it must be.
std::optional<Page> read_page(const std::optional<Form>& query, https::Response& refusal);

class Reads {
 public:
  explicit Reads(Gateway& gateway) : gateway_(gateway) {}

  void one(Exchange exchange, engine::Ticket::Kind kind) const;
  void account(Exchange exchange) const;
  void listed(Exchange exchange, engine::Ticket::Kind kind) const;  // reviews or breaks, by state

 private:
  void submit(Exchange exchange, engine::Ticket ticket) const;
  Gateway& gateway_;
};

}  // namespace tallygate::http
