#include <gtest/gtest.h>

#include "audit/checkpoint.hpp"
#include "audit/signed_note.hpp"
#include "core/hash.hpp"
#include "tests/support/known_vectors.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::audit {
namespace {

using tests::known_key;

// The example of the signed-note specification.
const std::string kSpecVkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const std::string kSpecNote =
    "This is an example message.\n\n\xE2\x80\x94 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

// Seed 00 01 … 1f; checked against an independent implementation of the formats.
const std::string kKnownVkey = "example.com/ledger1+7a7c0cfa+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
const std::string kKnownCheckpoint =
    "example.com/ledger1\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n\xE2\x80\x94 example.com/ledger1 "
    "enwM+pEpOdm5tPCTEBTqjICDzw6YuzL5EDbQ5STM0AJRwQBbxdR3A76QmnWgldEuJLOMzaR4t7J5dXdrE5QQo40v0AQ=\n";
const std::string kWitnessLine =
    "\xE2\x80\x94 witness.example.com/w1 "
    "iGoEgQAAAABkGFDL9CbIN3zFGHmOSzs5MAtun0YRVM26FgiP/DK1GpxCaJXpRyKYjP1n6PEMCUkBdbJh0GJTQMuXA0VmRjokeUYaDA==\n";

TEST(SignedNote, OpensTheExampleOfItsSpecification) {
  const auto verifier = parse_vkey(kSpecVkey);
  ASSERT_TRUE(verifier.has_value());
  EXPECT_EQ(make_vkey(verifier->name, verifier->key), kSpecVkey);
  EXPECT_EQ(open_note(kSpecNote, *verifier), "This is an example message.\n");
}

TEST(SignedNote, WritesTheKnownCheckpointByteForByte) {
  const auto key = known_key();
  EXPECT_EQ(make_vkey("example.com/ledger1", key.public_key()), kKnownVkey);
  Checkpoint checkpoint{"example.com/ledger1", 8,
                        *core::digest_from_hex("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")};
  const auto note = sign_checkpoint(checkpoint, key);
  EXPECT_EQ(note, kKnownCheckpoint);
  EXPECT_EQ(core::to_hex(core::view(core::sha256(note))),
            "5249191990d9f60b46410ade341bc74930e5ee7dd088037c07f6f208c31b98e9");
  const auto opened = open_checkpoint(note, *parse_vkey(kKnownVkey));
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->size, 8U);
  EXPECT_EQ(opened->root, checkpoint.root);
}

TEST(SignedNote, PassesOverSignaturesOfOthers) {
  EXPECT_TRUE(open_checkpoint(kKnownCheckpoint + kWitnessLine, *parse_vkey(kKnownVkey)).has_value());
}

TEST(SignedNote, RefusesWhatIsNotSignedByItsKeyOrNotANote) {
  const auto verifier = *parse_vkey(kKnownVkey);
  struct Case {
    const char* name;
    std::string note;
  };
  const auto changed = [](std::size_t at, char c) {
    auto note = kKnownCheckpoint;
    note[at] = c;
    return note;
  };
  std::string many = kKnownCheckpoint;
  for (int i = 0; i < 16; ++i) many += kWitnessLine;
  const Case cases[] = {
      {"another size", changed(20, '9')},
      {"another origin", changed(0, 'f')},
      {"another signature", changed(kKnownCheckpoint.size() - 10, 'z')},
      {"no signature", "example.com/ledger1\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n"},
      {"only another's signature", kKnownCheckpoint.substr(0, kKnownCheckpoint.find("\n\n") + 2) + kWitnessLine},
      {"no final newline", kKnownCheckpoint.substr(0, kKnownCheckpoint.size() - 1)},
      {"a control byte", changed(5, '\t')},
      {"too many signatures", many},
      {"nothing", ""},
  };
  for (const auto& c : cases) EXPECT_FALSE(open_note(c.note, verifier).has_value()) << c.name;
}

TEST(SignedNote, RefusesVerifierKeysThatContradictThemselves) {
  EXPECT_FALSE(parse_vkey("example.com/ledger1+7a7c0cfb+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4").has_value());
  EXPECT_FALSE(parse_vkey("example.com/ledger2+7a7c0cfa+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4").has_value());
  EXPECT_FALSE(parse_vkey("example.com/ledger1+7a7c0cfa").has_value());
  EXPECT_FALSE(parse_vkey("+7a7c0cfa+AQ==").has_value());
  EXPECT_FALSE(valid_note_name("a b"));
  EXPECT_FALSE(valid_note_name("a+b"));
  EXPECT_FALSE(valid_note_name(""));
}

TEST(Checkpoint, RefusesTextsOfAnotherForm) {
  const std::string root = "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n";
  EXPECT_TRUE(parse_checkpoint_text("o\n0\n" + root).has_value());
  EXPECT_TRUE(parse_checkpoint_text("o\n8\n" + root + "extension\n").has_value());
  for (const auto* bad : {"o\n08\n", "o\n-1\n", "o\n 8\n", "o\n\n", "o o\n8\n", "o\n99999999999999999999\n"})
    EXPECT_FALSE(parse_checkpoint_text(bad + root).has_value()) << bad;
  EXPECT_FALSE(parse_checkpoint_text("o\n8\nAAAA\n").has_value());
  EXPECT_FALSE(parse_checkpoint_text("o\n8\n" + root + "\n").has_value());
  EXPECT_FALSE(parse_checkpoint_text("o\n8\n").has_value());
}

TEST(Checkpoint, IsReplacedWholeOrNotAtAll) {
  tests::TemporaryDirectory directory;
  const auto path = directory.path() / "t1";
  EXPECT_EQ(read_checkpoint_file(path).error().kind, core::ErrorKind::not_found);
  ASSERT_TRUE(write_checkpoint_file(path, kSpecNote).ok());
  ASSERT_TRUE(write_checkpoint_file(path, kKnownCheckpoint).ok());
  EXPECT_EQ(*read_checkpoint_file(path), kKnownCheckpoint);
  EXPECT_FALSE(write_checkpoint_file(directory.path() / "no" / "such" / "t1", kSpecNote).ok());
}

}  // namespace
}  // namespace tallygate::audit
