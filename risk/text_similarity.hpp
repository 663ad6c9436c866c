// How alike two short texts are: titles, addresses, notes, names of devices.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "risk/cel/scratch.hpp"

namespace tallygate::risk {

// What is looked at of each text: code points, from its beginning.
constexpr std::size_t kSimilarityLetters = 256;
// Steps of the rule language (about two nanoseconds each) that comparing two texts of that length takes.
constexpr std::uint32_t kSimilaritySteps = 6000;

// The Sørensen–Dice coefficient of both texts' pairs of neighbouring code points, pairs that stand several times
// counted so often: 1 for the same pairs, 0 for none in common. Upper-case ASCII counts as lower-case, what is neither
// letter nor digit nor beyond ASCII as a blank, and blanks beside each other as one. A text of one code point is
// compared whole. Exact but for the last division. Empty where the scratch has no room.
std::optional<double> text_similarity(std::string_view a, std::string_view b, cel::Scratch& scratch);

}  // namespace tallygate::risk
