#include "api/http/answer_line.hpp"

#include "core/canonical_json.hpp"

namespace tallygate::http {

void append_answer_line(std::string& out, std::string_view key, const engine::Rendered& answer,
                        std::string_view receipt) {
  core::JsonWriter writer(out);
  writer.begin_object();
  writer.key("body");
  writer.raw(answer.body);
  writer.member("key", key);
  if (!receipt.empty()) writer.member("receipt", receipt);
  writer.member("status", answer.status);
  writer.end_object();
  out += '\n';
}

}  // namespace tallygate::http
