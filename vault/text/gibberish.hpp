// Whether a text says anything: keys that were struck at random, characters that nobody uses, the same again and again.
#pragma once

#include <string_view>

namespace tallygate::vault::text {

// 0 to 100: the share of a normalised text's letters that no one writes to be read, by structure alone; a text of fewer
// than twelve letters gets a twelfth of it for each. Of no language's words:
//   a Latin word of five letters or more in which a quarter of the neighbours hardly follow each other in English or in
//   pinyin, or with a row of five neighbours on a keyboard, or of letters and digits that alternate four times;
//   Chinese characters outside GB 2312 (the 6,763 that ordinary texts get by with), and half of each of its second
//   level; any 32 letters in a row whose neighbours are, half of them, the same again; rows of different signs; U+FFFD.
// Numbers count for nothing. Common characters in an order without sense are not told from a sentence. Any thread.
int gibberish_score(std::string_view normalised);

}  // namespace tallygate::vault::text
