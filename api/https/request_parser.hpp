// One connection's requests, cut out of its bytes: Beast's HTTP/1 parser, and over it the strictness of an edge that
// must agree with every proxy in front of it about where a request ends (RFC 9112, 6.3 and 11.2).
// Internal to this library.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "api/https/message.hpp"

namespace tallygate::https {

struct ParserLimits {
  std::size_t header_bytes;
  std::size_t header_fields;
};

struct ProtocolError {
  int status;
  std::string_view detail;  // a literal
};

// Parses one request; made anew for each.
//
// Beyond what Beast refuses (bad tokens, both Content-Length and Transfer-Encoding, differing lengths, bare line feeds)
// it refuses: a second Content-Length even if equal, any transfer coding but one "chunked", a transfer coding in
// HTTP/1.0, folded fields, bytes outside ASCII in the target, no Host or two in HTTP/1.1, long chunk extensions.
class RequestParser : private boost::beast::http::basic_parser<true> {
  using Base = boost::beast::http::basic_parser<true>;

 public:
  explicit RequestParser(const ParserLimits& limits);

  enum class Step {
    need_more,  // feed again with what was not consumed and more behind it
    head,       // the head is complete: take_head(), and for a body limit_body() and take_body_with(); see done()
    body,       // body bytes were handed over, or framing was passed
    complete,   // the request is over
    failed,     // error() says why
  };

  // Takes one step; `consumed` says how much of `bytes` it used. After `complete` and `failed` it must not be called
  // again.
  Step feed(std::string_view bytes, std::size_t& consumed);

  bool started() const { return head_bytes_ > 0 || Base::got_some(); }
  // The request is over; without a body that is so as soon as the head is.
  bool done() const { return Base::is_done(); }
  bool head_done() const { return head_reported_; }
  RequestHead take_head() { return std::move(head_); }
  bool is_http11() const { return http11_; }
  bool keep_alive() const { return http11_ && Base::keep_alive(); }
  bool has_body() const { return Base::chunked() || head_content_length_ > 0; }
  bool expects_continue() const { return expects_continue_; }

  void limit_body(std::uint64_t bytes) { body_left_ = bytes; }
  // The target is called with each piece of the body as it arrives, inside feed().
  using BodyTarget = std::function<void(std::string_view)>;
  void take_body_with(BodyTarget target) { target_ = std::move(target); }

  const ProtocolError& error() const { return *error_; }

 private:
  using error_code = boost::beast::error_code;
  using string_view = boost::beast::string_view;
  using field = boost::beast::http::field;

  void refuse(int status, std::string_view detail, error_code& code);
  void refuse_as(const error_code& code);
  void check_field(field name, std::string_view value, error_code& code);
  void take_body(std::string_view piece, error_code& code);

  void on_request_impl(boost::beast::http::verb, string_view method, string_view target, int version,
                       error_code& code) override;
  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_field_impl(field name, string_view name_text, string_view value, error_code& code) override;
  void on_header_impl(error_code& code) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(string_view body, error_code& code) override;
  void on_chunk_header_impl(std::uint64_t size, string_view extensions, error_code& code) override;
  std::size_t on_chunk_body_impl(std::uint64_t remain, string_view body, error_code& code) override;
  void on_finish_impl(error_code&) override {}

  ParserLimits limits_;
  RequestHead head_;
  std::string_view input_;  // what feed() was given, to tell a folded value (which Beast copies) from a plain one
  std::size_t head_bytes_ = 0;
  std::size_t fields_ = 0;
  std::size_t hosts_ = 0;
  std::size_t lengths_ = 0;
  std::uint64_t head_content_length_ = 0;
  std::uint64_t body_left_ = 0;
  std::uint64_t chunk_left_ = 0;
  bool http11_ = false;
  bool expects_continue_ = false;
  bool head_reported_ = false;
  BodyTarget target_;
  std::optional<ProtocolError> error_;
};

}  // namespace tallygate::https
