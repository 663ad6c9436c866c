// The N-th write, sync, growth or directory operation of `tallygate archive` fails, or is its last, N = 1, 2, 3 … until
// it passes without: at each of them every record is in the log or in a whole archive that it names, and run again it
// ends.
#include <signal.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "tests/fault/power_cut_fixture.hpp"
#include "tests/support/archive_scene.hpp"

namespace tallygate::tests {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kOperationsMax = 200;

struct ArchiveCase {
  const char* name;
  const char* variable;  // what the shim is told
  const char* what;      // shim::Class
  const char* how;       // the errno; or where it is killed
};

class FailingArchive : public PowerCutFixture, public ::testing::WithParamInterface<ArchiveCase> {
 protected:
  FailingArchive() {
    init();
    {
      ServerProcess server(data(), with_state_checkpoints(directory_.path()));
      ApiClient platform(server.port(), credentials_, "platform");
      place_orders(platform, 0, 500);
      EXPECT_GT(state_checkpoint(data(), 400), 0U);
      EXPECT_EQ(server.stop(), 0);
    }
    exported_ = exported();
    fs::copy(data(), pristine(), fs::copy_options::recursive);
  }
  fs::path pristine() const { return directory_.path() / "pristine"; }
  fs::path file() const { return disk_ / "old.tar"; }
  std::string exported() const {
    const auto to = directory_.path() / "export.ndjson";
    const auto done = run_tallygate(
        {"export", "--data", data().string(), "--tenant", "shop", "--format", "ndjson", "-o", to.string()});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    std::ifstream in(to, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void fresh() {
    fs::remove_all(disk_);
    fs::create_directories(disk_);
    fs::copy(pristine(), data(), fs::copy_options::recursive);
    fs::remove(journal_);
  }
  CommandResult archive() const {
    return run_tallygate({"archive", data().string(), "--tenant", "shop", "--before", "300", "--to", file().string()});
  }
  void expect_whole(const std::string& after) const {
    const auto holds = run_tallygate({"verify", data().string(), "--vkey", credentials_.vkey});
    EXPECT_EQ(holds.exit_code, 0) << after << ": " << holds.out << holds.err;
  }

  std::string exported_;
};

TEST_P(FailingArchive, AtEveryStepEveryRecordIsThereAndRunAgainItEnds) {
  const auto [name, variable, what, how] = GetParam();
  std::uint64_t nth = 1;
  for (;; ++nth) {
    ASSERT_LT(nth, kOperationsMax);
    fresh();
    const auto order = std::string(what) + ":" + std::to_string(nth) + ":" + how;
    CommandResult done;
    {
      const Preload preload(disk_, journal_, {{variable, order}});
      done = archive();
    }
    const auto journal = read_journal(journal_);
    const bool failed = done.exit_code == 128 + SIGKILL ||
                        std::ranges::any_of(journal, [](const auto& o) { return o.header.kind == shim::Kind::failed; });
    expect_whole(order);
    EXPECT_EQ(exported(), exported_) << order;
    const auto again = archive();
    EXPECT_EQ(again.exit_code, 0) << order << ": " << again.err;
    expect_whole(order + ", and again");
    EXPECT_TRUE(fs::exists(file()));
    EXPECT_FALSE(fs::exists(file().string() + ".new")) << order;
    if (HasFailure() || !failed) break;
  }
  EXPECT_GT(nth, 2U);
  std::cout << name << ": " << nth - 1 << " operations\n";
}

INSTANTIATE_TEST_SUITE_P(Operations, FailingArchive,
                         ::testing::Values(ArchiveCase{"writes", shim::kFailVariable, "write", "ENOSPC"},
                                           ArchiveCase{"syncs", shim::kFailVariable, "sync", "EIO"},
                                           ArchiveCase{"names", shim::kFailVariable, "directory", "EIO"},
                                           ArchiveCase{"killed_before_writes", shim::kKillVariable, "write", "before"},
                                           ArchiveCase{"killed_after_syncs", shim::kKillVariable, "sync", "after"},
                                           ArchiveCase{"killed_after_names", shim::kKillVariable, "directory",
                                                       "after"}),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace tallygate::tests
