// A double as its shortest decimal text that reads back as the same double.
#pragma once

#include <array>
#include <charconv>
#include <string>

namespace tallygate::training {

inline std::string number_text(double value) {
  std::array<char, 32> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

}  // namespace tallygate::training
