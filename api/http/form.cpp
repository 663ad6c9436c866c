#include "api/http/form.hpp"

#include <algorithm>

#include "api/http/routes.hpp"

namespace tallygate::http {

std::optional<Form> Form::parse(std::string_view text) {
  Form form;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto name = percent_decode(pair.substr(0, equals), true);
    const auto value = percent_decode(equals < pair.size() ? pair.substr(equals + 1) : std::string_view(), true);
    if (!name || !value || form.find(*name) || form.fields_.size() == kFieldsMax) return std::nullopt;
    form.fields_.emplace_back(*name, *value);
  }
  return form;
}

std::optional<std::string_view> Form::find(std::string_view name) const {
  for (const auto& [have, value] : fields_)
    if (have == name) return value;
  return std::nullopt;
}

std::string_view Form::unknown(std::span<const std::string_view> known) const {
  for (const auto& [name, value] : fields_)
    if (std::ranges::find(known, std::string_view(name)) == known.end()) return name;
  return {};
}

}  // namespace tallygate::http
