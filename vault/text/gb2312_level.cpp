#include "vault/text/gb2312_level.hpp"

#include <unicode/ucnv.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/check.hpp"

namespace tallygate::vault::text {
namespace {

constexpr char32_t kFirstUnified = 0x4E00, kLastUnified = 0x9FFF;

// The characters of rows [first, last] as EUC-CN writes them; the last row of the first level ends five short.
std::string rows(int first, int last) {
  std::string bytes;
  for (int row = first; row <= last; ++row) {
    for (int cell = 1; cell <= (row == 55 ? 89 : 94); ++cell) {
      bytes += static_cast<char>(0xA0 + row);
      bytes += static_cast<char>(0xA0 + cell);
    }
  }
  return bytes;
}

class Levels {
 public:
  Levels() : levels_(kLastUnified - kFirstUnified + 1) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open("EUC-CN", &status), ucnv_close);
    TALLYGATE_CHECK(U_SUCCESS(status), "ICU has no converter for GB 2312");
    add(converter.get(), rows(16, 55), 1);
    add(converter.get(), rows(56, 87), 2);
  }
  int operator()(char32_t c) const { return holds(c) ? levels_[c - kFirstUnified] : 0; }

 private:
  static bool holds(char32_t c) { return c >= kFirstUnified && c <= kLastUnified; }
  void add(UConverter* converter, const std::string& bytes, std::uint8_t level) {
    std::u16string text(bytes.size(), u'\0');
    UErrorCode status = U_ZERO_ERROR;
    const std::int32_t size = ucnv_toUChars(converter, text.data(), static_cast<std::int32_t>(text.size()),
                                            bytes.data(), static_cast<std::int32_t>(bytes.size()), &status);
    TALLYGATE_CHECK(U_SUCCESS(status) && size > 0, "ICU cannot convert GB 2312");
    text.resize(static_cast<std::size_t>(size));
    for (const char16_t c : text)
      if (holds(c)) levels_[c - kFirstUnified] = level;
  }
  std::vector<std::uint8_t> levels_;
};

}  // namespace

int gb2312_level(char32_t c) {
  static const Levels levels;
  return levels(c);
}

}  // namespace tallygate::vault::text
