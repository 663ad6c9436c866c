// Any bytes as a connection's requests: the parser neither crashes nor loops, never takes more than its limits, and
// reads the same requests however the bytes are cut. (A parser that a cut can change is how requests are smuggled.)
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "api/https/request_parser.hpp"

namespace {

using tallygate::https::ParserLimits;
using tallygate::https::RequestParser;

constexpr ParserLimits limits{512, 20};
constexpr std::uint64_t body_limit = 256;

// One connection's reading loop, with its transcript in place of a handler.
class Reader {
 public:
  void take(std::string_view piece) {
    if (over_) return;
    waiting_.append(piece);
    while (!waiting_.empty() && !over_) {
      if (!parser_) parser_.emplace(limits);
      std::size_t consumed = 0;
      const RequestParser::Step step = parser_->feed(waiting_, consumed);
      if (consumed > waiting_.size()) std::abort();
      waiting_.erase(0, consumed);
      if (step == RequestParser::Step::need_more) break;
      // No part of the transcript: what is malformed may be refused at once, or only when the end of its head has come.
      if (step == RequestParser::Step::failed) over_ = true;
      if (step == RequestParser::Step::head) begin();
      if (!over_ && parser_->done()) end();
    }
    if (!over_ && waiting_.size() > limits.header_bytes + piece.size()) std::abort();
  }

  std::string transcript;

 private:
  void begin() {
    const auto head = parser_->take_head();
    transcript += head.method + " " + head.target + "\n";
    for (std::size_t i = 0; i < head.headers.size(); ++i) {
      transcript.append(head.headers.name(i)).append(": ").append(head.headers.value(i)).append("\n");
    }
    body_.clear();
    parser_->limit_body(body_limit);
    parser_->take_body_with([this](std::string_view piece) { body_.append(piece); });
  }
  void end() {
    if (body_.size() > body_limit) std::abort();
    transcript += "= " + body_ + "\n";
    parser_.reset();
  }

  std::optional<RequestParser> parser_;
  std::string waiting_;
  std::string body_;
  bool over_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Reader whole;
  whole.take(bytes);
  Reader single;
  for (const char& byte : bytes) single.take({&byte, 1});
  if (whole.transcript != single.transcript) std::abort();
  return 0;
}
