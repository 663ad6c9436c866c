#include "api/stepup/client_data.hpp"

#include <simdjson.h>

#include <string_view>
#include <utility>

#include "core/padded_parser.hpp"

namespace tallygate::stepup {
namespace {

constexpr std::size_t kDepthMax = 8;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";  // stripped before parsing (Level 2, 7.2)

// False where the member stood already or is no text.
bool read_once(const simdjson::dom::element& value, std::optional<std::string>& out) {
  std::string_view text;
  if (out || value.get_string().get(text) != simdjson::SUCCESS) return false;
  out = text;
  return true;
}

bool read_once(const simdjson::dom::element& value, std::optional<bool>& out) {
  bool flag = false;
  if (out || value.get_bool().get(flag) != simdjson::SUCCESS) return false;
  out = flag;
  return true;
}

struct Members {
  std::optional<std::string> type, challenge, origin, top_origin;
  std::optional<bool> cross_origin;

  bool read(const simdjson::dom::object& object) {
    for (const auto [name, value] : object) {
      if (name == "type" && !read_once(value, type)) return false;
      if (name == "challenge" && !read_once(value, challenge)) return false;
      if (name == "origin" && !read_once(value, origin)) return false;
      if (name == "topOrigin" && !read_once(value, top_origin)) return false;
      if (name == "crossOrigin" && !read_once(value, cross_origin)) return false;
    }
    return type && challenge && origin;
  }
};

}  // namespace

Checked<ClientData> read_client_data(core::ByteView json) {
  if (json.size() > kClientDataMax) return Refusal::client_data_malformed;
  if (json.starts_with(kByteOrderMark)) json.remove_prefix(kByteOrderMark.size());
  core::PaddedParser parser(kDepthMax);
  simdjson::dom::element root;
  simdjson::dom::object object;
  core::JsonFault fault;
  Members members;
  if (!parser.parse(json, root, fault) || root.get_object().get(object) != simdjson::SUCCESS || !members.read(object))
    return Refusal::client_data_malformed;
  return ClientData{.type = *std::move(members.type),
                    .challenge = *std::move(members.challenge),
                    .origin = *std::move(members.origin),
                    .cross_origin = members.cross_origin.value_or(false),
                    .top_origin = std::move(members.top_origin)};
}

}  // namespace tallygate::stepup
