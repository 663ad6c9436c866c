#include <gtest/gtest.h>

#include "vault/text/normalised.hpp"
#include "vault/text/scores.hpp"

namespace tallygate::vault::text {
namespace {

TextScores scores_of(std::string_view text) {
  return text_scores(normalised(text), Vocabulary::standard());
}

struct Scored {
  std::string name, text;
  int least, most;
};

class Brushing : public testing::TestWithParam<Scored> {};
TEST_P(Brushing, IsScoredByItsWords) {
  EXPECT_GE(scores_of(GetParam().text).brushing, GetParam().least) << GetParam().text;
  EXPECT_LE(scores_of(GetParam().text).brushing, GetParam().most) << GetParam().text;
}
INSTANTIATE_TEST_SUITE_P(
    Scores, Brushing,
    testing::Values(Scored{"nothing", "", 0, 0}, Scored{"said_plainly", "刷单一单一结", 100, 100},
                    Scored{"torn_apart", "刷 💰 单", 90, 90}, Scored{"traditional", "刷單", 90, 90},
                    Scored{"by_its_sound", "唰丹", 90, 90}, Scored{"half_in_pinyin", "刷dan", 90, 100},
                    Scored{"numeral_or_digit", "1单1结", 70, 70}, Scored{"empty_parcel", "发空包就可以", 85, 85},
                    Scored{"paid_praise", "五星好评返现 10 元", 100, 100},
                    Scored{"paid_praise_by_shape", "好坪反现", 80, 100},
                    Scored{"advance_and_commission", "先垫付，佣金日结", 100, 100},
                    Scored{"english", "Brushing order, empty parcel is fine", 100, 100},
                    Scored{"english_in_cyrillic_letters", "fаkе оrdеr", 90, 90},
                    Scored{"english_apart", "r e v i e w - f o r - r e f u n d", 85, 100},
                    Scored{"said_twice_counts_once", "佣金 佣金 佣金 佣金", 30, 30},
                    Scored{"toothbrush_in_a_single_pack", "软毛牙刷单支装", 0, 0},
                    Scored{"toothbrush_then_an_order", "电动牙刷 订单414018211换货", 0, 0},
                    Scored{"camera", "可放单反相机的背包", 0, 0}, Scored{"air_parcel", "航空包裹专用胶带", 0, 0},
                    Scored{"capsule_bag", "太空包宠物外出", 0, 0}, Scored{"against_it", "本店拒绝刷单，诚信经营", 0, 0},
                    Scored{"hair_brush_order", "hairbrush orders ship on monday", 0, 0},
                    Scored{"postage_advanced", "运费垫付请退我", 0, 0},
                    Scored{"praise_alone_is_little", "五星好评！质量很好", 1, 30},
                    Scored{"bicycle", "送小朋友的自行车，做单车挂件", 0, 0}),
    [](const auto& info) { return info.param.name; });

class Contact : public testing::TestWithParam<Scored> {};
TEST_P(Contact, IsScoredByTheStrongest) {
  EXPECT_GE(scores_of(GetParam().text).contact, GetParam().least) << GetParam().text;
  EXPECT_LE(scores_of(GetParam().text).contact, GetParam().most) << GetParam().text;
}
INSTANTIATE_TEST_SUITE_P(
    Scores, Contact,
    testing::Values(
        Scored{"nothing", "请放门口", 0, 0}, Scored{"wechat_and_name", "加微信 abc12345", 100, 100},
        Scored{"by_its_sound", "加薇❤亻言：mm_88990", 100, 100}, Scored{"latin_letter", "Ⅴ信abc12345", 100, 100},
        Scored{"root_sign", "√信：xiaoli2023", 100, 100}, Scored{"name_in_circles", "vx ⓐⓑⓒ①②③④", 100, 100},
        Scored{"spaced_out", "v x : a b c 1 2 3 4 5", 100, 100}, Scored{"qq", "扣扣①②③④⑤⑥", 100, 100},
        Scored{"plus_sign", "➕V：danz8866", 100, 100}, Scored{"wechat_in_english", "WeChat: johnsmith", 100, 100},
        Scored{"whatsapp_number", "whatsapp +44 7700 900123", 100, 100},
        Scored{"invitation_without_name", "加微信领红包", 60, 60}, Scored{"mobile_number", "电话13812345678", 40, 40},
        Scored{"mobile_number_in_groups", "138-1234-5678", 40, 40}, Scored{"with_country", "+86 138 1234 5678", 40, 40},
        Scored{"mobile_number_in_words", "一三八一二三四五六七八", 80, 80},
        Scored{"mobile_number_mixed", "13八1贰34伍678", 80, 80}, Scored{"letters_for_digits", "l38ooo12345", 80, 80},
        Scored{"torn_apart", "1 3 8 1 2 3 4 5 6 7 8", 80, 80}, Scored{"page", "https://example.test/x", 80, 80},
        Scored{"domain", "看 shop-abc.com 更便宜", 80, 80}, Scored{"domain_apart", "shopabc 点 com", 80, 80},
        Scored{"short_link", "t.cn/A6abc", 80, 80}, Scored{"dot_in_words", "shopabc(dot)com", 80, 80},
        Scored{"paid_with_wechat", "微信支付已付款 订单号 42000012345678901234", 0, 0},
        Scored{"wechat_payment", "paid by wechat payment yesterday", 0, 0}, Scored{"sweets", "QQ糖 20 包", 0, 0},
        Scored{"v_neck", "加绒加V领打底衫", 0, 0}, Scored{"vitamins", "C加Vitamin软糖", 0, 0},
        Scored{"microwave", "加微波炉手套", 0, 0}, Scored{"trace_elements", "加微量元素", 0, 0},
        Scored{"order_number", "订单 138123456789012345", 0, 0},
        Scored{"ends_with_a_dot", "No. 1. Com port adapter", 0, 0}, Scored{"sizes", "170 65 42", 0, 0}),
    [](const auto& info) { return info.param.name; });

class Gibberish : public testing::TestWithParam<Scored> {};
TEST_P(Gibberish, IsScoredByItsStructure) {
  EXPECT_GE(scores_of(GetParam().text).gibberish, GetParam().least) << GetParam().text;
  EXPECT_LE(scores_of(GetParam().text).gibberish, GetParam().most) << GetParam().text;
}
INSTANTIATE_TEST_SUITE_P(Scores, Gibberish,
                         testing::Values(Scored{"nothing", "", 0, 0}, Scored{"numbers_are_neutral", "88-3-502", 0, 0},
                                         Scored{"sentence", "please leave it with the neighbour", 0, 0},
                                         Scored{"note", "麻烦尽快发货，周末家里没人", 0, 0},
                                         Scored{"pinyin", "bei jing shi chao yang qu jian guo lu", 0, 10},
                                         Scored{"names_of_things", "USB HDMI cable 2m for PS5", 0, 20},
                                         Scored{"rare_name", "收件人：王昊睿，放前台", 0, 20},
                                         Scored{"polish_name", "Krzysztof Szczepanik, flat 4", 0, 40},
                                         Scored{"row_of_keys", "asdfghjkl qwertyuiop", 100, 100},
                                         Scored{"struck_at_random", "sdfkjh wertkjxz xcvmnb", 90, 100},
                                         Scored{"same_again", "asdasdasdasdasd", 100, 100},
                                         Scored{"same_character", "啊啊啊啊啊啊啊啊啊啊啊啊", 100, 100},
                                         Scored{"two_characters", "的撒的撒的撒的撒的撒的撒", 100, 100},
                                         Scored{"nobodys_characters", "龘靐齉爩籱灪麤龖虪鸞钃鱺", 80, 100},
                                         Scored{"letters_and_digits", "a8f3k2j9x7q1 z3b8n4m2", 80, 100},
                                         Scored{"signs", "@#%&*@!#%&", 80, 100},
                                         Scored{"what_is_not_utf8", "\xFF\xFE\xFD\xFC\xFB\xFA\xF9\xF8\xFF\xFE\xFD\xFC",
                                                100, 100},
                                         Scored{"little_says_little", "sdfgh", 30, 50},
                                         Scored{"half", "please call sdfkjhxw wertkjxz", 40, 70}),
                         [](const auto& info) { return info.param.name; });

TEST(Vocabulary, RefusesWhatIsWrongAndNamesIt) {
  const std::pair<std::string, std::string> cases[] = {
      {"", "version"},
      {"version = 0", "version"},
      {"version = 1\ntrem = 2", "trem"},
      {"version = 1\nterm = 2", "term"},
      {"version = 1\n[[term]]\npoints = 101\nany = [\"刷单\"]", "term[0].points"},
      {"version = 1\n[[term]]\nany = [\"刷单\"]", "term[0].points"},
      {"version = 1\n[[term]]\npoints = 1\nany = []", "term[0].any"},
      {"version = 1\n[[term]]\npoints = 1\nany = [\"刷\"]", "term[0].any"},
      {"version = 1\n[[term]]\npoints = 1\nany = [\"!!!\"]", "term[0].any"},
      {"version = 1\n[[term]]\npoints = 1\nany = [1]", "term[0].any"},
      {"version = 1\n[[cue]]\nalone = -1\nany = [\"vx\"]", "cue[0].alone"},
      {"version = 1\n[[reading]]\nas = \"单单\"\nwritten = \"丹\"", "reading[0].as"},
      {"version = 1\n[[reading]]\nas = \"单\"\nwritten = \"单\"", "reading[0].written"},
      {"version = 1\n[[reading]]\nas = \"单\"\nwritten = \"丹\"\n[[reading]]\nas = \"丹\"\nwritten = \"担\"",
       "reading[1].written"},
      {"version = ", "line 1"},
  };
  for (const auto& [toml, named] : cases) {
    const auto read = Vocabulary::read(toml);
    ASSERT_FALSE(read.ok()) << toml;
    EXPECT_TRUE(read.error().message.starts_with(named)) << toml << "\n" << read.error().message;
  }
  EXPECT_FALSE(Vocabulary::read(std::string(70'000, '#')).ok());
}

TEST(Vocabulary, IsReadAsItSays) {
  const auto read = Vocabulary::read(
      "version = 7\n[[reading]]\nas = \"单\"\nwritten = \"丹\"\n[[term]]\npoints = 40\nany = [\"刷丹\", \"SHUA DAN\"]\n"
      "[[term]]\npoints = -15\nany = [\"牙刷单\"]\n");
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ((*read).version(), 7);
  EXPECT_EQ(text_scores("刷单", *read).brushing, 40);
  EXPECT_EQ(text_scores("shuadan 刷丹", *read).brushing, 40);
  EXPECT_EQ(text_scores("牙刷单支", *read).brushing, 25);
  EXPECT_EQ(text_scores("加微信 abc12345", *read).contact, 0);
}

}  // namespace
}  // namespace tallygate::vault::text
