#include "vault/text/simplified.hpp"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "core/check.hpp"

namespace tallygate::vault::text {
namespace {

constexpr char32_t kFirstHan = 0x3400, kLastHan = 0x9FFF;

// A character a line, so that no rule for a word sees a neighbour.
icu::UnicodeString all_transliterated() {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> transliterator(
      icu::Transliterator::createInstance(icu::UnicodeString(u"Traditional-Simplified"), UTRANS_FORWARD, status));
  TALLYGATE_CHECK(U_SUCCESS(status) && transliterator != nullptr, "ICU has no transliterator Traditional-Simplified");
  icu::UnicodeString lines;
  for (char32_t c = kFirstHan; c <= kLastHan; ++c) lines.append(static_cast<char16_t>(c)).append(u'\n');
  transliterator->transliterate(lines);
  return lines;
}

class SimplifiedTable {
 public:
  SimplifiedTable() : simplified_(kLastHan - kFirstHan + 1) {
    const icu::UnicodeString lines = all_transliterated();
    std::int32_t at = 0;
    for (char16_t& to : simplified_) {
      const std::int32_t end = lines.indexOf(u'\n', at);
      const auto itself = static_cast<char16_t>(kFirstHan + static_cast<char32_t>(&to - simplified_.data()));
      to = end == at + 1 && holds(lines.charAt(at)) ? lines.charAt(at) : itself;
      at = end + 1;
    }
    follow();
  }
  char32_t operator()(char32_t c) const { return holds(c) ? simplified_[c - kFirstHan] : c; }

 private:
  static bool holds(char32_t c) { return c >= kFirstHan && c <= kLastHan; }
  // To where a walk from each character ends, or to the first of the ring that it ends in.
  void follow() {
    std::vector<char16_t> ends(simplified_.size());
    for (std::size_t i = 0; i < ends.size(); ++i) {
      std::vector<char16_t> walk = {static_cast<char16_t>(kFirstHan + i)};
      while (true) {
        const char16_t next = simplified_[walk.back() - kFirstHan];
        const auto met = std::ranges::find(walk, next);
        if (met != walk.end()) {
          ends[i] = *std::min_element(met, walk.end());
          break;
        }
        walk.push_back(next);
      }
    }
    simplified_ = std::move(ends);
  }

  std::vector<char16_t> simplified_;
};

}  // namespace

char32_t simplified(char32_t c) {
  static const SimplifiedTable table;
  return table(c);
}

}  // namespace tallygate::vault::text
