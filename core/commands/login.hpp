// Logins, and the answers to challenges.
#pragma once

#include <optional>
#include <string>

#include "core/commands/party.hpp"

namespace tallygate::core {

struct LoginAttempt {
  std::optional<Device> device;
  std::optional<Personal> ip;
  LoginId login_id;
  std::optional<Time> occurred_at;
  std::optional<std::int64_t> rtt_ms;
  bool success = false;  // whether the credentials were right
  PartyId user;
  std::optional<Personal> user_agent;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("device", s.device);
    v("ip", s.ip, PersonalKind::ip, text(45));
    v("login_id", s.login_id);
    v("occurred_at", s.occurred_at);
    v("rtt_ms", s.rtt_ms, between(0, 3'600'000));
    v("success", s.success);
    v("user", s.user);
    v("user_agent", s.user_agent, PersonalKind::user_agent, text(512));
  }
};

enum class ChallengeMethod { otp, platform };
std::span<const EnumName<ChallengeMethod>> enum_names(ChallengeMethod);

struct ChallengeAnswer {  // path: the challenge. The platform's own verdict over its authenticated connection.
  std::optional<std::string> evidence_hash;  // hex SHA-256 of what the platform keeps
  ChallengeMethod method = ChallengeMethod::platform;
  std::optional<Time> occurred_at;
  bool passed = false;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("evidence_hash", s.evidence_hash, token(64));
    v("method", s.method);
    v("occurred_at", s.occurred_at);
    v("passed", s.passed);
  }
};

}  // namespace tallygate::core
