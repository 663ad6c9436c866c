// Random lives are many where they are cheap. Under a sanitizer, some ten times as slow, a part of them covers the same
// code; the release preset runs them all.
#pragma once

#include <cstdint>

namespace tallygate::tests {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define TALLYGATE_TEST_SANITIZED
#endif
#endif

// `all` seeds, rounds or lives; a quarter of them, and at least one, under a sanitizer.
constexpr std::uint64_t rounds(std::uint64_t all) {
#ifdef TALLYGATE_TEST_SANITIZED
  return all < 4 ? 1 : all / 4;
#else
  return all;
#endif
}

}  // namespace tallygate::tests
