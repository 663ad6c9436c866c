// Cosignatures against the known vector, and what a witness says to each kind of request.
#include <gtest/gtest.h>

#include "audit/cosignature.hpp"
#include "audit/witness.hpp"
#include "core/bytes.hpp"
#include "core/hash.hpp"
#include "tests/support/known_vectors.hpp"

namespace tallygate::audit {
namespace {

using core::Digest;
using tests::digest;
using tests::kFrom6To8;
using tests::known_key;

core::SigningKey witness_key() {
  std::array<std::uint8_t, 32> seed{};
  seed.fill(0x42);
  return core::SigningKey::from_seed(seed);
}

const std::string kOrigin = "example.com/ledger1";
const std::string kWitnessName = "witness.example.com/w1";
// Roots of the first 0, 6 and 8 leaves of RFC 6962's reference tree.
const Digest kRoot6 = digest("76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef");
const Digest kRoot8 = digest("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
// Written by an independent implementation of the formats.
const std::string kWholeCheckpoint =
    "example.com/ledger1\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n\xE2\x80\x94 example.com/ledger1 "
    "enwM+pEpOdm5tPCTEBTqjICDzw6YuzL5EDbQ5STM0AJRwQBbxdR3A76QmnWgldEuJLOMzaR4t7J5dXdrE5QQo40v0AQ=\n"
    "\xE2\x80\x94 witness.example.com/w1 "
    "iGoEgQAAAABkGFDL9CbIN3zFGHmOSzs5MAtun0YRVM26FgiP/DK1GpxCaJXpRyKYjP1n6PEMCUkBdbJh0GJTQMuXA0VmRjokeUYaDA==\n";
constexpr std::uint64_t kKnownTime = 1679315147;

Verifier log_verifier() {
  return {kOrigin, known_key().public_key()};
}
Verifier witness_verifier() {
  return {kWitnessName, witness_key().public_key()};
}

TEST(Cosignature, WritesTheKnownLineByteForByte) {
  const Checkpoint checkpoint{kOrigin, 8, kRoot8};
  const std::string note = sign_checkpoint(checkpoint, known_key());
  EXPECT_EQ(note + cosignature_line(checkpoint_text(checkpoint), kWitnessName, witness_key(), kKnownTime),
            kWholeCheckpoint);
  EXPECT_EQ(core::to_hex(note_key_id(kWitnessName, witness_key().public_key(), NoteKey::cosignature_v1)), "886a0481");
  EXPECT_EQ(core::to_hex(core::ByteView(reinterpret_cast<const char*>(witness_key().public_key().data()), 32)),
            "2152f8d19b791d24453242e15f2eab6cb7cffa7b6a5ed30097960e069881db12");
}

TEST(Cosignature, SaysWhenItWasMadeAndLeavesTheLogsOwnSignatureAsItIs) {
  EXPECT_EQ(cosigned_at(kWholeCheckpoint, witness_verifier()), kKnownTime);
  EXPECT_TRUE(open_checkpoint(kWholeCheckpoint, log_verifier()).has_value());
}

TEST(Cosignature, HoldsForNoOtherTextTimeKeyOrName) {
  std::string text = kWholeCheckpoint;
  text.replace(text.find("\n8\n"), 3, "\n9\n");
  EXPECT_FALSE(cosigned_at(text, witness_verifier()));
  std::string time = kWholeCheckpoint;
  time.replace(time.find("GFDL9C"), 6, "GFDM9C");  // the last character before the signature: one second later
  EXPECT_FALSE(cosigned_at(time, witness_verifier()));
  EXPECT_FALSE(cosigned_at(kWholeCheckpoint, {kWitnessName, known_key().public_key()}));
  EXPECT_FALSE(cosigned_at(kWholeCheckpoint, {"witness.example.com/w2", witness_key().public_key()}));
  // A plain signature of the same key is no cosignature, nor the other way round.
  EXPECT_FALSE(open_note(kWholeCheckpoint, witness_verifier()));
  const std::string plain = sign_note(checkpoint_text({kOrigin, 8, kRoot8}), kWitnessName, witness_key());
  EXPECT_FALSE(cosigned_at(plain, witness_verifier()));
}

TEST(Cosignature, HasVerifierKeysOfItsOwnKind) {
  const std::string vkey = make_vkey(kWitnessName, witness_key().public_key(), NoteKey::cosignature_v1);
  EXPECT_EQ(vkey.substr(0, kWitnessName.size() + 10), kWitnessName + "+886a0481+");
  const auto parsed = parse_vkey(vkey, NoteKey::cosignature_v1);
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->key, witness_key().public_key());
  EXPECT_FALSE(parse_vkey(vkey).has_value());
  EXPECT_FALSE(parse_vkey(make_vkey(kOrigin, known_key().public_key()), NoteKey::cosignature_v1).has_value());
}

AddCheckpoint add(std::uint64_t old_size, Proof proof, std::uint64_t size, const Digest& root) {
  return {old_size, std::move(proof), sign_checkpoint({kOrigin, size, root}, known_key())};
}
const Checkpoint kSix{kOrigin, 6, kRoot6};

TEST(Witness, ReadsBackTheRequestThatItWrites) {
  const AddCheckpoint request = add(6, kFrom6To8, 8, kRoot8);
  const std::string body = write_add_checkpoint(request);
  EXPECT_EQ(body.substr(0, 51), "old 6\nDrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=\n");
  const auto parsed = parse_add_checkpoint(body);
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->old_size, 6U);
  EXPECT_EQ(parsed->proof, kFrom6To8);
  EXPECT_EQ(parsed->checkpoint, request.checkpoint);
  EXPECT_EQ(claimed_origin(parsed->checkpoint), kOrigin);
}

TEST(Witness, ReadsNothingElse) {
  const std::string note = sign_checkpoint(kSix, known_key());
  const std::string hash = core::to_base64(core::view(kRoot6)) + "\n";
  std::string many = "old 0\n";
  for (std::size_t i = 0; i <= kProofHashesMax; ++i) many += hash;
  const std::string cases[] = {"",
                               "old 6",
                               "old \n\n" + note,
                               "old 06\n\n" + note,
                               "old -1\n\n" + note,
                               "old 18446744073709551616\n\n" + note,
                               "new 6\n\n" + note,
                               "old 6\n" + note,
                               "old 6\n\n",
                               "old 6\n" + hash.substr(1) + "\n" + note,
                               "old 6\nDrxd\n\n" + note,
                               many + "\n" + note,
                               "old 6\n\n" + std::string(kAddCheckpointBytesMax, 'x')};
  for (const auto& body : cases) EXPECT_FALSE(parse_add_checkpoint(body).has_value()) << body.substr(0, 80);
  EXPECT_FALSE(claimed_origin("no note"));
}

TEST(Witness, TakesTheFirstCheckpointAndEachThatContinuesTheLast) {
  const Judgement first = judge(add(0, {}, 6, kRoot6), log_verifier(), std::nullopt);
  EXPECT_EQ(first.status, 200) << first.detail;
  EXPECT_EQ(first.checkpoint.size, 6U);
  EXPECT_EQ(first.text, checkpoint_text(kSix));
  EXPECT_EQ(judge(add(6, kFrom6To8, 8, kRoot8), log_verifier(), kSix).status, 200);
  EXPECT_EQ(judge(add(6, {}, 6, kRoot6), log_verifier(), kSix).status, 200);  // the same again: cosigned again
  EXPECT_EQ(judge(add(0, {}, 0, core::empty_root()), log_verifier(), std::nullopt).status, 200);
}

TEST(Witness, RefusesAForkACutAndAProofThatDoesNotHold) {
  Proof flipped = kFrom6To8;
  flipped[1][0] ^= 1;
  EXPECT_EQ(judge(add(6, flipped, 8, kRoot8), log_verifier(), kSix).status, 422);
  EXPECT_EQ(judge(add(6, {}, 8, kRoot8), log_verifier(), kSix).status, 422);
  EXPECT_EQ(judge(add(6, kFrom6To8, 8, kRoot6), log_verifier(), kSix).status, 422);
  EXPECT_EQ(judge(add(0, {}, 0, kRoot6), log_verifier(), std::nullopt).status, 422);
  const Judgement fork = judge(add(6, {}, 6, kRoot8), log_verifier(), kSix);
  EXPECT_EQ(fork.status, 409);
  EXPECT_EQ(fork.latest, 6U);
}

TEST(Witness, SaysTheLastSizeToWhoeverHasAnother) {
  for (const std::uint64_t old_size : {0U, 5U, 7U}) {
    const Judgement stale = judge(add(old_size, kFrom6To8, 8, kRoot8), log_verifier(), kSix);
    EXPECT_EQ(stale.status, 409) << old_size;
    EXPECT_EQ(stale.latest, 6U);
  }
  EXPECT_EQ(judge(add(3, {}, 8, kRoot8), log_verifier(), std::nullopt).latest, 0U);
}

TEST(Witness, RefusesWhatTheLogDidNotSignAndAnOldSizeAboveTheNew) {
  EXPECT_EQ(judge(add(9, {}, 8, kRoot8), log_verifier(), std::nullopt).status, 400);
  AddCheckpoint other = add(0, {}, 8, kRoot8);
  other.checkpoint = sign_checkpoint({kOrigin, 8, kRoot8}, witness_key());
  EXPECT_EQ(judge(other, log_verifier(), std::nullopt).status, 403);
  // Signed by the right key, of another origin.
  other.checkpoint = sign_note(checkpoint_text({"example.com/ledger2", 8, kRoot8}), kOrigin, known_key());
  EXPECT_EQ(judge(other, log_verifier(), std::nullopt).status, 403);
}

}  // namespace
}  // namespace tallygate::audit
