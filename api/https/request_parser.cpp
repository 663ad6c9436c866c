#include "api/https/request_parser.hpp"

#include <algorithm>
#include <utility>

namespace tallygate::https {

namespace http = boost::beast::http;

namespace {

constexpr std::size_t last_chunk_bytes = 5;
constexpr std::size_t extension_bytes_max = 256;  // of one chunk's header: nobody sends any

std::string_view plain(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

bool equals_ignoring_case(std::string_view text, std::string_view lower_case) {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b;
  });
}

}  // namespace

RequestParser::RequestParser(const ParserLimits& limits) : limits_(limits) {
  Base::eager(false);
  Base::body_limit(boost::none);  // counted here, where a chunk is taken before its limit is known to hold
  Base::header_limit(static_cast<std::uint32_t>(limits.header_bytes));
}

RequestParser::Step RequestParser::feed(std::string_view bytes, std::size_t& consumed) {
  input_ = bytes;
  consumed = 0;
  // Beast 1.81 asserts that it sees five bytes of a last chunk, and is wrong for an empty body cut before its last
  // byte. No chunk header is complete in fewer that would not be followed by more.
  if (head_reported_ && Base::chunked() && chunk_left_ == 0 && bytes.size() < last_chunk_bytes) return Step::need_more;
  error_code code;
  consumed = Base::put(boost::asio::const_buffer(bytes.data(), bytes.size()), code);
  const bool waits = code == http::error::need_more;
  const std::size_t unused = waits ? bytes.size() - consumed : 0;
  if (!head_reported_) {
    // Beast's own limit is that of one call, and it takes a head field by field.
    head_bytes_ += consumed;
    if ((!code || waits) && head_bytes_ + unused > limits_.header_bytes) {
      refuse(431, "The request line and header fields are too large.", code);
    }
  } else if (unused > limits_.header_bytes) {
    refuse(400, "A chunk header or trailer is too large.", code);
  }
  if (code == http::error::need_more) return Step::need_more;
  if (code) {
    if (!error_) refuse_as(code);
    return Step::failed;
  }
  if (!head_reported_) {
    head_reported_ = true;
    return Step::head;
  }
  return Base::is_done() ? Step::complete : Step::body;
}

void RequestParser::refuse(int status, std::string_view detail, error_code& code) {
  error_ = ProtocolError{status, detail};
  code = http::error::bad_field;
}

void RequestParser::refuse_as(const error_code& code) {
  if (code == http::error::header_limit) {
    error_ = ProtocolError{431, "The request line and header fields are too large."};
  } else if (code == http::error::bad_version) {
    error_ = ProtocolError{505, "The request line does not end in HTTP/1.1 or HTTP/1.0."};
  } else if (code == http::error::bad_method) {
    error_ = ProtocolError{400, "The request line does not start with a method."};
  } else if (code == http::error::bad_target) {
    error_ = ProtocolError{400, "The request target is malformed."};
  } else if (code == http::error::bad_content_length || code == http::error::multiple_content_length) {
    error_ = ProtocolError{400, "Content-Length is malformed, repeated, or stands beside Transfer-Encoding."};
  } else if (code == http::error::bad_transfer_encoding) {
    error_ = ProtocolError{400, "Transfer-Encoding is malformed, repeated, or stands beside Content-Length."};
  } else if (code == http::error::bad_chunk || code == http::error::bad_chunk_extension) {
    error_ = ProtocolError{400, "The chunked body is malformed."};
  } else if (code == http::error::bad_field || code == http::error::bad_value) {
    error_ = ProtocolError{400, "A header field is malformed."};
  } else {
    error_ = ProtocolError{400, "The request is not well-formed HTTP."};
  }
}

void RequestParser::on_request_impl(http::verb, string_view method, string_view target, int version, error_code& code) {
  const auto is_visible_ascii = [](char c) { return c > ' ' && c < '\x7f'; };
  if (!std::all_of(target.begin(), target.end(), is_visible_ascii)) {
    return refuse(400, "The request target holds bytes that must be percent-encoded.", code);
  }
  head_.method.assign(method.data(), method.size());
  head_.target.assign(target.data(), target.size());
  http11_ = version == 11;
  head_.http11 = http11_;
}

void RequestParser::on_field_impl(field name, string_view name_text, string_view value, error_code& code) {
  const char* const begin = input_.data();
  const bool folded = !value.empty() && (value.data() < begin || value.data() >= begin + input_.size());
  if (folded) return refuse(400, "A header field is folded over several lines.", code);
  if (++fields_ > limits_.header_fields) return refuse(431, "There are too many header fields.", code);
  if (head_reported_) return;  // a trailer: checked for form, then thrown away
  check_field(name, plain(value), code);
  if (!code) head_.headers.add(plain(name_text), plain(value));
}

void RequestParser::check_field(field name, std::string_view value, error_code& code) {
  switch (name) {
    case field::content_length:
      if (++lengths_ > 1 || value.find(',') != std::string_view::npos) {
        return refuse(400, "Content-Length is repeated.", code);
      }
      return;
    case field::transfer_encoding:
      if (!http11_) return refuse(400, "Transfer-Encoding does not exist in HTTP/1.0.", code);
      if (!equals_ignoring_case(value, "chunked")) {
        return refuse(501, "The only transfer coding understood is chunked.", code);
      }
      return;
    case field::host:
      if (++hosts_ > 1) return refuse(400, "Host is repeated.", code);
      return;
    case field::expect:
      expects_continue_ = http11_ && equals_ignoring_case(value, "100-continue");
      return;
    default:
      return;
  }
}

void RequestParser::on_header_impl(error_code& code) {
  if (http11_ && hosts_ == 0) return refuse(400, "Host is missing.", code);
  if (Base::chunked()) return;
  head_content_length_ = Base::content_length().value_or(0);
  head_.content_length = head_content_length_;
}

void RequestParser::take_body(std::string_view piece, error_code& code) {
  if (piece.size() > body_left_) return refuse(413, "The request body is too large.", code);
  body_left_ -= piece.size();
  if (target_) target_(piece);
}

std::size_t RequestParser::on_body_impl(string_view body, error_code& code) {
  take_body(plain(body), code);
  return body.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t size, string_view extensions, error_code& code) {
  if (extensions.size() > extension_bytes_max) return refuse(400, "A chunk extension is too large.", code);
  if (size > body_left_) return refuse(413, "The request body is too large.", code);
  chunk_left_ = size;
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t remain, string_view body, error_code& code) {
  chunk_left_ = remain - body.size();
  take_body(plain(body), code);
  return body.size();
}

}  // namespace tallygate::https
