#include <gtest/gtest.h>

#include <functional>

#include "audit/chain_check.hpp"
#include "audit/epoch.hpp"
#include "audit/verify.hpp"
#include "tests/support/log_fixture.hpp"

namespace tallygate::audit {
namespace {

using tests::LogWriter;
using tests::TemporaryDirectory;

core::SigningKey numbered_key(std::uint8_t n) {
  std::array<std::uint8_t, 32> seed{};
  seed.fill(n);
  return core::SigningKey::from_seed(seed);
}
const core::SigningKey kFirst = numbered_key(1), kEpochRecovery = numbered_key(2), kSecond = numbered_key(3),
                       kThird = numbered_key(4);
constexpr const char* kFirstOrigin = "example.com/t1/1";

std::string hex_of(const core::SigningKey& of) {
  const auto& bytes = of.public_key();
  return core::to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

LogWriter first_epoch() {
  LogWriter log(make_vkey(kFirstOrigin, kFirst.public_key()));
  auto& opened = std::get<core::LogOpened>(log.records[0].effect);
  opened.origin = kFirstOrigin;
  opened.recovery_public_key = hex_of(kEpochRecovery);
  for (int i = 0; i < 5; ++i) log.capture("p" + std::to_string(i), 100 + i, "o" + std::to_string(i % 3));
  return log;
}

core::Digest root_of(const std::vector<std::string>& lines) {
  ChainCheck check;
  for (const auto& line : lines) EXPECT_EQ(check.next(line), std::nullopt);
  return check.root();
}

Checkpoint checkpoint_of(const LogWriter& log, const std::string& origin) {
  const auto lines = log.encoded();
  return {origin, lines.size(), root_of(lines)};
}

// The log goes on after its records so far; `lost` records more had been published.
core::EpochOpened next_epoch(const LogWriter& log, const Epoch& last, const core::SigningKey& old,
                             const core::SigningKey& fresh, std::uint64_t lost = 0) {
  const auto here = checkpoint_of(log, last.origin);
  std::optional<std::string> published;
  if (lost > 0) published = sign_checkpoint({last.origin, here.size + lost, core::sha256("lost")}, old);
  auto opened = open_epoch(last, sign_checkpoint(here, old), published, kEpochRecovery, fresh.public_key());
  EXPECT_TRUE(opened.ok());
  return std::move(opened).value();
}

LogWriter with_epoch(const core::EpochOpened& opened) {
  auto log = first_epoch();
  core::Record record;
  record.type = core::RecordType::epoch_opened;
  record.effect = opened;
  log.add(std::move(record));
  log.capture("later", 7, "o1");
  return log;
}

Epoch epoch_one() {
  return {1, kFirstOrigin, make_vkey(kFirstOrigin, kFirst.public_key()), 0, 0};
}

VerifyReport verify(const LogWriter& log, const VerifyOptions& options) {
  TemporaryDirectory directory;
  auto report = verify_file(tests::write_lines(directory, log.encoded()), options);
  EXPECT_TRUE(report.ok());
  return std::move(report).value();
}

TEST(Epoch, FollowsTheOneBeforeAndSaysWhatIsLost) {
  const auto log = with_epoch(next_epoch(first_epoch(), epoch_one(), kFirst, kSecond, 9));
  const auto report = verify(log, {});
  EXPECT_TRUE(report.holds) << report.wrong;
  ASSERT_EQ(report.epochs.size(), 2U);
  EXPECT_EQ(report.origin, "example.com/t1/2");
  EXPECT_EQ(report.epochs[1].first_seq, 6U);
  EXPECT_EQ(report.epochs[1].lost, 9U);
  EXPECT_NE(report_text(report).find("epoch 2 from record 6 on follows example.com/t1/1, of which 9"),
            std::string::npos);
}

TEST(Epoch, AThirdFollowsTheSecond) {
  auto log = with_epoch(next_epoch(first_epoch(), epoch_one(), kFirst, kSecond));
  const Epoch second{2, "example.com/t1/2", make_vkey("example.com/t1/2", kSecond.public_key()), 6, 0};
  core::Record record;
  record.type = core::RecordType::epoch_opened;
  record.effect = next_epoch(log, second, kSecond, kThird);
  log.add(std::move(record));
  const auto report = verify(log, {});
  EXPECT_TRUE(report.holds) << report.wrong;
  EXPECT_EQ(report.origin, "example.com/t1/3");
}

TEST(Epoch, TheFirstVerifierKeyVouchesForALaterCheckpointAndNotTheOtherWayRound) {
  const auto log = with_epoch(next_epoch(first_epoch(), epoch_one(), kFirst, kSecond));
  VerifyOptions options;
  options.verifier = parse_vkey(make_vkey(kFirstOrigin, kFirst.public_key()));
  options.checkpoint = sign_checkpoint(checkpoint_of(log, "example.com/t1/2"), kSecond);
  auto report = verify(log, options);
  EXPECT_TRUE(report.holds) << report.wrong;
  EXPECT_TRUE(report.checkpoint_signed);

  options.checkpoint = sign_checkpoint(checkpoint_of(first_epoch(), kFirstOrigin), kFirst);  // one of the old epoch
  EXPECT_TRUE(verify(log, options).holds);
  options.verifier = parse_vkey(make_vkey("example.com/t1/2", kSecond.public_key()));
  report = verify(log, options);
  EXPECT_FALSE(report.holds);
  EXPECT_NE(report.wrong.find("does not lead to"), std::string::npos) << report.wrong;

  options.verifier = parse_vkey(make_vkey(kFirstOrigin, kThird.public_key()));
  options.checkpoint = sign_checkpoint(checkpoint_of(log, "example.com/t1/2"), kSecond);
  EXPECT_FALSE(verify(log, options).holds);
}

TEST(Epoch, ACheckpointOfTheLostRecordsDoesNotHold) {
  const auto log = with_epoch(next_epoch(first_epoch(), epoch_one(), kFirst, kSecond, 9));
  VerifyOptions options;
  options.checkpoint = sign_checkpoint({kFirstOrigin, 7, core::sha256("lost")}, kFirst);
  EXPECT_FALSE(verify(log, options).holds);
}

struct Forgery {
  const char* name;
  std::function<void(core::EpochOpened&)> change;
  const char* says;
};
class ForgedEpoch : public testing::TestWithParam<Forgery> {};
TEST_P(ForgedEpoch, IsFound) {
  auto opened = next_epoch(first_epoch(), epoch_one(), kFirst, kSecond, 9);
  GetParam().change(opened);
  const auto report = verify(with_epoch(opened), {});
  EXPECT_FALSE(report.holds);
  EXPECT_EQ(report.first_bad_seq, 6U);
  EXPECT_NE(report.wrong.find(GetParam().says), std::string::npos) << report.wrong;
}
const Forgery kForgeries[] = {
    {"predecessor_by_another_key",
     [](auto& e) { e.predecessor = sign_checkpoint(checkpoint_of(first_epoch(), kFirstOrigin), kThird); },
     "predecessor is not signed"},
    {"predecessor_of_another_size",
     [](auto& e) { e.predecessor = sign_checkpoint({kFirstOrigin, 5, core::sha256("x")}, kFirst); },
     "predecessor is not the log before it"},
    {"predecessor_of_another_root",
     [](auto& e) { e.predecessor = sign_checkpoint({kFirstOrigin, 6, core::sha256("x")}, kFirst); },
     "predecessor is not the log before it"},
    {"less_lost", [](auto& e) { e.published = sign_checkpoint({kFirstOrigin, 7, core::sha256("lost")}, kFirst); },
     "says something else"},
    {"nothing_lost", [](auto& e) { e.published.reset(); }, "says something else"},
    {"published_by_another_key",
     [](auto& e) { e.published = sign_checkpoint({kFirstOrigin, 15, core::sha256("lost")}, kSecond); }, "published"},
    {"published_within", [](auto& e) { e.published = sign_checkpoint({kFirstOrigin, 6, core::sha256("x")}, kFirst); },
     "not beyond"},
    {"another_key", [](auto& e) { e.public_key = make_vkey("example.com/t1/2", kThird.public_key()); },
     "says something else"},
    {"another_origin", [](auto& e) { e.origin = "example.com/t2/2"; }, "does not follow"},
    {"an_epoch_left_out", [](auto& e) { e.epoch = 3; }, "does not follow"},
    {"statement_by_the_signing_key",
     [](auto& e) {
       const auto text = e.statement.substr(0, e.statement.rfind("\n\n") + 1);
       e.statement = sign_note(text, "example.com/t1/recovery", kFirst);
     },
     "not signed by the recovery key"},
    {"statement_with_a_flipped_bit", [](auto& e) { e.statement[10] ^= 1; }, "recovery key"},
};
INSTANTIATE_TEST_SUITE_P(Forgeries, ForgedEpoch, testing::ValuesIn(kForgeries),
                         [](const auto& i) { return std::string(i.param.name); });

TEST(Epoch, IsNotOpenedOnANoteOfAnotherKey) {
  const auto note = sign_checkpoint(checkpoint_of(first_epoch(), kFirstOrigin), kThird);
  EXPECT_FALSE(open_epoch(epoch_one(), note, std::nullopt, kEpochRecovery, kSecond.public_key()).ok());
}

}  // namespace
}  // namespace tallygate::audit
