// A state that was saved and loaded is the state that was never stopped: the same digest, and the same records and
// answers for whatever comes after. And bytes that are not what was written are refused, never believed, never a crash.
#include <fstream>
#include <iterator>
#include <set>

#include "tests/support/engine_stream.hpp"

namespace tallygate::tests {
namespace {

constexpr std::uint64_t kSeeds = 12;
constexpr int kCommands = 700;

class StateFile : public ::testing::Test {
 protected:
  // Saved, and the bytes of the file.
  std::string saved(StreamWorld& world) {
    engine::SavedState s{std::move(world.state), 0, world.leaf};
    s.position = s.state->next_seq();
    engine::KeyRunBuilder keys(std::make_shared<const eventstore::RunSet>(), runs(), stop_, 300);
    for (const auto& [key, known] : world.keys) EXPECT_TRUE(keys.add(key, known).ok());
    auto all = keys.finish();
    EXPECT_TRUE(all.ok()) << all.error().message;
    s.state->set_cold({*all, s.state->cold().objects, s.position, {}});
    const auto written = engine::write_state_file(directory_.path(), s, stop_);
    EXPECT_TRUE(written.ok()) << written.error().message;
    world.state = std::move(s.state);
    const auto files = engine::state_files(directory_.path(), kTenant);
    EXPECT_FALSE(files.empty());
    std::ifstream file(files.front().path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), {}};
    std::filesystem::remove(files.front().path);
    return bytes;
  }
  std::filesystem::path runs() const { return engine::state_files_of(directory_.path(), kTenant); }
  engine::SavedState loaded(const std::string& bytes) {
    engine::NamedRuns named;
    auto read = engine::read_state(bytes, kTenant, rulesets_.find(), named);
    EXPECT_TRUE(read.ok()) << read.error().message;
    auto keys = eventstore::RunSet::open(runs(), named.keys, nullptr);
    EXPECT_TRUE(keys.ok()) << keys.error().message;
    read->state->set_cold({*keys, read->state->cold().objects, read->position, {}});
    return std::move(read).value();
  }
  core::Status read(const std::string& bytes) {
    engine::NamedRuns named;
    const auto read = engine::read_state(bytes, kTenant, rulesets_.find(), named);
    return read ? core::Status(core::Done{}) : core::Status(read.error());
  }
  // As if it had been written so.
  static std::string hashed(std::string bytes) {
    bytes.resize(bytes.size() - 32);
    const auto hash = core::sha256(bytes);
    bytes.append(core::view(hash));
    return bytes;
  }

