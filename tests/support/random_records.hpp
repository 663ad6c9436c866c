// Random bodies and records, from a seed: every described field may be there or not, every value that its type allows
// may stand in it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/body_codec.hpp"
#include "core/random.hpp"
#include "core/record_codec.hpp"

namespace tallygate::support {

// A visitor of descriptions (core/fields.hpp) that fills each field. Personal values come sealed.
class RandomFields {
 public:
  explicit RandomFields(core::SeededRandom& random) : random_(random) {}

  template <class T>
  void operator()(std::string_view, T& field, const core::Limits& limits = {}) {
    fill(field, limits);
  }
  void operator()(std::string_view, std::optional<core::Personal>& field, core::PersonalKind kind,
                  const core::Limits&) {
    if (!chance(2)) return;
    core::Personal& p = field.emplace();
    p.kind = kind;
    p.pseudonym = letters(16);
    if (chance(2)) p.sealed = letters(60);
    if (chance(3)) p.network = letters(16);
    if (chance(3)) p.country = "CN";
  }
  void blob(std::string_view, std::string_view, std::string&, std::string& sha256_hex, const core::Limits&) {
    sha256_hex = std::string(64, 'a');
  }

  template <class T>
    requires requires(RandomFields& v, T& s) { T::describe(v, s); }
  void fill(T& out, const core::Limits& = {}) {
    T::describe(*this, out);
  }
  template <class T>
  void fill(std::optional<T>& out, const core::Limits& limits) {
    if (chance(2)) fill(out.emplace(), limits);
  }
  template <class T>
  void fill(std::vector<T>& out, const core::Limits&) {
    for (auto n = random_.below(4); n > 0; --n) fill(out.emplace_back(), core::Limits{});
  }
  template <class Tag>
  void fill(core::Id<Tag>& out, const core::Limits&) {
    out = core::Id<Tag>(letters(1 + random_.below(20)));
  }
  template <class E>
    requires std::is_enum_v<E>
  void fill(E& out, const core::Limits&) {
    const auto names = enum_names(E{});
    out = names[random_.below(names.size())].value;
  }
  void fill(bool& out, const core::Limits&) { out = chance(2); }
  void fill(std::int64_t& out, const core::Limits& limits) {
    const auto width = static_cast<std::uint64_t>(limits.max) - static_cast<std::uint64_t>(limits.min) + 1;
    out = chance(4)   ? limits.max
          : chance(4) ? limits.min
                      : static_cast<std::int64_t>(static_cast<std::uint64_t>(limits.min) + random_.below(width));
  }
  void fill(std::string& out, const core::Limits& limits) {
    out = limits.visible_ascii ? letters(1 + random_.below(10)) : text();
  }
  void fill(core::Time& out, const core::Limits&) {
    out = {static_cast<std::int64_t>(random_.below(core::kTimeMax.us + 1))};
  }
  void fill(core::Currency& out, const core::Limits&) {
    const auto table = core::currency_table();
    out = *core::Currency::from_code(table[random_.below(table.size())].code);
  }
  void fill(core::Signals& out, const core::Limits&) {
    for (auto n = random_.below(4); n > 0; --n) {
      core::Signal& s = out["s" + std::to_string(random_.below(100))];
      s = {};
      if (chance(2))
        fill(s.number.emplace(), core::Limits{});
      else
        s.text_value = text();
    }
  }

  bool chance(std::uint64_t one_in) { return random_.below(one_in) == 0; }
  std::string letters(std::uint64_t n) {
    constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    std::string out = "x";
    while (out.size() < n) out += kLetters[random_.below(kLetters.size())];
    return out;
  }
  // Any text that UTF-8 carries, and what must be escaped more often than not.
  std::string text() {
    constexpr std::string_view kPieces[] = {
        "a",          "\"", "\\", "\n", "\x01", "\x1f", "/", "\x7f", "\xc3\xa9", "\xe4\xb8\xad", "\xf0\x9f\x98\x80",
        "plain words"};
    std::string out;
    for (auto n = 1 + random_.below(12); n > 0; --n) out += kPieces[random_.below(std::size(kPieces))];
    return out;
  }

 private:
  core::SeededRandom& random_;
};

inline core::Body random_body(core::Operation op, core::SeededRandom& random) {
  core::Body body;
  core::BodyReader reader;
  static_cast<void>(reader.read(op, "{}", core::Form::wire, body));  // whatever it lacks, it is of the operation's kind
  RandomFields fields(random);
  std::visit(
      [&](auto& b) {
        if constexpr (requires { std::remove_cvref_t<decltype(b)>::describe(fields, b); }) fields.fill(b);
      },
      body);
  return body;
}

class RandomRecords {
 public:
  explicit RandomRecords(std::uint64_t seed) : random_(seed), fields_(random_) {}

