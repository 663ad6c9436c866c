// A directory that others want as well: a second server, a reader that stands still, and all the space there is.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "tests/fault/power_cut_fixture.hpp"
#include "tests/support/log_batch.hpp"
#include "tests/support/small_file_system.hpp"

namespace tallygate::tests {
namespace {

constexpr std::chrono::seconds kWithin{30};

template <class Condition>
bool eventually(const Condition& condition) {
  const auto until = std::chrono::steady_clock::now() + kWithin;
  while (std::chrono::steady_clock::now() < until)
    if (condition()) return true;
  return false;
}

class SharedDirectory : public PowerCutFixture {
 protected:
  static void place_one(ApiClient& client, const std::string& id) {
    const Reply reply = client.post(
        "/v1/orders", R"({"order_id":")" + id + R"(","buyer":"b1","merchant":"m1","amount":1000,"currency":"CNY"})",
        "place-" + id);
    ASSERT_EQ(reply.status, 201) << reply.body;
  }
};

TEST_F(SharedDirectory, OfServersThatRaceForItOneWinsAndTheOthersSayWhoHasIt) {
  init();
  constexpr std::size_t kServers = 4;
  std::vector<std::unique_ptr<ServerProcess>> servers(kServers);
  std::vector<std::thread> starting;
  for (auto& server : servers) starting.emplace_back([&] { server = std::make_unique<ServerProcess>(data()); });
  for (auto& thread : starting) thread.join();
  std::size_t winners = 0;
  for (auto& server : servers) {
    if (server->port() != 0) {
      ++winners;
      continue;
    }
    const auto said = server->output();
    EXPECT_EQ(server->stop(), 2);
    EXPECT_NE(said.find("is writing in"), std::string::npos) << said;
  }
  EXPECT_EQ(winners, 1U);
}

// A reader of the log in a process of its own, which stops in the middle of a read transaction.
class StaleReader : public ::testing::Test {
 protected:
  static constexpr int kCommits = 3'000;  // more than between two looks for dead readers
  StaleReader() {
    log_ = std::move(eventstore::LmdbLog::open(directory_.path())).value();
    EXPECT_TRUE(log_->create_tenant("shop").ok());
    commit(200);
  }
  void commit(int times) {
    for (int i = 0; i < times; ++i)
      ASSERT_TRUE(LogBatch().record("record " + std::to_string(size_++)).append_to(*log_, "shop").ok());
  }
  std::uint64_t bytes() const { return std::filesystem::file_size(directory_.path() / "data.mdb"); }
  pid_t read_and_stand_still() {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      eventstore::LmdbOptions options;
      options.read_only = true;
      const auto log = eventstore::LmdbLog::open(directory_.path(), options);
      if (!log) ::_exit(1);
      [[maybe_unused]] const auto read = (*log)->read("shop", 0, 100, [&](std::uint64_t, std::string_view) {
        if (::write(ends[1], "r", 1) != 1) ::_exit(1);
        for (;;) ::pause();
        return false;
      });
      ::_exit(1);
    }
    ::close(ends[1]);
    char byte = 0;
    EXPECT_EQ(::read(ends[0], &byte, 1), 1);
    ::close(ends[0]);
    return child;
  }