  TemporaryDirectory directory_;
  std::atomic<bool> stop_{false};
  Rulesets rulesets_;
};

TEST_F(StateFile, ALoadedStateGoesOnAsTheOneThatWasNeverStopped) {
  std::set<core::RecordType> seen;
  std::size_t waiting = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    CommandStream stream(seed, rulesets_);
    StreamWorld world(rulesets_);
    core::Time now{1'790'000'000'000'000};
    world.open(rulesets_.put(std::string(risk::Ruleset::default_toml())), now);
    const auto stop_at = static_cast<int>(stream.upto(kCommands - 100));
    for (int i = 0; i < stop_at; ++i) {
      now = now + stream.pause();
      world.run(stream.next(world), now);
    }
    const auto bytes = saved(world);
    auto one = loaded(bytes);
    auto folded = loaded(bytes);  // this one gets the tail as records
    EXPECT_EQ(one.position, world.records.size());
    EXPECT_EQ(one.leaf, world.leaf);
    StreamWorld again(std::move(one));
    EXPECT_EQ(again.state->keys_in_memory(), 0U);
    EXPECT_EQ(again.state->key_count(), world.keys.size());
    ASSERT_EQ(again.state->digest(), world.state->digest());
    waiting += world.waiting.size();
    const auto before = world.records.size();
    core::RecordDecoder decoder;
    for (int i = stop_at; i < kCommands; ++i) {
      now = now + stream.pause();
      const auto command = stream.next(world);
      ASSERT_EQ(again.run(command, now), world.run(command, now)) << i;
      if (i % 5 != 0) continue;  // and each of before is answered as it was, or refused
      const auto seq = stream.upto(world.records.size() - 1);
      const auto old = decoder.decode(world.records[seq])->record;
      if (old.key.empty() || !old.command) continue;
      core::Command repeated = *old.command;
      if (i % 2 == 0) repeated.body_hash[3] ^= 1;
      ASSERT_EQ(again.run(repeated, now), world.run(repeated, now)) << i;
      ASSERT_EQ(again.records.size(), world.records.size() - before) << "a key was used twice";
    }
    ASSERT_EQ(again.records.size(), world.records.size() - before);
    for (std::size_t i = 0; i < again.records.size(); ++i) ASSERT_EQ(again.records[i], world.records[before + i]) << i;
    EXPECT_EQ(again.state->digest(), world.state->digest());
    engine::KeyRunBuilder keys(folded.state->cold().keys, runs(), stop_, 50);
    folded.state->keep_no_keys();
    engine::LogFold fold(*folded.state, folded.leaf, &keys);
    for (std::size_t i = before; i < world.records.size(); ++i) {
      const auto applied = fold.apply(world.records[i]);
      ASSERT_TRUE(applied.ok()) << applied.error().message;
    }
    EXPECT_EQ(folded.state->digest(), world.state->digest());
    const auto all = keys.finish();
    ASSERT_TRUE(all.ok());
    EXPECT_EQ((*all)->entries(), world.keys.size());
    for (const auto& [key, known] : world.keys) ASSERT_EQ(**engine::find_in_runs(**all, key), known);
    for (const auto& record : world.records) seen.insert(decoder.decode(record)->record.type);
  }
  // So that the claim is about all that a state can hold.
  using enum core::RecordType;
  for (const auto type : {client_added,        client_revoked,       settings_changed,   ruleset_activated,
                          approval_requested,  approval_decided,     party_put,          party_changed,
                          plan_published,      order_placed,         order_shipped,      order_completed,
                          order_cancelled,     payment_captured,     payment_declined,   refund_sent,
                          refund_settled,      refund_failed,        payment_authorised, payment_hold_captured,
                          payment_voided,      payment_hold_expired, commission_matured, login_failed,
                          review_resolved,     review_expired,       label_put,          command_refused,
                          payout_account_put,  payout_requested,     payout_approved,    party_kyc,
                          dispute_opened,      dispute_won,          dispute_lost,       dispute_evidence_added,
                          dispute_clawed_back, break_resolved,       channel_settled,    journal_posted,
                          order_expired,       order_late,           stock_put,          coupon_put,
                          group_succeeded,     group_failed,         order_reduced,      payment_allocated,
                          account_frozen,      account_unfrozen,     account_closed,     core::RecordType::limit_put})
    EXPECT_TRUE(seen.contains(type)) << "record type " << static_cast<int>(type);
  EXPECT_GT(waiting, 50U);
}

TEST_F(StateFile, AFlippedBitIsRefusedEvenUnderAHashThatFits) {
  CommandStream stream(7, rulesets_);
  StreamWorld world(rulesets_);
  core::Time now{1'790'000'000'000'000};
  world.open(rulesets_.put(std::string(risk::Ruleset::default_toml())), now);
  for (int i = 0; i < 400; ++i) {
    now = now + stream.pause();
    world.run(stream.next(world), now);
  }
  const auto bytes = saved(world);
  // The header's leaf and position are compared with the log by whoever loads, its runs with the files; all after them
  // is the state.
  const auto opened = bytes.find("live");
  ASSERT_NE(opened, std::string::npos);
  int refused = 0;
  constexpr int kFlips = 3'000;
  for (int i = 0; i < kFlips; ++i) {
    auto flipped = bytes;
    const auto at = opened + stream.upto(bytes.size() - opened - 33);
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << stream.upto(7)));
    EXPECT_FALSE(read(flipped).ok());
    const auto refusal = read(hashed(flipped));
    refused += !refusal.ok();
    EXPECT_FALSE(refusal.ok()) << "byte " << at << " of " << bytes.size() << ", after "
                               << core::to_hex(bytes.substr(at - 24, 48));
  }
  EXPECT_EQ(refused, kFlips);
  for (int i = 0; i < 300; ++i) {
    auto cut = bytes.substr(0, stream.upto(bytes.size() - 1));
    EXPECT_FALSE(read(cut).ok());
    if (cut.size() > 64) {
      EXPECT_FALSE(read(hashed(cut)).ok());
    }
  }
  for (int i = 0; i < 300; ++i) {  // and rubbish in any place
    auto rubbish = bytes;
    const auto at = stream.upto(bytes.size() - 200);
    for (std::size_t k = 0; k < 64; ++k) rubbish[at + k] = static_cast<char>(stream.upto(255));
    (void)read(hashed(rubbish));
  }
}

