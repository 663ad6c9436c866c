#include "vault/vault.hpp"

#include <sodium.h>

#include <cstring>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "core/bytes.hpp"
#include "core/hash.hpp"
#include "vault/key_file.hpp"
#include "vault/normalise.hpp"

namespace tallygate::vault {
namespace {

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kPseudonymBytes = 12;  // 16 characters; a collision among 2^32 values has a chance of 2^-33

using Pseudonym = std::array<std::uint8_t, kPseudonymBytes>;

const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

// nonce || ciphertext || tag
std::string encrypt(const Key& key, std::string_view clear, std::string_view associated, core::Random& random) {
  std::string out(kNonce + clear.size() + kTag, '\0');
  auto* raw = reinterpret_cast<std::uint8_t*>(out.data());
  random.fill({raw, kNonce});
  crypto_aead_xchacha20poly1305_ietf_encrypt(raw + kNonce, nullptr, bytes_of(clear), clear.size(), bytes_of(associated),
                                             associated.size(), nullptr, raw, key.data());
  return out;
}

std::optional<std::string> decrypt(const Key& key, std::string_view sealed, std::string_view associated) {
  if (sealed.size() < kNonce + kTag) return std::nullopt;
  std::string clear(sealed.size() - kNonce - kTag, '\0');
  const auto* raw = bytes_of(sealed);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<std::uint8_t*>(clear.data()), nullptr, nullptr,
                                                 raw + kNonce, sealed.size() - kNonce, bytes_of(associated),
                                                 associated.size(), raw, key.data()) != 0)
    return std::nullopt;
  return clear;
}

std::string_view text_of(const core::Hash16& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

}  // namespace

struct Vault::State {
  GroupKeys keys;
  core::Random* random = nullptr;
  mutable std::mutex mutex;
  std::unordered_map<core::Hash16, Pseudonym, core::Hash16Hasher> pseudonyms;
  std::unordered_map<core::Hash16, Key, core::Hash16Hasher> persons;
  std::vector<Row> pending;

  core::Hash16 lookup(char what, std::string_view value) const;
  const Key& group(const core::Hash16& hash) const { return keys.groups[hash[0] % kGroups]; }
  std::string pseudonym(char kind, std::string_view normalised);  // with the mutex held
  std::string known_pseudonym(char kind, std::string_view normalised) const;
  const Key& person_key(const core::Hash16& hash);  // with the mutex held
};

// A keyed hash, so that a row's key says nothing to who lacks the key file.
core::Hash16 Vault::State::lookup(char what, std::string_view value) const {
  core::Hash16 out;
  crypto_generichash_state state;
  crypto_generichash_init(&state, keys.lookup.data(), keys.lookup.size(), out.size());
  const auto prefix = static_cast<std::uint8_t>(what);
  crypto_generichash_update(&state, &prefix, 1);
  crypto_generichash_update(&state, bytes_of(value), value.size());
  crypto_generichash_final(&state, out.data(), out.size());
  return out;
}

std::string Vault::State::pseudonym(char kind, std::string_view normalised) {
  const auto hash = lookup(kind, normalised);
  const auto [it, fresh] = pseudonyms.try_emplace(hash);
  if (fresh) {
    random->fill(it->second);
    const std::string_view clear(reinterpret_cast<const char*>(it->second.data()), it->second.size());
    pending.push_back({std::string(kPseudonymTable), std::string(text_of(hash)),
                       encrypt(group(hash), clear, text_of(hash), *random)});
  }
  return core::to_base64url({reinterpret_cast<const char*>(it->second.data()), it->second.size()});
}

// Of a value that was never sealed, the lookup hash's own first bytes: keyed, and no pseudonym that is issued later.
std::string Vault::State::known_pseudonym(char kind, std::string_view normalised) const {
  const auto hash = lookup(kind, normalised);
  const auto it = pseudonyms.find(hash);
  const auto* bytes = reinterpret_cast<const char*>(it == pseudonyms.end() ? hash.data() : it->second.data());
  return core::to_base64url({bytes, kPseudonymBytes});
}

const Key& Vault::State::person_key(const core::Hash16& hash) {
  const auto [it, fresh] = persons.try_emplace(hash);
  if (fresh) {
    random->fill(it->second);
    const std::string_view clear(reinterpret_cast<const char*>(it->second.data()), it->second.size());
    pending.push_back(
        {std::string(kPersonTable), std::string(text_of(hash)), encrypt(group(hash), clear, text_of(hash), *random)});
  }
  return it->second;
}

