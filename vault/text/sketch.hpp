// Sketches: 64 bits that are close where two texts are, and say nothing to who has not the key.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace tallygate::vault::text {

// A tenant's own, from its vault: sketches under different keys have nothing in common.
using SketchKey = std::array<std::uint8_t, 16>;

// SimHash (Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002) over the pairs of
// neighbouring letters and digits, each under SipHash-2-4 with the key. Of a text that normalised() made; 0 for one
// without letters or digits. Two texts that differ by an angle of a (their pairs as vectors) differ in 64 a / pi bits,
// give or take. Any thread.
std::uint64_t similarity_sketch(std::string_view normalised, const SketchKey& key);

// The same of an address: Chinese numbers as digits; without the words that one writer adds and another leaves out (省,
// 市, 区, 号, 室; street as st); and each number in it, and its place after the one before, counts for several pairs,
// since the next door is another address. Not comparable with a similarity_sketch.
std::uint64_t address_sketch(std::string_view normalised, const SketchKey& key);

// In how many of the 64 bits two differ.
int sketch_distance(std::uint64_t a, std::uint64_t b);

// Up to this distance two addresses are ways to write one; measured in tests/unit/text_sketch_test.cpp.
constexpr int kSameAddress = 10;

}  // namespace tallygate::vault::text
