// The form of a title, note or address in which ways of writing the same text are one. What scores and sketches read.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tallygate::vault::text {

// Bytes in, and bytes out: four times the longest field that is scored (a note of 1,000 bytes). What is beyond is not
// read, on a character's boundary.
constexpr std::size_t kTextBytesMax = 4096;

// UTF-8, of any bytes; what is not UTF-8 becomes U+FFFD.
//   NFKC_Casefold (Unicode, UAX 31): full-width, circled, superscript and styled letters are plain ones, all lower
//   case; nothing that cannot be seen: zero-width and bidirectional controls, variation selectors, soft hyphens; no
//   combining marks that belong to no script (keycaps, strokes laid over letters), no skin tones; squared and circled
//   letters and digits that Unicode gives no plain form, as plain ones; digits of all scripts as 0 to 9; traditional
//   characters as simplified ones; one space wherever there is space or a control character, none at the ends.
// The same text again is the same: normalised(normalised(x)) == normalised(x). Any thread.
std::string normalised(std::string_view text);

}  // namespace tallygate::vault::text
