// Responses as HTTP/1.1 bytes (RFC 9112). Internal to this library.
#pragma once

#include <string>
#include <string_view>

#include "api/https/message.hpp"

namespace tallygate::https {

enum class BodyFraming {
  length,   // Content-Length and the body
  chunked,  // Transfer-Encoding: chunked; the body follows with append_chunk
  omitted,  // an answer to HEAD: Content-Length as for GET, and no body
};

// Appends status line, fields and (with a length) the body. `date` is the Date field's value; `close` adds Connection:
// close.
void append_response(std::string& to, const Response& response, BodyFraming framing, bool close, std::string_view date);

void append_chunk(std::string& to, std::string_view bytes);  // bytes must not be empty: an empty chunk ends the body
inline constexpr std::string_view last_chunk = "0\r\n\r\n";
inline constexpr std::string_view continue_response = "HTTP/1.1 100 Continue\r\n\r\n";

// RFC 9110, 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(std::int64_t unix_seconds);

}  // namespace tallygate::https
