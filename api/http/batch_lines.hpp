// The lines of a batch that is read whole before any of it is decided: an atomic one, or a dry run.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/edge.hpp"
#include "api/http/session.hpp"
#include "core/command.hpp"

namespace tallygate::http {

constexpr std::size_t kWholeBatchLinesMax = 1'000;
constexpr std::size_t kWholeBatchBytesMax = 8 * 1024 * 1024;

struct BatchLine {
  std::string key;
  std::shared_ptr<const core::Command> command;  // as far as it was read, where the line is refused
  std::optional<Refused> refused;                // not well-formed, or not this client's to send
};

struct BatchLines {
  std::vector<BatchLine> lines;
  std::vector<std::string> blobs;  // that the commands name
};

// What of the body as a whole is wrong: too long, too many lines, or none.
std::optional<Refused> read_batch_lines(const Edge& edge, const Session& session, std::string_view body,
                                        Sealing sealing, BatchLines& out);

}  // namespace tallygate::http
