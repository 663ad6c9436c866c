// Answers that may wait for the disk: made on a thread of their own, given on the io thread.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "api/http/exchange.hpp"
#include "api/http/failure_lines.hpp"
#include "api/http/gateway.hpp"
#include "api/http/responses.hpp"
#include "api/http/worker.hpp"
#include "core/check.hpp"

namespace tallygate::http {

class Later {
 public:
  explicit Later(Gateway& gateway) : gateway_(gateway) {}

  void answer(const Exchange& exchange, std::function<https::Response()> make) {
    const std::size_t io_index = exchange.responder->io_index();
    const bool taken = worker_.run([this, io_index, responder = exchange.responder, make = std::move(make)] {
      auto response = std::make_shared<https::Response>(made(make));
      gateway_.deliver(io_index, [responder, response] { responder->respond(std::move(*response)); });
    });
    if (!taken) exchange.respond(problem(core::Code::overloaded, "Too many queries wait."));
  }

 private:
  // A bug in a read costs its answer: nothing was changed.
  static https::Response made(const std::function<https::Response()>& make) {
    try {
      return make();
    } catch (const core::CheckFailure& bug) {
      FailureLines::of_process().say("", bug.what());
      return problem(core::Code::internal_error, "A check of the program failed in this read.");
    }
  }
  Gateway& gateway_;
  Worker worker_;  // last: its thread uses the other
};

}  // namespace tallygate::http
