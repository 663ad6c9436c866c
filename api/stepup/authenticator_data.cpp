#include "api/stepup/authenticator_data.hpp"

#include <algorithm>
#include <utility>

namespace tallygate::stepup {
namespace {

constexpr std::size_t kFixedPart = 37;  // hash, flags, counter
constexpr std::size_t kFlagsAt = 32, kCountAt = 33;
enum Flag : std::uint8_t {
  kUserPresent = 0x01,
  kUserVerified = 0x04,
  kBackupEligible = 0x08,
  kBackedUp = 0x10,
  kAttestedCredential = 0x40,
  kExtensions = 0x80,
};

std::uint32_t octet_at(core::ByteView bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

// Takes the credential off the front of `rest`.
Checked<AttestedCredential> take_credential(core::ByteView& rest) {
  constexpr std::size_t kIdAt = 18;  // after the model's 16 bytes and the id's length of two
  if (rest.size() < kIdAt) return Refusal::authenticator_data_malformed;
  AttestedCredential credential;
  std::ranges::copy(rest.substr(0, credential.aaguid.size()), reinterpret_cast<char*>(credential.aaguid.data()));
  const std::size_t id_size = octet_at(rest, 16) << 8 | octet_at(rest, 17);
  rest.remove_prefix(kIdAt);
  if (id_size == 0 || id_size > kCredentialIdMax || id_size > rest.size()) return Refusal::authenticator_data_malformed;
  credential.id = rest.substr(0, id_size);
  rest.remove_prefix(id_size);
  CborReader reader(rest);
  Checked<CredentialKey> key = read_credential_key(reader);
  if (!key) return key.refusal();
  credential.key = *std::move(key);
  credential.cose_key = rest.substr(0, rest.size() - reader.rest().size());
  rest = reader.rest();
  return credential;
}

}  // namespace

Checked<AuthenticatorData> read_authenticator_data(core::ByteView bytes) {
  if (bytes.size() < kFixedPart || bytes.size() > kAuthenticatorDataMax) return Refusal::authenticator_data_malformed;
  AuthenticatorData data;
  std::ranges::copy(bytes.substr(0, kFlagsAt), reinterpret_cast<char*>(data.rp_id_hash.data()));
  const std::uint32_t flags = octet_at(bytes, kFlagsAt);
  data.user_present = (flags & kUserPresent) != 0;
  data.user_verified = (flags & kUserVerified) != 0;
  data.backup_eligible = (flags & kBackupEligible) != 0;
  data.backed_up = (flags & kBackedUp) != 0;
  for (std::size_t i = 0; i < 4; ++i) data.sign_count = data.sign_count << 8 | octet_at(bytes, kCountAt + i);
  core::ByteView rest = bytes.substr(kFixedPart);
  if ((flags & kAttestedCredential) != 0) {
    Checked<AttestedCredential> credential = take_credential(rest);
    if (!credential) return credential.refusal();
    data.credential = *std::move(credential);
  }
  if ((flags & kExtensions) != 0) {
    CborReader map(rest), whole(rest);
    map.map();
    data.extensions = whole.item();
    if (!map.ok() || !whole.ok()) return Refusal::authenticator_data_malformed;
    rest = whole.rest();
  }
  if (!rest.empty()) return Refusal::authenticator_data_malformed;
  return data;
}

}  // namespace tallygate::stepup
