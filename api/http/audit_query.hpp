// The query of GET /v1/audit/records as the trail takes it.
#pragma once

#include <optional>
#include <string_view>

#include "api/https/message.hpp"
#include "audit/trail.hpp"

namespace tallygate::http {

// Nothing, and `refusal` filled in, when a parameter is unknown or not as it must be.
std::optional<audit::Query> read_audit_query(std::string_view query, https::Response& refusal);

// A position in the log: decimal digits, no more than 2^53 - 1.
std::optional<std::uint64_t> parse_position(std::string_view text);

}  // namespace tallygate::http
