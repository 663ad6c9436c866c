// Forms and queries: name=value pairs joined by '&', percent-encoded (WHATWG URL, application/x-www-form-urlencoded).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tallygate::http {

class Form {
 public:
  static constexpr std::size_t kFieldsMax = 32;
  // Nothing when an escape is malformed, a name stands twice, or there are more than kFieldsMax.
  static std::optional<Form> parse(std::string_view text);

  std::optional<std::string_view> find(std::string_view name) const;
  std::string_view get(std::string_view name) const { return find(name).value_or(""); }
  // The first name that is not among `known`; empty when all are.
  std::string_view unknown(std::span<const std::string_view> known) const;

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

}  // namespace tallygate::http
