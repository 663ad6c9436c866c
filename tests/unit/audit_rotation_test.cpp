#include <gtest/gtest.h>

#include <functional>

#include "audit/chain_check.hpp"
#include "audit/key_history.hpp"
#include "audit/promises.hpp"
#include "audit/receipt.hpp"
#include "audit/rotation.hpp"
#include "audit/verify.hpp"
#include "tests/support/log_fixture.hpp"

namespace tallygate::audit {
namespace {

using tests::LogWriter;
using tests::TemporaryDirectory;

core::SigningKey seeded_key(std::uint8_t n) {
  std::array<std::uint8_t, 32> seed{};
  seed.fill(n);
  return core::SigningKey::from_seed(seed);
}
const core::SigningKey kOld = seeded_key(1), kRecovery = seeded_key(2), kNew = seeded_key(3), kStranger = seeded_key(4),
                       kNewer = seeded_key(5);
constexpr const char* kRotatedOrigin = "example.com/t1/1";

std::string vkey(const core::SigningKey& of) {
  return make_vkey(kRotatedOrigin, of.public_key());
}
std::optional<Verifier> pinned(const core::SigningKey& of) {
  return parse_vkey(vkey(of));
}

LogWriter before_rotation() {
  LogWriter log(vkey(kOld));
  auto& opened = std::get<core::LogOpened>(log.records[0].effect);
  opened.origin = kRotatedOrigin;
  const auto& bytes = kRecovery.public_key();
  opened.recovery_public_key = core::to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  for (int i = 0; i < 5; ++i) log.capture("p" + std::to_string(i), 100 + i, "o" + std::to_string(i % 3));
  return log;
}

// The first `size` records.
Checkpoint checkpoint_of(const LogWriter& log, std::uint64_t size) {
  ChainCheck check;
  const auto lines = log.encoded();
  for (std::uint64_t i = 0; i < size; ++i) EXPECT_EQ(check.next(lines[i]), std::nullopt);
  return {kRotatedOrigin, size, check.root()};
}

Epoch epoch_of(const LogWriter& log) {
  ChainCheck check;
  for (const auto& line : log.encoded()) EXPECT_EQ(check.next(line), std::nullopt);
  return check.epochs().all().back();
}

struct How {
  const core::SigningKey* before = &kOld;
  const core::SigningKey* recovery = nullptr;
  const core::SigningKey* fresh = &kNew;
  std::int64_t overlap_records = 3;  // a record a second; 0: none
};

core::Time at_of(std::uint64_t seq) {
  return {1'790'000'000'000'000 + static_cast<std::int64_t>(seq) * 1'000'000};
}

core::KeyRotated rotation(const LogWriter& log, const How& how) {
  const Epoch last = epoch_of(log);
  const auto here = checkpoint_of(log, log.records.size());
  const auto predecessor = sign_checkpoint(here, *how.before);
  RotationRequest request{.last = last,
                          .predecessor = predecessor,
                          .consistency = {},
                          .here = here,
                          .fresh = *how.fresh,
                          .before = how.recovery != nullptr ? nullptr : how.before,
                          .recovery = how.recovery,
                          .overlap_until = {}};
  if (how.overlap_records > 0) request.overlap_until = at_of(here.size) + core::seconds(how.overlap_records);
  auto made = make_rotation(request);
  EXPECT_TRUE(made.ok()) << made.error().message;
  return std::move(made).value();
}

void rotate(LogWriter& log, const core::KeyRotated& rotated) {
  core::Record record;
  record.type = core::RecordType::key_rotated;
  record.effect = rotated;
  log.add(std::move(record));
}

// Six records, the rotation at 6, and six more: with an overlap of 3, record 9 ends it.
LogWriter rotated_log(const How& how = {}) {
  auto log = before_rotation();
  rotate(log, rotation(log, how));
  for (int i = 0; i < 6; ++i) log.capture("q" + std::to_string(i), 7, "o1");
  return log;
}

VerifyReport verified(const LogWriter& log, const VerifyOptions& options = {}) {
  TemporaryDirectory directory;
  auto report = verify_file(tests::write_lines(directory, log.encoded()), options);
  EXPECT_TRUE(report.ok());
  return std::move(report).value();
}

VerifyReport verified(const LogWriter& log, std::uint64_t size, const core::SigningKey& signer,
                      const core::SigningKey* pin) {
  VerifyOptions options;
  options.checkpoint = sign_checkpoint(checkpoint_of(log, size), signer);
  if (pin != nullptr) options.verifier = pinned(*pin);
  return verified(log, options);
}

TEST(Rotation, GivesEachKeyItsTerm) {
  const auto report = verified(rotated_log());
  ASSERT_TRUE(report.holds) << report.wrong;
  ASSERT_EQ(report.epochs.size(), 1U);
  const auto& keys = report.epochs[0].keys;
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys[0].vkey, vkey(kOld));
  EXPECT_EQ(keys[0].from, 1U);
  EXPECT_EQ(keys[0].to, 9U);  // record 9 is the first whose time is that of the overlap's end
  EXPECT_EQ(keys[1].vkey, vkey(kNew));
  EXPECT_EQ(keys[1].from, 7U);
  EXPECT_EQ(keys[1].to, std::nullopt);
  EXPECT_NE(report_text(report).find("signs from 7 records on; the one before it signed up to 9"), std::string::npos)
      << report_text(report);
}

TEST(Rotation, ACheckpointHoldsUnderTheKeysOfItsSizeAndNoOther) {
  const auto log = rotated_log();
  for (std::uint64_t size = 1; size <= log.records.size(); ++size) {
    EXPECT_EQ(verified(log, size, kOld, nullptr).holds, size <= 9) << size;
    EXPECT_EQ(verified(log, size, kNew, nullptr).holds, size >= 7) << size;
    EXPECT_FALSE(verified(log, size, kStranger, nullptr).holds) << size;
  }
  const auto late = verified(log, 12, kOld, nullptr);
  EXPECT_NE(late.wrong.find("was retired after 9 records"), std::string::npos) << late.wrong;
}

TEST(Rotation, TheKeyBeforeVouchesForTheNewOneAndNotTheOtherWayRound) {
  const auto log = rotated_log();
  EXPECT_TRUE(verified(log, 12, kNew, &kOld).holds);
  EXPECT_TRUE(verified(log, 12, kNew, &kNew).holds);
  EXPECT_TRUE(verified(log, 8, kOld, &kOld).holds);
  EXPECT_FALSE(verified(log, 8, kOld, &kNew).holds);
  EXPECT_FALSE(verified(log, 12, kNew, &kStranger).holds);
}

TEST(Rotation, InTheOverlapEachLineOfACheckpointIsEnoughAlone) {
  const auto log = rotated_log();
  const NoteSigner both[] = {{kRotatedOrigin, &kNew}, {kRotatedOrigin, &kOld}};
  const auto note = sign_checkpoint(checkpoint_of(log, 8), both);
  for (const auto* signer : {&kOld, &kNew}) {
    EXPECT_TRUE(open_checkpoint(note, {kRotatedOrigin, signer->public_key()}));
    VerifyOptions options;
    options.checkpoint = note;
    options.verifier = pinned(*signer);
    EXPECT_TRUE(verified(log, options).holds);
  }
}

TEST(Rotation, WithoutOverlapTheKeyBeforeEndsWithTheRecordBefore) {
  for (const core::SigningKey* recovery : {static_cast<const core::SigningKey*>(nullptr), &kRecovery}) {
    const auto log = rotated_log({.recovery = recovery, .overlap_records = 0});
    EXPECT_TRUE(verified(log, 6, kOld, nullptr).holds);
    EXPECT_FALSE(verified(log, 7, kOld, nullptr).holds);
    EXPECT_TRUE(verified(log, 7, kNew, &kOld).holds);
  }
}

TEST(Rotation, ASecondOneEndsAnOverlapThatStillRan) {
  auto log = before_rotation();
  rotate(log, rotation(log, {.overlap_records = 100}));
  log.capture("q", 7, "o1");
  rotate(log, rotation(log, {.before = &kNew, .fresh = &kNewer, .overlap_records = 100}));  // record 8
  log.capture("r", 7, "o1");
  const auto report = verified(log);
  ASSERT_TRUE(report.holds) << report.wrong;
  EXPECT_EQ(report.epochs[0].keys[0].to, 8U);
  EXPECT_EQ(report.epochs[0].keys[1].to, std::nullopt);
  EXPECT_FALSE(verified(log, 10, kOld, nullptr).holds);
  EXPECT_TRUE(verified(log, 10, kNew, nullptr).holds);
  EXPECT_TRUE(verified(log, 10, kNewer, &kOld).holds);
}

TEST(Rotation, ALostKeyIsSpokenForByWhatItSignedLast) {
  auto log = before_rotation();
  const Epoch last = epoch_of(log);
  const auto here = checkpoint_of(log, 6);
  const auto predecessor = sign_checkpoint(checkpoint_of(log, 5), kOld);
  const auto lines = log.encoded();  // of 5 and 6 records the proof is the subtree of 4, and two leaves
  const Proof proof = {core::leaf_hash(lines[4]), core::leaf_hash(lines[5]), checkpoint_of(log, 4).root};
  const RotationRequest request{.last = last,
                                .predecessor = predecessor,
                                .consistency = proof,
                                .here = here,
                                .fresh = kNew,
                                .before = nullptr,
                                .recovery = &kRecovery,
                                .overlap_until = {}};
  auto made = make_rotation(request);
  ASSERT_TRUE(made.ok()) << made.error().message;
  rotate(log, *made);
  EXPECT_TRUE(verified(log, 7, kNew, &kOld).holds);
  (*made).consistency->front() = core::to_base64(core::view(core::sha256("x")));
  auto forged = before_rotation();
  rotate(forged, *made);
  EXPECT_NE(verified(forged).wrong.find("predecessor is not of the log before it"), std::string::npos);
}

TEST(Rotation, AReceiptHoldsUnderTheKeysOfItsRecord) {
  const auto log = rotated_log();
  const auto lines = log.encoded();
  const auto holds = [&](std::uint64_t seq, const core::SigningKey& signer) {
    auto report = verified(log);
    const VerifiedRecords records{[&](std::uint64_t at) -> core::Result<std::string> { return lines[at]; }, {}};
    const auto note = sign_receipt({kRotatedOrigin, seq, core::leaf_hash(lines[seq])}, signer);
    EXPECT_TRUE(check_promises(report, records, pinned(kNew), {{}, note}).ok());
    return report.holds;
  };
  EXPECT_TRUE(holds(3, kOld));
  EXPECT_FALSE(holds(3, kNew));
  EXPECT_TRUE(holds(7, kOld));
  EXPECT_TRUE(holds(7, kNew));
  EXPECT_FALSE(holds(10, kOld));
  EXPECT_TRUE(holds(10, kNew));
}

struct RotationForgery {
  const char* name;
  std::function<void(core::KeyRotated&)> change;
  const char* says;
};
std::string text_of(const std::string& note) {
  return note.substr(0, note.rfind("\n\n") + 1);
}
std::string signed_by(const std::string& text, const core::SigningKey& a, std::string_view name,
                      const core::SigningKey& b) {
  const NoteSigner signers[] = {{kRotatedOrigin, &a}, {name, &b}};
  return sign_note(text, signers);
}

class ForgedRotation : public testing::TestWithParam<RotationForgery> {};
TEST_P(ForgedRotation, IsFound) {
  auto log = before_rotation();
  auto rotated = rotation(log, {});
  GetParam().change(rotated);
  rotate(log, rotated);
  log.capture("q", 7, "o1");
  const auto report = verified(log);
  EXPECT_FALSE(report.holds);
  EXPECT_EQ(report.first_bad_seq, 6U);
  EXPECT_NE(report.wrong.find(GetParam().says), std::string::npos) << report.wrong;
}
const RotationForgery kRotationForgeries[] = {
    {"signed_by_a_stranger",
     [](auto& r) { r.statement = signed_by(text_of(r.statement), kNew, kRotatedOrigin, kStranger); },
     "signed neither by the key before nor by the recovery key"},
    {"signed_by_the_new_key_alone",
     [](auto& r) { r.statement = sign_note(text_of(r.statement), kRotatedOrigin, kNew); },
     "signed neither by the key before nor by the recovery key"},
    {"a_stranger_as_recovery",
     [](auto& r) { r.statement = signed_by(text_of(r.statement), kNew, "example.com/t1/recovery", kStranger); },
     "signed neither by the key before nor by the recovery key"},
    {"new_key_of_which_nobody_has_the_private_half",
     [](auto& r) { r.statement = signed_by(text_of(r.statement), kOld, kRotatedOrigin, kOld); },
     "not signed by the new key"},
    {"another_new_key", [](auto& r) { r.public_key = vkey(kStranger); }, "not signed by the new key"},
    {"the_key_before_again",
     [](auto& r) {
       r.public_key = vkey(kOld);
       r.statement = sign_note(text_of(r.statement), kRotatedOrigin, kOld);
     },
     "has signed for the log before"},
    {"a_key_of_another_origin", [](auto& r) { r.public_key = make_vkey("example.com/t2/1", kNew.public_key()); },
     "not one of"},
    {"another_key_retired", [](auto& r) { r.retires = vkey(kStranger); }, "retires another key"},
    {"a_longer_overlap", [](auto& r) { r.overlap_until = *r.overlap_until + core::days(1); }, "says something else"},
    {"no_overlap", [](auto& r) { r.overlap_until.reset(); }, "says something else"},
    {"an_overlap_of_years", [](auto& r) { r.overlap_until = *r.overlap_until + core::days(1'000); }, "366 days"},
    {"an_overlap_that_is_over", [](auto& r) { r.overlap_until = at_of(6); }, "366 days"},
    {"predecessor_by_a_stranger",
     [](auto& r) { r.predecessor = sign_note(text_of(r.predecessor), kRotatedOrigin, kStranger); },
     "predecessor is not signed"},
    {"predecessor_of_another_log",
     [](auto& r) { r.predecessor = sign_checkpoint({kRotatedOrigin, 6, core::sha256("x")}, kOld); },
     "predecessor is not of the log before it"},
    {"predecessor_of_nothing",
     [](auto& r) { r.predecessor = sign_checkpoint({kRotatedOrigin, 0, core::empty_root()}, kOld); },
     "predecessor is not of the log before it"},
    {"statement_with_a_flipped_bit", [](auto& r) { r.statement[20] ^= 1; }, "not signed by the new key"},
};
INSTANTIATE_TEST_SUITE_P(Forgeries, ForgedRotation, testing::ValuesIn(kRotationForgeries),
                         [](const auto& i) { return std::string(i.param.name); });

}  // namespace
}  // namespace tallygate::audit
