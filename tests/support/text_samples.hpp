// Notes and titles that are drawn from templates with a seed, genuine ones and such as fake orders carry; and what is
// done to a text so that nothing finds its words.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/random.hpp"
#include "vault/text/utf8.hpp"

namespace tallygate::support {

using Words = std::vector<std::string_view>;

// A template is text with slots: `{0}` to `{9}` are filled from a list each, `{#n}` is a number of n digits, 1 to 9.
struct Templates {
  std::vector<Words> slots;
  Words texts;
};

inline std::string filled(const Templates& templates, core::SeededRandom& random) {
  const auto drawn = [&](const Words& from) { return from[random.below(from.size())]; };
  const std::string_view text = drawn(templates.texts);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '{') {
      out += text[i];
    } else if (text[i + 1] == '#') {
      out += static_cast<char>('1' + random.below(9));
      for (char left = text[i + 2]; left > '1'; --left) out += static_cast<char>('0' + random.below(10));
      i += 3;
    } else {
      out += drawn(templates.slots[static_cast<std::size_t>(text[i + 1] - '0')]);
      i += 2;
    }
  }
  return out;
}

// What a customer or a merchant writes. Among them words that hold one of the others' by accident.
inline const Templates& genuine_texts() {
  static const Templates templates = {
      {
          {"牙刷单支装",   "毛刷单只",   "单反相机包", "电动牙刷",     "航空包",    "太空包宠物背包", "儿童自行车",
           "微波炉手套",   "苹果手机壳", "连衣裙",     "加裙摆半身裙", "V领打底衫", "真空包装牛奶",   "五星级酒店床单",
           "生日结婚礼盒", "收纳空盒",   "拼图玩具",   "保温杯",       "数据线",    "洗衣液"},
          {"尽快发货", "周末不要发货", "麻烦包装好一点", "送货前打电话", "放门口就行", "请不要折叠",
           "送人的，别放价格单", "晚上八点以后送", "放到菜鸟驿站", "地址写错了请改成南门", "周一再发", "不要辣谢谢",
           "少冰", "多给个袋子", "发票抬头写个人"},
          {"红色", "大号", "三件装", "加厚", "升级款", "2023新款", "学生宿舍用", "正品保证", "拒绝刷单 诚信经营",
           "送运费险", "支持七天无理由"},
          {"please leave it at the door", "gift wrap please", "no bell, baby sleeping", "do not bend", "ring twice",
           "please ship after monday", "call before delivery", "it is a present, no invoice in the box",
           "back entrance please", "leave with the neighbour in flat 4"},
          {"cotton shirt", "hair brush set", "brushed steel kettle", "order of the phoenix book", "phone case",
           "garden hose 20m", "usb cable 2m", "paint brush single", "five star hotel towels",
           "storage box, empty, 30 l"},
      },
      {"{0} {2}", "{0}{2} {0}", "{1}", "{1}，{1}", "{1} 联系电话138{#8}", "电话 139{#8}，{1}", "{3}", "{4}",
       "{4}, blue", "{3}, {3}", "微信支付已付款，{1}", "给妈妈买的{0}，{1}", "第二次买{0}了，质量很好，{1}",
       "{0} 订单{#9}换货", "收到后好评，{1}", "上次的{0}少了一件，这次{1}", "{4}, size {#2}"}};
  return templates;
}

// What those write who order sales that are none. A slot's last words are in no list of ours.
inline const Templates& brushing_texts() {
  static const Templates templates = {
      {
          {"刷单", "补单", "刷销量", "做单任务", "放单", "刷好评", "冲个量"},
          {"佣金日结", "一单一结", "佣金秒结", "返佣金", "本佣秒返", "返现", "工资当天给"},
          {"好评返现", "五星返现", "晒图返现", "五星好评返红包", "截图返5元", "收货后返款", "给好评送钱"},
          {"发空包", "空包裹即可", "不用真实发货", "代发小礼品", "不用寄东西"},
          {"货比三家再下单", "浏览三分钟", "先假聊再拍", "收藏加购后下单", "多看几家再拍"},
          {"加微信", "加V信", "V信", "加我vx", "扣扣", "加QQ"},
          {"brushing order", "fake order", "review for refund", "cashback for review",
           "full refund via paypal after 5 star review", "money back when rated"},
          {"empty parcel is fine", "no need to ship", "empty box", "commission per order", "send an envelope"},
          {"abc", "mm", "kefu", "xiaoli", "danz"},
      },
      {"{0}，{1}", "{0} {1} {4}", "{2}", "{2}，{4}", "{0}，{3}", "{3}，{1}", "{4}，{2}", "{5}{8}{#5}",
       "{5}：{8}{#6} {2}", "{0} {5} {#9}", "{5} {#8}，{1}", "兼职{0}，先垫付，{1}", "{6}, {7}", "{6}", "{7}, {6}",
       "{4}，{3}，{1}"}};
  return templates;
}

