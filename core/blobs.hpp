// The blob of the log that a command names by its hash: a rule set's text, or a piece of a channel's statement.
#pragma once

#include <optional>

#include "core/command.hpp"

namespace tallygate::core {

inline std::optional<Digest> blob_named_by(const Command& command) {
  if (const auto* ruleset = std::get_if<RulesetPut>(&command.body)) return digest_from_hex(ruleset->toml_sha256);
  if (const auto* statement = std::get_if<ChannelStatement>(&command.body))
    return digest_from_hex(statement->source_sha256);
  return std::nullopt;
}

}  // namespace tallygate::core