constexpr const char* kSmallRuleset = R"(
name = "small"
[policy]
fallback = "review"
[[feature]]
name = "orders"
op = "count"
of = ["order.placed"]
by = ["buyer"]
over = "1h"
[[feature]]
name = "devices"
op = "distinct"
value = "device"
cap = 4
of = ["order.placed"]
by = ["buyer"]
over = "1d"
[[feature]]
name = "lowest"
op = "min"
value = "amount"
currency = "CNY"
of = ["order.placed"]
by = ["merchant"]
over = "1d"
[[feature]]
name = "newest"
op = "last"
value = "device"
of = ["order.placed"]
by = ["buyer"]
horizon = "3h"
[[rule]]
code = "PAY-01"
kind = "payment"
on = ["order.place"]
when = "amount > 5000 && f.orders + f.devices >= 0"
verdict = "review"
weight = 10
text = "Large."
on_error = "review"
)";

// Whoever changes what a state holds, how it is saved or what apply() makes of a record raises kStateFormat, and then
// writes the new bytes' hash here: an old file would otherwise be believed.
TEST_F(StateFile, OtherBytesForTheSameStoryNeedAnotherFormat) {
  StreamWorld world(rulesets_);
  core::Time now{1'790'000'000'000'000};
  world.open(rulesets_.put(kSmallRuleset), now);
  const auto order = [](const std::string& id, const std::string& amount) {
    return R"({"op":"order.place","key":"place-)" + id + R"(","body":{"order_id":")" + id +
           R"(","buyer":"b1","merchant":"m1","referrer":"d1","device":"v1","amount":)" + amount +
           R"(,"currency":"CNY"}})";
  };
  for (const auto& line :
       {order("o1", "1000"), pay("o1"), complete("o1"), refund("o1", 100, "r1"), order("o2", "9000"),
        order("o3", "700"), pay("o3", 300), order("o4", "800"), order("o5", "600"), hold("o5", 400),
        std::string(R"({"op":"payment.capture","key":"t","path":{"id":"o5.h"},"body":{"amount":150}})"),
        std::string(R"({"op":"order.cancel","key":"c","path":{"id":"o4"},"body":{}})"),
        std::string(R"({"op":"login.attempt","key":"l","body":{"login_id":"l1","user":"b1","success":true}})"),
        std::string(
            R"({"op":"party.put","key":"p","path":{"id":"d1"},"body":{"roles":["distributor"],"upline":"d2"}})"),
        std::string(R"({"op":"payment.decline","key":"x","path":{"id":"x1"},"body":{"code":"no","order":"o3"}})"),
        std::string(
            R"({"op":"payout.request","key":"y","body":{"payout_id":"y1","party":"m1","amount":50,"currency":"CNY"}})"),
        std::string(R"({"op":"payment.dispute","key":"d","path":{"id":"o3.p"},"body":{"dispute_id":"d1","amount":40,)"
                    R"("currency":"CNY","reason":"fraud"}})")}) {
    now = now + core::minutes(5);
    world.run(command(line), now);
  }
  std::string bytes;
  core::BinaryWriter out([&](std::string_view piece) {
    bytes += piece;
    return true;
  });
  world.state->save(out);
  out.flush();
  EXPECT_EQ(std::to_string(engine::kStateFormat) + " " + core::to_hex(core::view(core::sha256(bytes))),
            "21 8c3573c52c9780ca33859bef1ed1f62bec80a6909d0127f2a837d5a65a60b3ab");
}

}  // namespace
}  // namespace tallygate::tests
