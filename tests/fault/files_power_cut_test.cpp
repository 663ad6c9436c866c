// The power goes at any instant while the real server works: whatever the disk then holds opens, verifies, and has
// every answer that was given before. Where syncs are left out the same walk finds what is lost.
#include "tests/fault/power_cut_fixture.hpp"

namespace tallygate::tests {
namespace {

constexpr std::size_t kServedEvery = 20;  // so many images are verified for one that is served

class PowerCutWhileServing : public PowerCutFixture {
 protected:
  PowerCutWhileServing() {
    init();
    config_ = directory_.path() / "serve.toml";
    std::ofstream(config_) << "[state]\ncheckpoint_records = 100\n";
  }
  static std::string order(const std::string& id) {
    return R"({"order_id":")" + id + R"(","buyer":"b-)" + id + R"(","merchant":"m1","amount":1000,"currency":"CNY",)" +
           R"("ip":"81.2.3.4"})";
  }
  // Alone, in groups, in a batch that fills a tile, with personal data, over a checkpoint that is published.
  void play(const Preload::Variables& more = {}) {
    const DiskModel before(disk_);
    std::unique_ptr<ServerProcess> server;
    {
      const Preload preload(disk_, journal_, more);
      server = std::make_unique<ServerProcess>(data(), std::vector<std::string>{"--config", config_.string()});
    }
    ASSERT_NE(server->port(), 0) << server->output();
    work(std::make_unique<ApiClient>(server->port(), credentials_, "platform"));
    EXPECT_EQ(server->stop(), 0) << server->output();
    model_ = std::make_unique<DiskModel>(before);
  }
  void work(std::unique_ptr<ApiClient> client) {
    auto& platform = *client;
    promise(platform, "POST", "/v1/orders", order("o1"), "place-o1");
    promise(platform, "POST", "/v1/orders/o1/payments",
            R"({"payment_id":"p1","channel":"wechat_pay","amount":1000,"currency":"CNY"})", "pay-o1");
    promise(platform, "PUT", "/v1/parties/b-o1", R"({"roles":["buyer"],"pii":{"email":"a@example.org"}})", "party-o1");
    std::string lines;
    for (int i = 0; i < 260; ++i)
      lines += R"({"op":"order.place","key":"f)" + std::to_string(i) + R"(","body":)" + order("f" + std::to_string(i)) +
               "}\n";
    for (const Reply& reply : platform.batch(lines)) keep(reply);
    promise(platform, "POST", "/v1/orders/o1/cancel", "{}", "cancel-o1");
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    Reply published;
    do published = platform.get("/tlog/shop/checkpoint");
    while (std::chrono::steady_clock::now() < until && second_line(published.body) < 200);
    keep_published(published);
    promise(platform, "POST", "/v1/orders", order("o2"), "place-o2");
  }

  std::filesystem::path config_;
  std::unique_ptr<DiskModel> model_;
};

TEST_F(PowerCutWhileServing, WhateverTheDiskHoldsItVerifiesAndHasEveryAnswerThatWasGiven) {
  play();
  std::size_t served = 0, seen = 0;
  const auto images = visit_power_cuts(*model_, read_journal(journal_), promised_at(), [&](const auto& image, auto at) {
    write_image(image, image_);
    auto wrong = wrong_with_image(at);
    if (wrong.empty() && seen++ % kServedEvery == 0) {
      wrong = wrong_with_answers(at);
      ++served;
    }
    EXPECT_EQ(wrong, "") << "entry " << at << " of the journal";
    return wrong.empty();
  });
  std::cout << images << " images, " << served << " of them served, " << promises_.size() << " promises\n";
  EXPECT_GT(images, 60U);
}

// What the walk builds is what the program wrote: with nothing lost it is the directory itself.
TEST_F(PowerCutWhileServing, TheJournalIsWholeSoThatNothingLostIsTheDirectoryAsItStands) {
  play();
  for (const auto& operation : read_journal(journal_)) model_->apply(operation);
  const auto image = model_->image([](auto, auto) { return true; });
  const auto now = DiskModel(disk_).image([](auto, auto) { return true; });
  for (const auto& [path, content] : now) {
    ASSERT_TRUE(image.contains(path)) << path;
    if (!path.ends_with("/lock.mdb"))  // readers of the moment, written through a map
      EXPECT_EQ(core::sha256(image.at(path)), core::sha256(content)) << path;
  }
  EXPECT_EQ(image.size(), now.size());
}

class PowerCutWithoutSyncs : public PowerCutWhileServing, public ::testing::WithParamInterface<const char*> {};

TEST_P(PowerCutWithoutSyncs, IsFound) {
  play({{shim::kNoSyncVariable, GetParam()}});
  std::string wrong;
  visit_power_cuts(*model_, read_journal(journal_), promised_at(), [&](const auto& image, auto at) {
    write_image(image, image_);
    wrong = wrong_with_image(at);
    return wrong.empty();
  });
  EXPECT_NE(wrong, "");
  std::cout << "without syncs of " << GetParam() << ": " << wrong << "\n";
}

INSTANTIATE_TEST_SUITE_P(Syncs, PowerCutWithoutSyncs, ::testing::Values("all", "data", "meta"));

}  // namespace
}  // namespace tallygate::tests
