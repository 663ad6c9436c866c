// A personal value on its way from a request into a record. At the edge it is clear; the vault seals it, once: a random
// pseudonym for the distinct value, inputs derived from it, and the ciphertext under its person's key. Records, rules
// and windows only ever see the sealed form.
#pragma once

#include <string>
#include <string_view>

namespace tallygate::core {

enum class PersonalKind { name, phone, email, address, postcode, ip, user_agent, note, other };

struct Personal {
  std::string clear;      // the value as sent; empty once sealed and in every record
  std::string pseudonym;  // "pn": 16 characters base64url, the same for the same normalised value of the same kind
  std::string sealed;   // "ct": base64url(24-byte nonce || XChaCha20-Poly1305 ciphertext || tag); empty where only the
                        // pseudonym is kept
  std::string network;  // "net": pseudonym of the /24 or /48 of an address; kind ip only
  std::string country;  // ISO 3166-1 alpha-2 by the GeoIP database, empty when unknown; kind ip only
  PersonalKind kind = PersonalKind::other;

  bool present() const { return !clear.empty() || !pseudonym.empty(); }
};

}  // namespace tallygate::core
