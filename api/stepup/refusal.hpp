// Why an answer to a challenge is not accepted, and Checked<T>: what was verified, or the reason why not. Names are
// stable: they may stand in records and in what a client switches on.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <variant>

#include "core/check.hpp"

namespace tallygate::stepup {

enum class Refusal : std::uint8_t {
  challenge_expired,
  // one-time passwords
  otp_enrolment_unusable,
  otp_label_unusable,
  otp_malformed,
  otp_wrong,
  otp_replayed,
  // WebAuthn: what the client says
  client_data_malformed,
  ceremony_differs,
  nonce_differs,
  origin_unknown,
  cross_origin,
  top_origin_unknown,
  // WebAuthn: what the authenticator says
  authenticator_data_malformed,
  relying_party_differs,
  user_absent,
  user_unverified,
  backup_flags_contradict,
  backup_eligibility_differs,
  signature_wrong,
  sign_count_not_grown,
  // WebAuthn: credentials
  credential_differs,
  user_handle_differs,
  attestation_malformed,
  credential_absent,
  key_malformed,
  key_unsupported,
  key_unusable,
  // the platform's signed verdict
  verdict_without_key,
  verdict_malformed,
  verdict_of_another_challenge,
  verdict_of_another_subject,
  verdict_outside_challenge,
  verdict_forged,
};

struct RefusalText {
  Refusal refusal;
  std::string_view name;      // as the enumerator is called
  std::string_view sentence;  // for people; repeats nothing of what was sent
};
std::span<const RefusalText> refusal_texts();  // one each, in the order of the enumeration
std::string_view name_of(Refusal refusal);
std::string_view sentence_of(Refusal refusal);

template <class T>
class [[nodiscard]] Checked {
 public:
  Checked(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Checked(Refusal refusal) : state_(std::in_place_index<1>, refusal) {}

  explicit operator bool() const { return state_.index() == 0; }
  bool ok() const { return state_.index() == 0; }
  const T& operator*() const& {
    TALLYGATE_CHECK(ok(), "the value of a refused answer");
    return std::get<0>(state_);
  }
  T&& operator*() && {
    TALLYGATE_CHECK(ok(), "the value of a refused answer");
    return std::get<0>(std::move(state_));
  }
  const T* operator->() const { return &**this; }
  Refusal refusal() const {
    TALLYGATE_CHECK(!ok(), "the refusal of an accepted answer");
    return std::get<1>(state_);
  }

 private:
  std::variant<T, Refusal> state_;
};

}  // namespace tallygate::stepup
