// GET /openapi.json: OpenAPI 3.1, made from the route table and from the descriptions that the reader itself uses, so
// the two cannot drift apart.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "api/http/routes.hpp"

namespace tallygate::http {

const std::string& openapi_document();  // made once; thread-safe

std::string openapi_path(const Route& route);                       // "/tlog/{tenant}/tile/{tile}"
std::string operation_id(const Route& route);                       // unique: "order.place", "read.v1.orders.id"
std::span<const std::string_view> query_parameters(Action action);  // sorted; what a list's query may hold

}  // namespace tallygate::http
