// What a handler sees of HTTP: plain requests and responses. No socket, no TLS, no third-party header.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tallygate::https {

// Header fields in the order they arrived; names are stored in lower case. All text lies in one buffer, so a request
// with twenty fields costs two allocations.
class Headers {
 public:
  void add(std::string_view name, std::string_view value);

  // The first field of that name (give it in lower case); nothing when absent. The view lives as long as this object
  // is neither changed nor moved.
  std::optional<std::string_view> find(std::string_view lower_case_name) const;
  // The same, empty when absent.
  std::string_view get(std::string_view lower_case_name) const { return find(lower_case_name).value_or(""); }
  std::size_t count(std::string_view lower_case_name) const;

  std::size_t size() const { return fields_.size(); }
  std::string_view name(std::size_t index) const;
  std::string_view value(std::size_t index) const;

 private:
  struct Field {
    std::uint32_t name_at;
    std::uint32_t name_size;
    std::uint32_t value_at;
    std::uint32_t value_size;
  };
  std::string text_;
  std::vector<Field> fields_;
};

struct RequestHead {
  std::string method;  // as sent: "GET", "POST", …; any token reaches the handler
  std::string target;  // as sent, undecoded: "/v1/orders?limit=2"
  Headers headers;
  std::string peer;                             // the address alone: "127.0.0.1", "::1"
  bool secure = true;                           // false on a plain HTTP listener
  bool http11 = true;                           // false for HTTP/1.0, whose bodies are never streamed
  std::optional<std::uint64_t> content_length;  // nothing for a chunked body; 0 without a body

  std::string_view path() const { return std::string_view(target).substr(0, target.find('?')); }
  // What follows the first '?', undecoded; empty without one.
  std::string_view query() const {
    const std::size_t mark = target.find('?');
    return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
  }
};

struct Request : RequestHead {
  std::string body;  // whole, chunks joined
};

using ResponseHeaders = std::vector<std::pair<std::string, std::string>>;

// The server itself writes Content-Length, Transfer-Encoding, Connection and Date: do not put them into `headers`.
// Line breaks inside a value are replaced by spaces. `body` is not sent in answer to HEAD, nor with 204 and 304.
struct Response {
  int status = 200;
  std::string content_type;  // no such field when empty
  ResponseHeaders headers;
  std::string body;
  bool close = false;  // close the connection after this answer
};

}  // namespace tallygate::https
