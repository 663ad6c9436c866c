// The letters and digits of a text, without what stands between them: what words are looked for in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tallygate::vault::text {

struct Letter {
  char32_t c = 0;
  bool space = false;      // a space stood before it
  bool sign = false;       // a sign or a picture did
  bool disguised = false;  // a digit that was written as a word or as a sign that looks like it

  bool gap() const { return space || sign; }
};

// Of a normalised text, each read as what it looks like: Cyrillic and Greek letters and small capitals that look like a
// Latin letter as that one, Chinese numerals as digits, a plus sign as the character for "add".
std::vector<Letter> letters_of(std::string_view normalised);

bool is_latin(char32_t c);  // a to z
bool is_digit(char32_t c);  // 0 to 9
bool is_han(char32_t c);

}  // namespace tallygate::vault::text
