// Whether a text leads its reader away from the platform.
#pragma once

#include <string_view>
#include <vector>

#include "vault/text/letters.hpp"
#include "vault/text/vocabulary.hpp"

namespace tallygate::vault::text {

// The strongest of what is found:
//   100      a cue (the name of a messenger, "add me") and the name or number that it announces
//   80       the address of a page, also written apart
//   80       a mobile number of China in disguise: in words, with look-alikes, torn apart
//   40       such a number as anyone writes it
//   0 to 100 a cue without a name, as the vocabulary says
// `letters` are those of `normalised`, as the vocabulary reads them.
int contact_score(std::string_view normalised, const std::vector<Letter>& letters, const Vocabulary& vocabulary);

}  // namespace tallygate::vault::text
