#include "api/stepup/platform_verdict.hpp"

#include <algorithm>

#include "core/canonical_json.hpp"
#include "core/check.hpp"
#include "core/hash.hpp"

namespace tallygate::stepup {
namespace {

bool visible_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

bool usable_method(std::string_view method) {
  return !method.empty() && method.size() <= kVerdictMethodMax && visible_ascii(method);
}

}  // namespace

std::string signed_text(const PlatformVerdict& verdict) {
  TALLYGATE_CHECK(
      visible_ascii(verdict.challenge_id) && visible_ascii(verdict.subject) && visible_ascii(verdict.method),
      "a verdict's texts are visible ASCII");
  std::string text;
  core::JsonWriter writer(text);
  writer.begin_object();
  writer.member("at", core::format_time(verdict.at));
  writer.member("challenge_id", verdict.challenge_id);
  writer.member("method", verdict.method);
  writer.member("passed", verdict.passed);
  writer.member("subject", verdict.subject);
  writer.end_object();
  return text;
}

Checked<AcceptedVerdict> verify_verdict(std::span<const core::PublicKey> keys, const Challenge& challenge,
                                        const PlatformVerdict& verdict, core::ByteView signature, core::Time now) {
  TALLYGATE_CHECK(keys.size() <= kVerdictKeysMax, "more keys than a tenant may have");
  core::Signature raw;
  if (keys.empty()) return Refusal::verdict_without_key;
  if (now >= challenge.expires_at) return Refusal::challenge_expired;
  if (signature.size() != raw.size() || !usable_method(verdict.method)) return Refusal::verdict_malformed;
  if (verdict.challenge_id != challenge.id) return Refusal::verdict_of_another_challenge;
  if (verdict.subject != challenge.subject) return Refusal::verdict_of_another_subject;
  if (verdict.at < challenge.opened_at || verdict.at >= challenge.expires_at) return Refusal::verdict_outside_challenge;
  std::ranges::copy(signature, reinterpret_cast<char*>(raw.data()));
  const std::string text = signed_text(verdict);
  if (std::ranges::none_of(keys, [&](const core::PublicKey& key) { return core::verify(key, text, raw); }))
    return Refusal::verdict_forged;
  return AcceptedVerdict{.passed = verdict.passed,
                         .method = verdict.method,
                         .at = verdict.at,
                         .evidence = core::sha256({text, signature})};
}

}  // namespace tallygate::stepup
