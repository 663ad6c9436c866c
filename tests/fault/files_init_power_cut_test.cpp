// The power goes while a tenant is made, backed up or restored: once init has ended, all that it printed and wrote is
// on the disk; before that nothing was promised, an unfinished tenant hinders nobody else, and what is said is said by
// the program.
#include "tests/fault/power_cut_fixture.hpp"

namespace tallygate::tests {
namespace {

class PowerCutDuringInit : public PowerCutFixture {
 protected:
  CommandResult init_watched(const std::string& tenant, const Preload::Variables& more = {}) {
    model_ = std::make_unique<DiskModel>(disk_);
    const Preload preload(disk_, journal_, more);
    return run_tallygate({"init", "--data", data().string(), "--tenant", tenant});
  }
  // Who has the printed vkey and the written credentials can work, on a server with the certificate that they name.
  std::string wrong_after_init(const std::string& written_credentials) const {
    std::ifstream file(image_data() / "credentials.json");
    const std::string found{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (found != written_credentials) return "the credentials are not those that init wrote";
    const auto verified = run_tallygate({"verify", image_data().string(), "--vkey", credentials_.vkey});
    if (verified.exit_code != 0) return "verify: " + verified.out + verified.err;
    ServerProcess server(image_data());
    if (server.port() == 0) return "serve: " + server.output();
    ApiClient platform(server.port(), credentials_, "platform");
    const Reply placed = platform.post(
        "/v1/orders", R"({"order_id":"o1","buyer":"b1","merchant":"m1","amount":1000,"currency":"CNY"})", "k1");
    return placed.status == 201 ? "" : "order: " + std::to_string(placed.status) + " " + placed.body;
  }
  std::unique_ptr<DiskModel> model_;
};

// Ended by itself, with a reason where it did not work.
void expect_said(const CommandResult& result, std::uint64_t at) {
  EXPECT_TRUE(result.exit_code == 0 || (result.exit_code <= 2 && !(result.out + result.err).empty()))
      << "entry " << at << ": " << result.exit_code << " " << result.err;
}

TEST_F(PowerCutDuringInit, OnceInitHasEndedAllOfItIsOnTheDisk) {
  ASSERT_EQ(init_watched("shop").exit_code, 0);
  credentials_ = read_credentials(data() / "credentials.json");
  std::ifstream file(data() / "credentials.json");
  const std::string written{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const auto operations = read_journal(journal_);
  std::size_t seen = 0;
  visit_power_cuts(*model_, operations, {operations.size()}, [&](const auto& image, auto at) {
    write_image(image, image_);
    if (at < operations.size()) {
      if (seen++ % 3 != 0) return true;
      expect_said(run_tallygate({"verify", image_data().string()}), at);
      expect_said(run_tallygate({"init", "--data", image_data().string(), "--tenant", "shop"}), at);
      return !HasFailure();
    }
    EXPECT_EQ(wrong_after_init(written), "");
    return true;
  });
}

TEST_F(PowerCutDuringInit, AnUnfinishedTenantHindersNoOther) {
  init();
  ServerProcess first(data());
  {
    ApiClient platform(first.port(), credentials_, "platform");
    promise(platform, "POST", "/v1/orders",
            R"({"order_id":"o1","buyer":"b1","merchant":"m1","amount":1000,"currency":"CNY"})", "k1");
  }
  ASSERT_EQ(first.stop(), 0);
  promises_.front().entries = 0;
  ASSERT_EQ(init_watched("second").exit_code, 0);
  std::size_t seen = 0;
  visit_power_cuts(*model_, read_journal(journal_), {}, [&](const auto& image, auto at) {
    write_image(image, image_);
    auto wrong = wrong_with_image(at);
    if (wrong.empty() && seen++ % 3 == 0) wrong = wrong_with_answers(at);
    EXPECT_EQ(wrong, "") << "entry " << at;
    return wrong.empty();
  });
}

TEST_F(PowerCutDuringInit, OnceABackupOrARestoreHasEndedAllOfItIsOnTheDisk) {
  init();
  {
    ServerProcess server(data());
    ApiClient platform(server.port(), credentials_, "platform");
    promise(platform, "POST", "/v1/orders",
            R"({"order_id":"o1","buyer":"b1","merchant":"m1","amount":1000,"currency":"CNY","ip":"81.2.3.4"})", "k1");
    ASSERT_EQ(server.stop(), 0);
  }
  promises_.front().entries = 0;
  const auto run_watched = [&](const std::vector<std::string>& arguments) {
    std::filesystem::remove(journal_);
    model_ = std::make_unique<DiskModel>(disk_);
    const Preload preload(disk_, journal_);
    const auto done = run_tallygate(arguments);
    EXPECT_EQ(done.exit_code, 0) << done.err;
    for (const auto& operation : read_journal(journal_)) model_->apply(operation);
    write_image(model_->image([](auto, auto) { return false; }), image_);  // only what was synced
  };
  run_watched({"backup", "--data", data().string(), "--to", (disk_ / "backup").string(), "--vault-to",
               (disk_ / "vaults").string(), "--keys-to", (disk_ / "keys").string()});
  const auto kept = run_tallygate({"verify", (image_ / "backup").string()});
  EXPECT_EQ(kept.exit_code, 0) << kept.out << kept.err;
  run_watched({"restore", "--from", (disk_ / "backup").string(), "--vault-from", (disk_ / "vaults").string(),
               "--keys-from", (disk_ / "keys").string(), "--same-epoch", "--published",
               (data() / "checkpoints" / "shop").string(), "--data", (disk_ / "restored").string()});
  std::filesystem::remove_all(image_data());
  std::filesystem::rename(image_ / "restored", image_data());
  EXPECT_EQ(wrong_with_image(0), "");
}

}  // namespace
}  // namespace tallygate::tests
