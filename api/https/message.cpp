#include "api/https/message.hpp"

#include <algorithm>

namespace tallygate::https {

void Headers::add(std::string_view name, std::string_view value) {
  const Field field{static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(name.size()),
                    static_cast<std::uint32_t>(text_.size() + name.size()), static_cast<std::uint32_t>(value.size())};
  text_.append(name).append(value);
  const auto begin = text_.begin() + static_cast<std::ptrdiff_t>(field.name_at);
  std::transform(begin, begin + static_cast<std::ptrdiff_t>(field.name_size), begin,
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  fields_.push_back(field);
}

std::string_view Headers::name(std::size_t index) const {
  return std::string_view(text_).substr(fields_[index].name_at, fields_[index].name_size);
}

std::string_view Headers::value(std::size_t index) const {
  return std::string_view(text_).substr(fields_[index].value_at, fields_[index].value_size);
}

std::optional<std::string_view> Headers::find(std::string_view lower_case_name) const {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (name(i) == lower_case_name) return value(i);
  }
  return std::nullopt;
}

std::size_t Headers::count(std::string_view lower_case_name) const {
  std::size_t found = 0;
  for (std::size_t i = 0; i < fields_.size(); ++i) found += name(i) == lower_case_name ? 1 : 0;
  return found;
}

}  // namespace tallygate::https
