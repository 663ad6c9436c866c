#include "risk/ruleset_features.hpp"

#include <algorithm>
#include <charconv>

#include "core/currency.hpp"
#include "risk/ruleset_compiled.hpp"

namespace tallygate::risk {
namespace {

constexpr std::string_view kDefaultHorizon = "400d";

struct OpName {
  std::string_view name;
  FeatureOp op;
};
constexpr OpName kOps[] = {
    {"count", FeatureOp::count},   {"sum", FeatureOp::sum},
    {"avg", FeatureOp::avg},       {"min", FeatureOp::min},
    {"max", FeatureOp::max},       {"distinct", FeatureOp::distinct},
    {"streak", FeatureOp::streak}, {"first_seen_age", FeatureOp::first_seen_age},
    {"last", FeatureOp::last},     {"last_age", FeatureOp::last_age},
    {"ratio", FeatureOp::ratio},
};

std::optional<Field> field_named(std::string_view name) {
  for (const FieldTraits& f : fields())
    if (f.name == name) return f.field;
  return std::nullopt;
}

FieldType type_of(Field f) {
  return fields()[static_cast<std::size_t>(f)].type;
}

bool is_amount(Field f) {
  return f == Field::amount || f == Field::order_amount || f == Field::order_refunded;
}

// One feature; every error is added, and then there is no declaration.
class Reader {
 public:
  Reader(const FeatureText& text, DeclaredFeatures& all, RulesetErrors& errors)
      : text_(text), all_(all), errors_(errors) {}

  void read() {
    d_.name = text_.name;
    d_.version = text_.version;
    if (!is_feature_name(text_.name))
      fail("its name must be small letters, digits and _, starting with a letter, at most 48 bytes.");
    if (text_.version < 1) fail("its version counts from 1.");
    for (const Declaration& other : all_.declarations)
      if (other.name == text_.name) fail("is declared twice.");
    const auto op = std::find_if(std::begin(kOps), std::end(kOps), [&](const OpName& o) { return o.name == text_.op; });
    if (op == std::end(kOps))
      return fail(
          "`op` is none of count, sum, avg, min, max, distinct, streak, first_seen_age, last, last_age, ratio.");
    d_.op = op->op;
    if (d_.op == FeatureOp::ratio)
      ratio();
    else
      window();
    if (good_) all_.declarations.push_back(std::move(d_));
  }

 private:
  void fail(std::string why) {
    good_ = false;
    errors_.add(text_.line, "feature " + text_.name, std::move(why));
  }
  void refuse(bool given, std::string_view key) {
    if (given) fail("`" + std::string(key) + "` says nothing for op " + text_.op + ".");
  }

  void ratio() {
    refuse(!text_.of.empty(), "of");
    refuse(!text_.by.empty(), "by");
    refuse(!text_.read_by.empty(), "read_by");
    refuse(!text_.over.empty(), "over");
    refuse(!text_.horizon.empty(), "horizon");
    refuse(!text_.value.empty(), "value");
    refuse(!text_.where.empty(), "where");
    refuse(!text_.currency.empty(), "currency");
    refuse(text_.cap.has_value(), "cap");
    refuse(text_.include_current, "include_current");
    d_.a = part(text_.a);
    d_.b = part(text_.b);
  }
  std::uint16_t part(const std::string& name) {
    for (std::size_t i = 0; i < all_.declarations.size(); ++i) {
      if (all_.declarations[i].name != name) continue;
      const Declaration& d = all_.declarations[i];
      const cel::Kind kind = result_type(d).kind();
      if (kind != cel::Kind::integer && kind != cel::Kind::floating) fail("`" + name + "` is not a number.");
      if (d.op == FeatureOp::ratio) fail("`" + name + "` is itself a ratio.");
      return static_cast<std::uint16_t>(i);
    }
    fail("`" + name + "` is no feature declared before it.");
    return 0;
  }

  void window() {
    refuse(!text_.a.empty(), "a");
    refuse(!text_.b.empty(), "b");
    for (const std::string& name : text_.of) {
      if (const auto type = core::record_type_named(name))
        d_.of.set(static_cast<std::size_t>(*type));
      else
        fail("`" + name + "` is no record type.");
    }
    d_.by = key(text_.by);
    if (!text_.read_by.empty()) d_.read_by = key(text_.read_by);
    if (!text_.read_by.empty() && text_.read_by.size() != text_.by.size())
      fail("`read_by` must have as many parts as `by`.");
    length();
    value();
    condition();
    d_.include_current = text_.include_current;
    refuse(text_.include_current && (is_lasting(d_.op) || d_.op == FeatureOp::streak), "include_current");
    if (text_.include_current && !text_.read_by.empty()) fail("`include_current` and `read_by` exclude each other.");
  }

