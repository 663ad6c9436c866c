#include "api/http/media_type.hpp"

#include <algorithm>
#include <string>

namespace tallygate::http {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

bool is_media_type(std::string_view header, std::string_view lower_case_type) {
  if (header == lower_case_type) return true;
  const std::string text = lower(header);
  std::string_view rest = text;
  const std::size_t semicolon = std::min(rest.find(';'), rest.size());
  if (trim(rest.substr(0, semicolon)) != lower_case_type) return false;
  const std::size_t charset = rest.find("charset=");
  if (charset == std::string_view::npos) return true;
  std::string_view value = rest.substr(charset + 8);
  value = trim(value.substr(0, value.find(';')));
  return value == "utf-8" || value == "\"utf-8\"";
}

}  // namespace tallygate::http
