// Every limit of a model file, in one place, each with its reason. A file past one is refused when it is read, with
// the member that is at fault; a model that was read never meets one.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/padded_parser.hpp"

namespace tallygate::risk::model {

struct Limits {
  // What one request carries, and so what can be published: 100 trees of depth 6 are some 700 KB as XGBoost writes
  // them.
  static constexpr std::size_t kFileBytesMax = core::PaddedParser::kTextMax;
  // XGBoost's own files nest 7 deep.
  static constexpr std::size_t kJsonDepthMax = 16;
  // Inputs of one score are copied to the stack, twice each: 2 KiB of floats, 4 KiB of doubles for reasons. A rule set
  // declares some forty features.
  static constexpr std::size_t kFeaturesMax = 256;
  // Bytes of a feature's or a model's name: what a screen shows in a line.
  static constexpr std::size_t kNameBytesMax = 128;
  // A tree of depth 6 costs some seven nanoseconds: with 1,024 of them a score alone would take 7 us.
  static constexpr std::size_t kTreesMax = 1024;
  // Of all trees: 64 Ki nodes are 768 KiB, and 512 KiB of means for reasons, which a processor's second cache still
  // holds. As XGBoost writes them a file of 1 MiB has some 17,000.
  static constexpr std::size_t kNodesMax = 65'536;
  // All trees of a group go as many steps as its deepest: a chain would cost every score its length. XGBoost's default
  // is 6.
  static constexpr std::uint32_t kDepthMax = 24;
  // Of one feature of a scorecard: a bin that a person wrote or read is one of a dozen.
  static constexpr std::size_t kBinsMax = 64;
  // Of any number in a scorecard, so that no sum over the features leaves a double, whatever the inputs.
  static constexpr double kScorecardNumberMax = 1e15;
  // Of the sum of the largest leaves of all trees and the base: a float holds 3.4e38, and no order of summing may
  // reach it.
  static constexpr double kMarginMax = 1e30;
};

}  // namespace tallygate::risk::model
