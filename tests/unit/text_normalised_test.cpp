#include <gtest/gtest.h>

#include "core/hash.hpp"
#include "tests/support/text_samples.hpp"
#include "vault/text/normalised.hpp"
#include "vault/text/utf8.hpp"

namespace tallygate::vault::text {
namespace {

struct Spelling {
  std::string name, written, form;
};

class Spellings : public testing::TestWithParam<Spelling> {};

TEST_P(Spellings, HaveOneForm) {
  EXPECT_EQ(normalised(GetParam().written), GetParam().form);
}

INSTANTIATE_TEST_SUITE_P(
    Normalised, Spellings,
    testing::Values(Spelling{"plain", "gift wrap", "gift wrap"},
                    Spelling{"case", "Gift WRAP Straße", "gift wrap strasse"},
                    Spelling{"full_width", "ＶＸ：ａｂｃ１２３", "vx:abc123"}, Spelling{"circled", "①②③ ⓥⓧ", "123 vx"},
                    Spelling{"circled_beyond_twenty_stays_one_number", "㉑", "21"},
                    Spelling{"white_on_black", "❶❷❿ 🅥🅧 🅰🅱", "1210 vx ab"}, Spelling{"roman", "Ⅴ信 ⅷ", "v信 viii"},
                    Spelling{"styled", "𝐖𝐞𝐂𝐡𝐚𝐭 𝟙𝟚", "wechat 12"}, Spelling{"flag_halves", "🇻🇽", "vx"},
                    Spelling{"keycaps", "1️⃣3️⃣8️⃣", "138"}, Spelling{"superscript", "x²", "x2"},
                    Spelling{"digits_of_other_scripts", "١٢٣ ४५", "123 45"},
                    Spelling{"zero_width", "刷\u200B单\u200D加\uFEFF微\u2060信", "刷单加微信"},
                    Spelling{"bidirectional", "\u202Eabc\u202C \u2066x\u2069", "abc x"},
                    Spelling{"soft_hyphen", "re\u00ADfund", "refund"}, Spelling{"tags", "a\U000E0061\U000E007Fb", "ab"},
                    Spelling{"strokes_laid_over", "r\u0336e\u0336f\u0336", "ref"},
                    Spelling{"accents_are_letters", "cafe\u0301 CAFÉ", "café café"},
                    Spelling{"skin_tone", "👍🏽", "👍"},
                    Spelling{"traditional", "評價返現 號樓單號", "评价返现 号楼单号"},
                    Spelling{"each_the_others_simplified_form", "苎 苧", "苎 苎"},
                    Spelling{"traditional_later_again", "後臺髮", "后台发"},
                    Spelling{"compatibility_ideograph", "\uF9D1⼑", "六刀"},
                    Spelling{"spaces", "  a\t\tb\u3000c\u00A0\r\nd\u2800e  ", "a b c d e"},
                    Spelling{"controls_are_spaces",
                             std::string("a\0b\x7F"
                                         "c\x1B",
                                         6),
                             "a b c"},
                    Spelling{"empty", "", ""}, Spelling{"nothing_to_see", "\u200B \u2060", ""},
                    Spelling{"not_utf8", "a\xFF\xC3(\xE5\x8D", "a\uFFFD\uFFFD(\uFFFD"},
                    Spelling{"surrogate_in_utf8", "\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},
                    Spelling{"overlong", "\xC0\xAF", "\uFFFD\uFFFD"}),
    [](const auto& info) { return info.param.name; });

TEST(Normalised, IsNormalisedWhenJamoComeTogether) {
  const std::string once = normalised("\u1100\u0301\u1161");
  EXPECT_EQ(once, "가");
  EXPECT_EQ(normalised(once), once);
}

TEST(Normalised, ReadsAndGivesAtMostItsLimit) {
  std::string han;
  while (han.size() < 3 * kTextBytesMax) han += "单";
  const std::string form = normalised(han);
  EXPECT_EQ(form.size(), kTextBytesMax / 3 * 3);
  EXPECT_EQ(normalised(form), form);
  std::string swelling;  // one character that becomes eighteen
  while (swelling.size() < kTextBytesMax) swelling += "\uFDFA";
  EXPECT_LE(normalised(swelling).size(), kTextBytesMax);
  EXPECT_GT(normalised(swelling).size(), kTextBytesMax - 4);
}

// What ICU knows of Unicode decides this form, so another ICU may give another one. What is recorded stays as it is;
// but from then on the same text is sketched otherwise: docs/decisions/0039-text-signals.md says what to do.
TEST(Normalised, IsWhatItWasForEachCharacterOfUnicode15) {
  std::string forms;
  const auto add = [&](char32_t first, char32_t last) {
    for (char32_t c = first; c <= last; ++c) {
      std::string one;
      append_utf8(one, c);
      forms += normalised(one) + "\n";
    }
  };
  add(0, 0xD7FF);
  add(0xE000, 0xFFFF);
  add(0x1F000, 0x1FFFF);
  add(0x2F800, 0x2FA1F);
  EXPECT_EQ(core::to_hex(core::view(core::sha256(forms))),
            "b8b2bbcc3d05782c881530cec3de95f1f65ba9fa23efbfa694474699e83a8a95");
}

}  // namespace
}  // namespace tallygate::vault::text
