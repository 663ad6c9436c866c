// Runs beside the log: what their bytes are, that a later one shadows an earlier one, and that a damaged one is an
// error or as good as new, never another answer.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>

#include "core/bytes.hpp"
#include "eventstore/run_set.hpp"
#include "eventstore/run_writer.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::tests {
namespace {

using eventstore::RunSet;
using Entries = std::map<core::Hash16, std::string>;

core::Hash16 hash_of(int n) {
  return core::hash16("hash " + std::to_string(n));
}

class Runs : public ::testing::Test {
 protected:
  RunSet::Run written(const Entries& entries) {
    eventstore::RunWriter writer(directory_.path(), "test", entries.size(), stop_);
    for (const auto& [hash, value] : entries) EXPECT_TRUE(writer.add(hash, value).ok());
    auto run = writer.finish();
    EXPECT_TRUE(run.ok()) << run.error().message;
    return *run;
  }
  std::filesystem::path path_of(const RunSet::Run& run) const { return directory_.path() / run->name().file(); }
  static std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void write(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory_.path()), {}));
  }

  TemporaryDirectory directory_;
  std::atomic<bool> stop_{false};
};

TEST_F(Runs, GiveWhatWasWrittenAndNothingElse) {
  Entries entries;
  for (int i = 0; i < 20'000; ++i) entries[hash_of(i)] = "value " + std::to_string(i);
  entries[hash_of(50'000)] = "";
  entries[hash_of(50'001)] = std::string(eventstore::kRunValueBytesMax, 'x');
  const auto run = written(entries);
  EXPECT_EQ(run->name().entries, entries.size());
  EXPECT_GT(run->blocks(), 100U);
  for (const auto& [hash, value] : entries) {
    ASSERT_TRUE(run->may_contain(hash));
    const auto found = run->find(hash);
    ASSERT_TRUE(found.ok() && *found && **found == value);
  }
  int possible = 0;
  for (int i = 100'000; i < 120'000; ++i) {
    possible += run->may_contain(hash_of(i));
    const auto found = run->find(hash_of(i));
    ASSERT_TRUE(found.ok() && !*found);
  }
  EXPECT_LT(possible, 20'000 / 50) << "more than two hashes in a hundred that are not there are called possible";
  EXPECT_LT(run->memory_bytes(), 2 * entries.size() + 4'096);
}

TEST_F(Runs, OfNothingHoldNothing) {
  const auto run = written({});
  EXPECT_FALSE(run->may_contain(hash_of(1)));
  EXPECT_FALSE(*run->find(hash_of(1)));
  EXPECT_FALSE(RunSet().may_contain(hash_of(1)));
  EXPECT_FALSE(*RunSet().find(hash_of(1)));
}

TEST_F(Runs, HaveTheseBytes) {
  const auto run = written({{core::Hash16{0x11}, "one"}, {core::Hash16{0x22}, std::string(200, 'b')}});
  const auto bytes = bytes_of(path_of(run));
  ASSERT_EQ(bytes.size(), 16U + 16 + 1 + 3 + 16 + 2 + 200 + 32 + 64 + 120);
  EXPECT_EQ(core::to_hex(bytes.substr(0, 60)),
            "74616c6c79676174652072756e20310a"  // the line
            "11000000000000000000000000000000"  // a hash
            "036f6e65"                          // a value of 3 bytes
            "22000000000000000000000000000000"  // a hash
            "c801626262626262");                // one of 200
  EXPECT_EQ(core::to_hex(core::view(core::sha256(bytes))),
            "e48639ba0de20697aa9a321f5d15643c78ee83e1f29706d0fe8fb8f877cf6397");
  EXPECT_EQ(run->name().file(), core::to_hex(bytes.substr(bytes.size() - 32, 16)) + ".run");
}

TEST_F(Runs, EachDamagedByteIsFoundOrHarmless) {
  Entries entries;
  for (int i = 0; i < 270; ++i) entries[hash_of(i)] = std::string(static_cast<std::size_t>(i % 40), 'v');
  const auto run = written(entries);
  const auto good = bytes_of(path_of(run));
  const auto damaged = directory_.path() / "damaged";
  const auto harmless = [&] {
    const auto opened = eventstore::RunFile::open(damaged);
    if (!opened) return false;
    EXPECT_TRUE((*opened)->name() == run->name()) << "it would pass for another run";
    bool all = true;
    for (int i = 0; i < 310; i += 9) {  // some in each block
      const auto found = (*opened)->find(hash_of(i));
      all = all && found.ok();
      if (!found) continue;
      const auto wanted = entries.find(hash_of(i));
      EXPECT_TRUE(wanted == entries.end() ? !*found : *found == wanted->second) << "another answer";
    }
    return all;
  };
  write(damaged, good);
  EXPECT_TRUE(harmless());
  {
    std::fstream file(damaged, std::ios::binary | std::ios::in | std::ios::out);
    const auto put = [&file](std::size_t at, char byte) {
      file.seekp(static_cast<std::streamoff>(at)).put(byte).flush();
    };
    for (std::size_t at = 0; at < good.size(); ++at) {
      put(at, static_cast<char>(good[at] ^ (1 << at % 8)));
      ASSERT_FALSE(harmless()) << "byte " << at;
      put(at, good[at]);
    }
  }
  EXPECT_TRUE(harmless());
  write(damaged, good + "x");
  EXPECT_FALSE(harmless());
  for (auto size = good.size(); size > 0; size -= std::min<std::size_t>(size, 97)) {
    std::filesystem::resize_file(damaged, size - 1);
    ASSERT_FALSE(harmless()) << size;
  }
}

TEST_F(Runs, CutOffWhileOpenAreAnError) {
  Entries entries;
  for (int i = 0; i < 5'000; ++i) entries[hash_of(i)] = "v";
  const auto run = written(entries);
  std::filesystem::resize_file(path_of(run), 40);
  const auto found = run->find(hash_of(1));
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().kind, core::ErrorKind::corrupt);
  EXPECT_NE(found.error().message.find("it is cut off"), std::string::npos) << found.error().message;
}

TEST_F(Runs, ALaterOneShadowsAnEarlierOneAlsoWhenTheyAreMerged) {
  auto set = std::make_shared<const RunSet>();
  for (int round = 0; round < 50; ++round) {
    Entries entries;
    for (int i = 0; i < 40; ++i) entries[hash_of(round * 20 + i)] = std::to_string(round);
    auto more = eventstore::grown(*set, written(entries), directory_.path(), stop_);
    ASSERT_TRUE(more.ok()) << more.error().message;
    set = *more;
    for (int i = 0; i < round * 20 + 40; ++i)
      ASSERT_EQ(**set->find(hash_of(i)), std::to_string(std::min(i / 20, round))) << "after round " << round;
  }
  EXPECT_LE(set->runs().size(), 6U);
  const auto names = set->names();
  auto again = RunSet::open(directory_.path(), names, nullptr);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(**(*again)->find(hash_of(7)), "0");
  auto shared = RunSet::open(directory_.path(), names, set.get());
  ASSERT_TRUE(shared.ok());
  EXPECT_EQ((*shared)->runs(), set->runs()) << "what is open is not opened again";
}

TEST_F(Runs, AreRefusedWhereAnotherStandsUnderTheName) {
  const auto run = written({{hash_of(1), "one"}});
  const auto other = written({{hash_of(2), "two"}});
  const auto names = RunSet({run}).names();
  std::filesystem::copy_file(path_of(other), path_of(run), std::filesystem::copy_options::overwrite_existing);
  const auto swapped = RunSet::open(directory_.path(), names, nullptr);
  ASSERT_FALSE(swapped.ok());
  EXPECT_EQ(swapped.error().kind, core::ErrorKind::corrupt);
  std::filesystem::remove(path_of(run));
  EXPECT_EQ(RunSet::open(directory_.path(), names, nullptr).error().kind, core::ErrorKind::not_found);
}

TEST_F(Runs, ThatAreNotFinishedLeaveNothing) {
  {
    eventstore::RunWriter writer(directory_.path(), "test", 10, stop_);
    ASSERT_TRUE(writer.add(hash_of(1), "v").ok());
    EXPECT_EQ(files(), 1U);
  }
  EXPECT_EQ(files(), 0U);
  const auto one = written({{hash_of(1), "v"}});
  const auto two = written({{hash_of(2), "v"}});
  stop_ = true;
  const auto stopped = eventstore::grown(RunSet({one}), two, directory_.path(), stop_);
  ASSERT_FALSE(stopped.ok());
  EXPECT_EQ(stopped.error().kind, core::ErrorKind::unavailable);
  EXPECT_EQ(files(), 2U);
}

TEST_F(Runs, DamageIsFoundWhenTheyAreMerged) {
  Entries entries;
  for (int i = 0; i < 500; ++i) entries[hash_of(i)] = "v";
  const auto one = written(entries);
  const auto two = written({{hash_of(2'000), "v"}});
  auto bytes = bytes_of(path_of(one));
  bytes[5'000] ^= 1;
  write(path_of(one), bytes);
  const auto merged = eventstore::grown(RunSet({two}), one, directory_.path(), stop_);
  ASSERT_FALSE(merged.ok());
  EXPECT_EQ(merged.error().kind, core::ErrorKind::corrupt);
}

}  // namespace
}  // namespace tallygate::tests