  TemporaryDirectory directory_{in_memory()};
  std::unique_ptr<eventstore::LmdbLog> log_;
  int size_ = 0;
};

TEST_F(StaleReader, ThatWasKilledPinsNoPagesForLong) {
  const auto plain_before = bytes();
  commit(kCommits);
  const auto plain = bytes() - plain_before;
  const pid_t reader = read_and_stand_still();
  const auto before = bytes();
  commit(500);
  const auto pinned = bytes() - before;
  EXPECT_GT(pinned, plain) << "a reader in the middle of a transaction keeps every page that it may still read";
  ::kill(reader, SIGKILL);
  ::waitpid(reader, nullptr, 0);
  commit(kCommits);  // finds it dead, and uses the pages again
  EXPECT_LE(bytes() - before, pinned + 1'100 * pinned / 500);
  const auto after = bytes();
  commit(kCommits);
  EXPECT_LE(bytes() - after, plain) << "what was pinned is used first";
}

TEST_F(StaleReader, ThatWasKilledIsForgottenAtTheNextStart) {
  const pid_t reader = read_and_stand_still();
  commit(500);
  ::kill(reader, SIGKILL);
  ::waitpid(reader, nullptr, 0);
  log_.reset();
  log_ = std::move(eventstore::LmdbLog::open(directory_.path())).value();
  const auto before = bytes();
  commit(300);
  EXPECT_EQ(bytes(), before) << "what was pinned is used first";
}

// An export holds no transaction while it waits for whoever takes what it writes.
TEST_F(SharedDirectory, AnExportThatIsNotReadPinsNothing) {
  init();
  ServerProcess server(data());
  ASSERT_NE(server.port(), 0) << server.output();
  ApiClient platform(server.port(), credentials_, "platform");
  const auto place = [&](const std::string& prefix) {
    std::string lines;
    for (int i = 0; i < 500; ++i) {
      const auto id = prefix + std::to_string(i);
      lines += R"({"op":"order.place","key":")" + id + R"(","body":{"order_id":")" + id +
               R"(","buyer":"b1","merchant":"m1","amount":1000,"currency":"CNY"}})" + "\n";
    }
    EXPECT_EQ(platform.batch(lines).size(), 500U);
  };
  place("a");
  const auto fifo = directory_.path() / "fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  CommandResult exported;
  std::thread exporting([&] {
    exported = run_tallygate(
        {"export", "--data", data().string(), "--tenant", "shop", "--format", "ndjson", "-o", fifo.string()});
  });
  const int reading = ::open(fifo.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_GE(reading, 0);
  char byte = 0;
  ASSERT_EQ(::read(reading, &byte, 1), 1);  // it has begun, and stands before a pipe that is full
  const auto file = data() / "shards" / "0" / "data.mdb";
  const auto single = [&](int from) {
    for (int i = from; i < from + 100; ++i) place_one(platform, "s" + std::to_string(i));
  };
  single(0);
  const auto before = std::filesystem::file_size(file);
  single(100);
  const auto grown = std::filesystem::file_size(file) - before;
  EXPECT_LT(grown, 100U * 4 * 4'096) << "pinned, each commit would take new pages for all that it changes";
  char buffer[65'536];
  std::size_t lines = 0;
  for (ssize_t n = 0; (n = ::read(reading, buffer, sizeof buffer)) > 0;)
    lines += static_cast<std::size_t>(std::count(buffer, buffer + n, '\n'));
  ::close(reading);
  exporting.join();
  EXPECT_EQ(exported.exit_code, 0) << exported.err;
  EXPECT_GE(lines, 508U);
  EXPECT_EQ(server.stop(), 0);
}

// Takes all but so many bytes of the file system's space.
void fill_up(const std::filesystem::path& file, std::uint64_t left) {
  const auto available = std::filesystem::space(file.parent_path()).available;
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  ASSERT_GE(fd, 0);
  if (available > left) EXPECT_EQ(::posix_fallocate(fd, 0, static_cast<off_t>(available - left)), 0);
  ::close(fd);
}

class FullDisk : public SharedDirectory {
 protected:
  static constexpr std::uint64_t kMegabyte = 1 << 20;
};

// The watermark is 256 MB (engine::EngineLimits::free_bytes_low).
TEST_F(FullDisk, TakesNoCommandsBelowTheWatermarkServesReadsAndGoesOnWhenThereIsSpace) {
  const SmallFileSystem small(disk_, 400 * kMegabyte);
  if (!small.mounted()) {
    std::cout << "no small file system can be mounted here (" << small.why()
              << "): what a write that finds no space does is tested through the shim alone\n";
    return;
  }
  init();
  ServerProcess server(data());
  ASSERT_NE(server.port(), 0) << server.output();
  ApiClient platform(server.port(), credentials_, "platform");
  place_one(platform, "o1");
  const auto ballast = disk_ / "ballast";
  const auto try_one = [&](const std::string& id) {
    return ApiClient(server.port(), credentials_, "platform")
        .post("/v1/orders",
              R"({"order_id":")" + id + R"(","buyer":"b1","merchant":"m1","amount":1000,"currency":"CNY"})",
              "place-" + id);
  };
  for (const std::uint64_t left : {200 * kMegabyte, std::uint64_t{0}}) {
    fill_up(ballast, left);
    Reply refused;
    EXPECT_TRUE(eventually([&] { return (refused = try_one("o2-" + std::to_string(left))).status == 503; }));
    EXPECT_TRUE(eventually([&] { return try_one("o3").at("/code") == "storage_low"; })) << refused.body;
    EXPECT_TRUE(eventually([&] { return platform.get("/v1/orders/o1").status == 200; }));
    std::filesystem::remove(ballast);
    EXPECT_TRUE(eventually([&] { return try_one("o4-" + std::to_string(left)).status == 201; }));
  }
  place_one(platform, "o1");  // the same key: the same answer
  EXPECT_EQ(server.stop(), 0);
  const auto verified = run_tallygate({"verify", data().string(), "--vkey", credentials_.vkey});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
}

}  // namespace
}  // namespace tallygate::tests
