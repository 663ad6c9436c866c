// The challenge that an answer is held against. Whoever keeps challenges also counts their tries and closes them: what
// is verified here says nothing of whether the challenge is still open.
#pragma once

#include <string>

#include "core/bytes.hpp"
#include "core/time.hpp"

namespace tallygate::stepup {

constexpr std::size_t kNonceBytesMin = 16;  // Web Authentication Level 2, 13.4.3

struct Challenge {
  std::string id;
  std::string subject;               // who is to answer
  core::Time opened_at, expires_at;  // an answer is in time before expires_at
  core::Bytes nonce;  // random, of this challenge alone: what a WebAuthn client is given as its challenge. Unused by
                      // the other two; a WebAuthn ceremony CHECKs that it has kNonceBytesMin at least
};

}  // namespace tallygate::stepup
