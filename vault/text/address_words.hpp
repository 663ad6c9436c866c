// An address as what tells it from others: its names, and its numbers in order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tallygate::vault::text {

struct AddressWords {
  std::u32string letters;               // of all names, without what is left out at will
  std::vector<std::u32string> numbers;  // without leading zeros; 十二 is 12
};

// Of a text that normalised() made.
AddressWords address_words(std::string_view normalised);

}  // namespace tallygate::vault::text
