#include "vault/text/sketch.hpp"

#include <sodium.h>

#include <bit>
#include <string>
#include <vector>

#include "vault/text/address_words.hpp"
#include "vault/text/letters.hpp"

namespace tallygate::vault::text {
namespace {

static_assert(sizeof(SketchKey) == crypto_shorthash_KEYBYTES && crypto_shorthash_BYTES == sizeof(std::uint64_t));

// What a feature is, so that a pair and a number never meet.
enum class Feature : char32_t { pair = 1, number = 2, numbers_in_order = 3 };

class Sketch {
 public:
  explicit Sketch(const SketchKey& key) : key_(key) {}

  void add(Feature kind, std::u32string_view text, std::int32_t weight) {
    bytes_.clear();
    append(static_cast<char32_t>(kind));
    for (const char32_t c : text) append(c);
    std::array<unsigned char, crypto_shorthash_BYTES> hash{};
    crypto_shorthash(hash.data(), bytes_.data(), bytes_.size(), key_.data());
    for (std::size_t byte = 0; byte < hash.size(); ++byte)
      for (std::size_t bit = 0; bit < 8; ++bit)
        sums_[8 * byte + bit] += (hash[byte] >> bit & 1U) != 0 ? weight : -weight;
  }

  std::uint64_t bits() const {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < sums_.size(); ++i)
      if (sums_[i] > 0) bits |= std::uint64_t{1} << i;
    return bits;
  }

 private:
  void append(char32_t c) {
    for (const int shift : {0, 8, 16, 24}) bytes_.push_back(static_cast<unsigned char>(c >> shift & 0xFFU));
  }

  SketchKey key_;
  std::vector<unsigned char> bytes_;
  std::array<std::int32_t, 64> sums_{};  // far from its end: a text has 4,096 bytes, a feature weighs at most 3
};

}  // namespace

std::uint64_t similarity_sketch(std::string_view normalised, const SketchKey& key) {
  Sketch sketch(key);
  std::u32string letters;
  for (const Letter& letter : letters_of(normalised)) letters += letter.c;
  if (letters.size() == 1) sketch.add(Feature::pair, letters, 1);
  for (std::size_t i = 0; i + 1 < letters.size(); ++i)
    sketch.add(Feature::pair, std::u32string_view(letters).substr(i, 2), 1);
  return sketch.bits();
}

std::uint64_t address_sketch(std::string_view normalised, const SketchKey& key) {
  constexpr std::int32_t kNumberWeight = 3;
  Sketch sketch(key);
  const AddressWords address = address_words(normalised);
  if (address.letters.size() == 1) sketch.add(Feature::pair, address.letters, 1);
  for (std::size_t i = 0; i + 1 < address.letters.size(); ++i)
    sketch.add(Feature::pair, std::u32string_view(address.letters).substr(i, 2), 1);
  for (std::size_t i = 0; i < address.numbers.size(); ++i) {
    sketch.add(Feature::number, address.numbers[i], kNumberWeight);
    if (i > 0) sketch.add(Feature::numbers_in_order, address.numbers[i - 1] + U' ' + address.numbers[i], 1);
  }
  return sketch.bits();
}

int sketch_distance(std::uint64_t a, std::uint64_t b) {
  return std::popcount(a ^ b);
}

}  // namespace tallygate::vault::text
