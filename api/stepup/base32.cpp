#include "api/stepup/base32.hpp"

#include <cstdint>

namespace tallygate::stepup {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr int kBitsOfDigit = 5;

}  // namespace

std::string to_base32(core::ByteView bytes) {
  std::string out;
  out.reserve((bytes.size() * 8 + kBitsOfDigit - 1) / kBitsOfDigit);
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<std::uint8_t>(c);
    for (held += 8; held >= kBitsOfDigit; held -= kBitsOfDigit) out += kAlphabet[bits >> (held - kBitsOfDigit) & 31];
  }
  if (held > 0) out += kAlphabet[bits << (kBitsOfDigit - held) & 31];
  return out;
}

std::optional<core::Bytes> from_base32(std::string_view text) {
  core::Bytes out;
  out.reserve(text.size() * kBitsOfDigit / 8);
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const std::size_t digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = bits << kBitsOfDigit | static_cast<std::uint32_t>(digit);
    held += kBitsOfDigit;
    if (held >= 8) {
      held -= 8;
      out += static_cast<char>(bits >> held & 0xff);
    }
  }
  // A whole digit more than the bytes need, or bits that no byte holds.
  if (held >= kBitsOfDigit || (bits & ((1U << held) - 1)) != 0) return std::nullopt;
  return out;
}

}  // namespace tallygate::stepup