// ---- what is done to a text

inline std::string from_code_points(const std::u32string& text) {
  std::string out;
  for (const char32_t c : text) vault::text::append_utf8(out, c);
  return out;
}

// Calls change(out, c) for each character.
template <class Change>
std::string each_changed(std::string_view text, Change change) {
  std::u32string out;
  for (const char32_t c : vault::text::code_points(text)) change(out, c);
  return from_code_points(out);
}

inline std::string full_width(std::string_view text) {
  return each_changed(text, [](std::u32string& out, char32_t c) { out += c > U' ' && c < 0x7F ? c + 0xFEE0 : c; });
}

inline std::string with_zero_width(std::string_view text, core::SeededRandom& random) {
  constexpr std::u32string_view kUnseen = U"\u200B\u200D\u2060\uFEFF\u00AD\u202E\u2066\uFE0F";
  return each_changed(text, [&](std::u32string& out, char32_t c) {
    out += c;
    out += kUnseen[random.below(kUnseen.size())];
  });
}

inline std::string traditional(std::string_view text) {
  constexpr std::u32string_view
      kSimplified = U"单评现几发货给个后结样补礼贝扫码红钱寄东西当转实际质给电话买门写请订换张号图电微联给赠",
      kTraditional = U"單評現幾發貨給個後結樣補禮貝掃碼紅錢寄東西當轉實際質給電話買門寫請訂換張號圖電微聯給贈";
  static_assert(kSimplified.size() == kTraditional.size());
  return each_changed(text, [&](std::u32string& out, char32_t c) {
    const auto at = kSimplified.find(c);
    out += at == std::u32string_view::npos ? c : kTraditional[at];
  });
}

// One character in two that has a homophone or a look-alike is written so; some of these stand in no list of ours.
inline std::string look_alikes(std::string_view text, core::SeededRandom& random) {
  constexpr std::u32string_view kPlain = U"单刷评微扣返佣eaoipcxkv0123456789一三五";
  constexpr std::u32string_view kWritten = U"丹唰坪薇抠反拥еаоірсхк√０①②③④⑤⑥⑦⑧⑨壹叁伍";
  constexpr std::u32string_view kAlsoPlain = U"单刷信包金返评图任", kAlsoWritten = U"旦耍心胞斤饭平涂仁";
  static_assert(kPlain.size() == kWritten.size() && kAlsoPlain.size() == kAlsoWritten.size());
  return each_changed(text, [&](std::u32string& out, char32_t c) {
    const auto at = kPlain.find(c), also = kAlsoPlain.find(c);
    const std::uint64_t drawn = random.below(16);
    if (drawn == 0 && also != std::u32string_view::npos) {
      out += kAlsoWritten[also];
    } else {
      out += at == std::u32string_view::npos || drawn < 8 ? c : kWritten[at];
    }
  });
}

inline std::string spaced(std::string_view text) {
  return each_changed(text, [](std::u32string& out, char32_t c) {
    out += c;
    out += U' ';
  });
}

inline std::string with_pictures(std::string_view text, core::SeededRandom& random) {
  constexpr std::u32string_view kPictures = U"💰🎁🔥👍⭐🧧❤🌹✨";
  return each_changed(text, [&](std::u32string& out, char32_t c) {
    out += c;
    if (random.below(2) == 0) out += kPictures[random.below(kPictures.size())];
  });
}

}  // namespace tallygate::support
