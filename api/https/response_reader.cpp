#include "api/https/response_reader.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace tallygate::https {

namespace {

constexpr std::size_t head_bytes_max = 64 * 1024;
constexpr std::size_t line_bytes_max = 4 * 1024;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// The value of a field, of which `name` is in lower case; nothing when absent.
std::optional<std::string_view> field(std::string_view head, std::string_view name) {
  for (std::size_t at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at)) {
    at += 2;
    if (at + name.size() >= head.size()) return std::nullopt;
    const std::string_view candidate = head.substr(at, name.size());
    if (head[at + name.size()] != ':' || lower(candidate.front()) != name.front()) continue;
    if (!std::equal(candidate.begin(), candidate.end(), name.begin(), [](char a, char b) { return lower(a) == b; })) {
      continue;
    }
    const std::size_t begin = head.find_first_not_of(" \t", at + name.size() + 1);
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }
  return std::nullopt;
}

bool parse_number(std::string_view text, std::uint64_t& number, int base) {
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return failed == std::errc() && end != text.data();
}

}  // namespace

void ResponseReader::reset(bool answers_head) {
  state_ = State::head;
  head_.clear();
  line_.clear();
  body_.clear();
  left_ = 0;
  status_ = 0;
  head_done_ = false;
  answers_head_ = answers_head;
}

std::size_t ResponseReader::feed(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size() && state_ != State::done && state_ != State::malformed) {
    const std::string_view rest = bytes.substr(at);
    if (state_ == State::head) {
      at += feed_head(rest);
    } else if (state_ == State::counted || state_ == State::chunk) {
      const std::size_t taken = static_cast<std::size_t>(std::min<std::uint64_t>(left_, rest.size()));
      body_.append(rest.substr(0, taken));
      left_ -= taken;
      at += taken;
      if (left_ == 0) state_ = state_ == State::counted ? State::done : State::chunk_end;
    } else {
      at += feed_line(rest);
    }
  }
  return at;
}

std::size_t ResponseReader::feed_head(std::string_view bytes) {
  const std::size_t before = head_.size();
  // The end may straddle what came before.
  const std::size_t overlap = std::min<std::size_t>(before, 3);
  head_.append(bytes);
  const std::size_t end = head_.find("\r\n\r\n", before - overlap);
  if (end == std::string::npos) {
    if (head_.size() > head_bytes_max) state_ = State::malformed;
    return bytes.size();
  }
  head_.resize(end + 4);
  begin_body();
  return end + 4 - before;
}

void ResponseReader::begin_body() {
  head_done_ = true;
  std::uint64_t status = 0;
  if (!head_.starts_with("HTTP/1.1 ") || !parse_number(std::string_view(head_).substr(9, 3), status, 10)) {
    state_ = State::malformed;
    return;
  }
  status_ = static_cast<int>(status);
  const bool bodiless = answers_head_ || status_ < 200 || status_ == 204 || status_ == 304;
  if (bodiless) {
    state_ = State::done;
  } else if (const auto length = field(head_, "content-length")) {
    state_ = parse_number(*length, left_, 10) ? (left_ == 0 ? State::done : State::counted) : State::malformed;
  } else {
    state_ = field(head_, "transfer-encoding") == "chunked" ? State::chunk_size : State::malformed;
  }
}

std::size_t ResponseReader::feed_line(std::string_view bytes) {
  const std::size_t end = bytes.find('\n');
  line_.append(bytes.substr(0, end));
  if (line_.size() > line_bytes_max) state_ = State::malformed;
  if (end == std::string_view::npos) return bytes.size();
  take_line();
  line_.clear();
  return end + 1;
}

void ResponseReader::take_line() {
  if (!line_.ends_with('\r')) {
    state_ = State::malformed;
  } else if (state_ == State::chunk_end) {
    state_ = line_.size() == 1 ? State::chunk_size : State::malformed;
  } else if (state_ == State::trailer) {
    if (line_.size() == 1) state_ = State::done;
  } else if (!parse_number(line_, left_, 16)) {
    state_ = State::malformed;
  } else {
    state_ = left_ == 0 ? State::trailer : State::chunk;
  }
}

Headers ResponseReader::headers() const {
  Headers headers;
  std::string_view rest = head_;
  rest.remove_prefix(std::min(rest.size(), rest.find("\r\n")));
  while (rest.size() > 4) {
    rest.remove_prefix(2);
    const std::string_view line = rest.substr(0, rest.find("\r\n"));
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos) {
      const std::size_t begin = std::min(line.find_first_not_of(" \t", colon + 1), line.size());
      headers.add(line.substr(0, colon), line.substr(begin));
    }
    rest.remove_prefix(line.size());
  }
  return headers;
}

}  // namespace tallygate::https
