#include "api/https/response_writer.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>
#include <charconv>
#include <cstdio>
#include <ctime>

namespace tallygate::https {

namespace {

void append_number(std::string& to, std::uint64_t number, int base) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base).ptr;
  to.append(digits.data(), end);
}

// A line break inside a value would let whoever supplied it write fields, or whole answers, of his own.
void append_field(std::string& to, std::string_view name, std::string_view value) {
  to.append(name).append(": ");
  const std::size_t begin = to.size();
  to.append(value);
  const auto is_control = [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f'; };
  std::replace_if(to.begin() + static_cast<std::ptrdiff_t>(begin), to.end(), is_control, ' ');
  to.append("\r\n");
}

// RFC 9110, 8.6: these never have a Content-Length.
bool has_no_content(int status) {
  return status < 200 || status == 204 || status == 304;
}

}  // namespace

void append_response(std::string& to, const Response& response, BodyFraming framing, bool close,
                     std::string_view date) {
  const bool with_body = framing == BodyFraming::length && !has_no_content(response.status);
  to.reserve(to.size() + 256 + (with_body ? response.body.size() : 0));
  to.append("HTTP/1.1 ");
  append_number(to, static_cast<std::uint64_t>(response.status), 10);
  const auto reason =
      boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(static_cast<unsigned>(response.status)));
  to.append(" ").append(reason.data(), reason.size()).append("\r\n");
  if (!date.empty()) to.append("Date: ").append(date).append("\r\n");
  if (!response.content_type.empty()) append_field(to, "Content-Type", response.content_type);
  for (const auto& [name, value] : response.headers) append_field(to, name, value);
  if (framing == BodyFraming::chunked) {
    to.append("Transfer-Encoding: chunked\r\n");
  } else if (!has_no_content(response.status)) {
    to.append("Content-Length: ");
    append_number(to, response.body.size(), 10);
    to.append("\r\n");
  }
  to.append(close ? "Connection: close\r\n\r\n" : "\r\n");
  if (with_body) to.append(response.body);
}

void append_chunk(std::string& to, std::string_view bytes) {
  append_number(to, bytes.size(), 16);
  to.append("\r\n").append(bytes).append("\r\n");
}

std::string http_date(std::int64_t unix_seconds) {
  static constexpr std::array days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = unix_seconds;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 64> text;
  const int size = std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                 days[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                                 months[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour,
                                 utc.tm_min, utc.tm_sec);
  return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace tallygate::https
