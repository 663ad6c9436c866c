// Traditional Chinese characters as simplified ones.
#pragma once

namespace tallygate::vault::text {

// What ICU's transliterator "Traditional-Simplified" makes of the character alone, and of that again until it stays; of
// a ring of characters that are each other's simplified form, the first. Other characters, and those beyond U+9FFF, are
// themselves. The table is made at the first call: the transliterator itself takes a lock that all threads share. Any
// thread.
char32_t simplified(char32_t c);

}  // namespace tallygate::vault::text