Vault::Vault() : state_(std::make_unique<State>()) {}
Vault::~Vault() {
  for (auto& [hash, key] : state_->persons) sodium_memzero(key.data(), key.size());
}

core::Status Vault::create(const std::filesystem::path& key_file, core::Random& random) {
  return create_key_file(key_file, random);
}

core::Result<std::unique_ptr<Vault>> Vault::open(const std::filesystem::path& key_file, core::Random& random) {
  auto keys = read_key_file(key_file);
  if (!keys) return keys.error();
  auto vault = std::unique_ptr<Vault>(new Vault());
  vault->state_->keys = std::move(keys).value();
  vault->state_->random = &random;
  return vault;
}

core::Status Vault::load(std::string_view table, std::string_view key, std::string_view value) {
  const std::lock_guard lock(state_->mutex);
  core::Hash16 hash;
  if (key.size() != hash.size())
    return core::failure(core::ErrorKind::corrupt, "a vault row has a key of the wrong length");
  std::memcpy(hash.data(), key.data(), hash.size());
  const auto clear = decrypt(state_->group(hash), value, key);
  if (!clear) return core::failure(core::ErrorKind::corrupt, "a vault row does not open under its group key");
  if (table == kPseudonymTable && clear->size() == kPseudonymBytes) {
    std::memcpy(state_->pseudonyms[hash].data(), clear->data(), kPseudonymBytes);
  } else if (table == kPersonTable && clear->size() == sizeof(Key)) {
    std::memcpy(state_->persons[hash].data(), clear->data(), sizeof(Key));
  } else {
    return core::failure(core::ErrorKind::corrupt, "a vault row is of no known form");
  }
  return core::Done{};
}

void Vault::seal(core::Personal& value, std::string_view person, bool keep_ciphertext) {
  if (value.clear.empty()) return;
  auto& s = *state_;
  const auto normalised = normalise(value.kind, value.clear);
  const auto network = value.kind == core::PersonalKind::ip ? network_of(value.clear) : std::string();
  const auto kind = static_cast<char>('a' + static_cast<int>(value.kind));
  const auto person_hash = s.lookup('P', person);
  Key key{};
  {
    const std::lock_guard lock(s.mutex);
    value.pseudonym = s.pseudonym(kind, normalised);
    if (!network.empty()) value.network = s.pseudonym('N', network);
    if (keep_ciphertext) key = s.person_key(person_hash);
  }
  if (keep_ciphertext) {
    value.sealed = core::to_base64url(encrypt(key, value.clear, text_of(person_hash), *s.random));
    sodium_memzero(key.data(), key.size());
  }
  sodium_memzero(value.clear.data(), value.clear.size());
  value.clear.clear();
}

void Vault::seal_for_dry_run(core::Personal& value, bool with_ciphertext) const {
  if (value.clear.empty()) return;
  const auto& s = *state_;
  const auto normalised = normalise(value.kind, value.clear);
  const auto network = value.kind == core::PersonalKind::ip ? network_of(value.clear) : std::string();
  const auto kind = static_cast<char>('a' + static_cast<int>(value.kind));
  {
    const std::lock_guard lock(s.mutex);
    value.pseudonym = s.known_pseudonym(kind, normalised);
    if (!network.empty()) value.network = s.known_pseudonym('N', network);
  }
  if (with_ciphertext) {  // as long as a real one, since the length of a request counts
    Key key{};
    s.random->fill(key);
    value.sealed = core::to_base64url(encrypt(key, value.clear, value.pseudonym, *s.random));
    sodium_memzero(key.data(), key.size());
  }
  sodium_memzero(value.clear.data(), value.clear.size());
  value.clear.clear();
}

std::optional<std::string> Vault::unseal(std::string_view sealed, std::string_view person) const {
  const auto raw = core::from_base64url(sealed);
  if (!raw) return std::nullopt;
  const auto hash = state_->lookup('P', person);
  const std::lock_guard lock(state_->mutex);
  const auto it = state_->persons.find(hash);
  if (it == state_->persons.end()) return std::nullopt;
  return decrypt(it->second, *raw, text_of(hash));
}

std::vector<Row> Vault::drain() {
  const std::lock_guard lock(state_->mutex);
  return std::exchange(state_->pending, {});
}

std::size_t Vault::persons() const {
  const std::lock_guard lock(state_->mutex);
  return state_->persons.size();
}

std::size_t Vault::pseudonyms() const {
  const std::lock_guard lock(state_->mutex);
  return state_->pseudonyms.size();
}

}  // namespace tallygate::vault