  core::Record record(core::RecordType type) {
    core::Record r;
    r.type = type;
    r.seq = count();
    fields_.fill(r.at, {});
    fields_.fill(r.rec, {});
    r.actor = {fields_.letters(8), fields_.chance(2) ? fields_.letters(5) : ""};
    if (fields_.chance(2)) r.key = fields_.text();
    if (fields_.chance(3)) r.cause = count();
    if (fields_.chance(3)) r.group = core::Group{count(), count()};
    for (auto n = random_.below(4); n > 0; --n) r.subjects.push_back({fields_.text(), count()});
    if (fields_.chance(2)) command(r);
    if (fields_.chance(2)) assessment(r.assessment.emplace());
    if (fields_.chance(3)) refusal(r.refusal.emplace());
    if (fields_.chance(2)) postings(r);
    if (fields_.chance(2)) effect(r);
    return r;
  }
  core::Chained chained() {
    core::Chained c;
    random_.fill(c.prev);
    random_.fill(c.salt);
    return c;
  }

 private:
  std::uint64_t count() { return random_.below(fields_.chance(5) ? core::kAmountMax : 10'000); }

  void command(core::Record& r) {
    const auto ops = core::operations();
    auto c = std::make_shared<core::Command>();
    c->op = ops[random_.below(ops.size())].op;
    c->actor = r.actor;
    c->key = r.key;
    if (traits(c->op).has_path_id) c->path_id = fields_.letters(9);
    c->body = random_body(c->op, random_);
    finish_command(*c);
    r.command = std::move(c);
  }
  void assessment(core::Assessment& a) {
    a.decision = fields_.letters(6);
    fields_.fill(a.outcome, {});
    for (auto& score : a.scores) score = static_cast<std::uint8_t>(fields_.chance(2) ? 0 : random_.below(101));
    for (auto n = random_.below(4); n > 0; --n)
      a.reasons.push_back({fields_.letters(6), static_cast<std::int64_t>(random_.below(100)), 1, ""});
    for (auto n = random_.below(5); n > 0; --n) a.features.push_back({fields_.letters(12), scalar()});
    random_.fill(a.features_hash);
    random_.fill(a.ruleset);
    fields_.fill(a.skipped, {});
    a.cost = static_cast<std::int64_t>(count());
    a.fallback = fields_.chance(4);
  }
  core::FeatureScalar scalar() {
    switch (random_.below(4)) {
      case 0:
        return static_cast<std::int64_t>(count());
      case 1:
        return fields_.chance(2);
      case 2:
        return fields_.text();
      default:
        return core::DoubleText{"0.1"};
    }
  }
  void refusal(core::Refusal& r) {
    const auto codes = core::codes();
    r = {codes[random_.below(codes.size())].code, fields_.chance(2) ? "" : "/amount", fields_.text()};
  }
  void postings(core::Record& r) {
    core::PostingsBuilder b;
    for (auto n = 1 + random_.below(4); n > 0; --n) {
      core::Money money;
      fields_.fill(money.currency, {});
      money.amount = static_cast<core::Amount>(random_.below(1'000'000));
      const auto layer = fields_.chance(4) ? core::Layer::held : core::Layer::posted;
      b.debit(fields_.letters(20), money, layer).credit(fields_.letters(20), money, layer);
    }
    r.postings = std::move(b).build();
  }
  void effect(core::Record& r) {
    switch (core::effect_kind(r.type)) {
      case core::EffectKind::none:
        return;
      case core::EffectKind::order:
        return fields_.fill(r.effect.emplace<core::OrderEffect>());
      case core::EffectKind::payment:
        return fields_.fill(r.effect.emplace<core::PaymentEffect>());
      case core::EffectKind::split:
        return fields_.fill(r.effect.emplace<core::SplitEffect>());
      case core::EffectKind::refund:
        return fields_.fill(r.effect.emplace<core::RefundEffect>());
      case core::EffectKind::matured:
        return fields_.fill(r.effect.emplace<core::MaturedEffect>());
      case core::EffectKind::object:
        return fields_.fill(r.effect.emplace<core::ObjectEffect>());
      case core::EffectKind::opened:
        return fields_.fill(r.effect.emplace<core::LogOpened>());
      case core::EffectKind::epoch:
        return fields_.fill(r.effect.emplace<core::EpochOpened>());
      case core::EffectKind::rotation:
        return fields_.fill(r.effect.emplace<core::KeyRotated>());
      case core::EffectKind::authorised:
        return fields_.fill(r.effect.emplace<core::AuthorisedEffect>());
      case core::EffectKind::hold:
        return fields_.fill(r.effect.emplace<core::HoldEffect>());
      case core::EffectKind::payout:
        return fields_.fill(r.effect.emplace<core::PayoutEffect>());
      case core::EffectKind::dispute:
        return fields_.fill(r.effect.emplace<core::DisputeEffect>());
      case core::EffectKind::dispute_end:
        return fields_.fill(r.effect.emplace<core::DisputeEndEffect>());
      case core::EffectKind::claw_back:
        return fields_.fill(r.effect.emplace<core::ClawBackEffect>());
      case core::EffectKind::period:
        return fields_.fill(r.effect.emplace<core::PeriodEffect>());
      case core::EffectKind::found:
        return fields_.fill(r.effect.emplace<core::FoundEffect>());
    }
  }

  core::SeededRandom random_;
  RandomFields fields_;
};

inline std::string encoded(const core::Record& record, const core::Chained& chained) {
  std::string out;
  core::encode_record(out, record, chained);
  return out;
}

}  // namespace tallygate::support