  std::vector<KeyPart> key(const std::vector<std::string>& names) {
    std::vector<KeyPart> parts;
    if (names.size() > kRulesetLimits.key_parts_max) fail("a key has at most 4 parts.");
    for (const std::string& name : names) {
      KeyPart part;
      std::string_view rest = name;
      while (true) {
        const std::size_t bar = rest.find('|');
        const std::string_view one = rest.substr(0, bar);
        const auto field = field_named(one);
        if (!field || type_of(*field) != FieldType::text || *field == Field::op)
          fail("`" + std::string(one) + "` is no text field of an activity, so it cannot be part of a key.");
        else if (part.count == KeyPart::kAlternativesMax)
          fail("`" + name + "` names more than three fields.");
        else
          part.fields[part.count++] = *field;
        if (bar == std::string_view::npos) break;
        rest.remove_prefix(bar + 1);
      }
      parts.push_back(part);
    }
    return parts;
  }

  void length() {
    const bool lasting = is_lasting(d_.op);
    refuse(lasting && !text_.over.empty(), "over");
    refuse(!lasting && !text_.horizon.empty(), "horizon");
    std::string_view text = lasting ? text_.horizon : text_.over;
    if (lasting && text.empty()) text = kDefaultHorizon;
    if (text.empty()) return fail("`over` is missing.");
    const auto seconds = parse_window_s(text);
    if (!seconds || *seconds > kRulesetLimits.window_s_max)
      fail("`" + std::string(text) + "` is no length of time: a whole number with s, m, h or d, at most 400d.");
    d_.window_us = seconds.value_or(1) * 1'000'000;
  }

  void value() {
    const bool number =
        d_.op == FeatureOp::sum || d_.op == FeatureOp::avg || d_.op == FeatureOp::min || d_.op == FeatureOp::max;
    const bool any = d_.op == FeatureOp::distinct || d_.op == FeatureOp::last;
    refuse(!number && !any && !text_.value.empty(), "value");
    refuse(d_.op != FeatureOp::distinct && text_.cap.has_value(), "cap");
    d_.cap = static_cast<std::uint32_t>(std::clamp<std::int64_t>(text_.cap.value_or(64), 1, kRulesetLimits.cap_max));
    if (text_.cap && (*text_.cap < 1 || *text_.cap > kRulesetLimits.cap_max)) fail("`cap` is from 1 to 1024.");
    currency();
    if (!number && !any) return;
    const auto field = field_named(text_.value);
    if (!field || *field == Field::op || type_of(*field) == FieldType::timestamp)
      return fail("`value` must name a field of an activity.");
    if (number && type_of(*field) != FieldType::integer) return fail("`value` must name a whole number.");
    d_.value = field;
    const bool by_currency = std::find(text_.by.begin(), text_.by.end(), "currency") != text_.by.end();
    if ((number || d_.op == FeatureOp::last) && is_amount(*field) && text_.currency.empty() && !by_currency)
      fail("an amount needs `currency`, or \"currency\" in `by`: amounts of different currencies do not add up.");
  }
  void currency() {
    d_.currency = text_.currency;
    if (!text_.currency.empty() && !core::Currency::from_code(text_.currency))
      fail("`" + text_.currency + "` is no currency.");
  }

  void condition() {
    if (text_.where.empty()) {
      if (d_.op == FeatureOp::streak) fail("a streak needs `where`: what breaks it is a record that does not match.");
      return;
    }
    auto found = std::find(all_.conditions.begin(), all_.conditions.end(), text_.where);
    if (found == all_.conditions.end()) {
      all_.conditions.push_back(text_.where);
      all_.condition_lines.push_back(text_.line);
      found = all_.conditions.end() - 1;
    }
    d_.where = static_cast<std::int16_t>(found - all_.conditions.begin());
  }

  const FeatureText& text_;
  DeclaredFeatures& all_;
  RulesetErrors& errors_;
  Declaration d_;
  bool good_ = true;
};

}  // namespace

std::optional<std::int64_t> parse_window_s(std::string_view text) {
  if (text.size() < 2 || text.front() == '0') return std::nullopt;
  std::int64_t number = 0;
  const char* unit = text.data() + text.size() - 1;
  const auto [end, error] = std::from_chars(text.data(), unit, number);
  if (error != std::errc() || end != unit || number < 1 || number > 1'000'000'000) return std::nullopt;
  switch (*unit) {
    case 's':
      return number;
    case 'm':
      return number * 60;
    case 'h':
      return number * 3600;
    case 'd':
      return number * 86'400;
    default:
      return std::nullopt;
  }
}

bool is_feature_name(std::string_view name) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !name.empty() && name.size() <= kRulesetLimits.name_bytes_max && letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; });
}

DeclaredFeatures declare_features(const std::vector<FeatureText>& texts, RulesetErrors& errors) {
  DeclaredFeatures all;
  if (texts.size() > kRulesetLimits.features_max)
    errors.add(texts[kRulesetLimits.features_max].line, "rule set", "declares more than 64 features.");
  for (std::size_t i = 0; i < std::min(texts.size(), kRulesetLimits.features_max); ++i)
    Reader(texts[i], all, errors).read();
  return all;
}

}  // namespace tallygate::risk
