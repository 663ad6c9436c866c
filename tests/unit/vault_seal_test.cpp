#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "vault/normalise.hpp"
#include "vault/vault.hpp"

namespace tallygate::vault {
namespace {

class VaultTest : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ = std::filesystem::temp_directory_path() /
                 ("tallygate-vault-" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) + "-" +
                  ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directories(directory_);
    ASSERT_TRUE(Vault::create(file(), random_).ok());
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  std::filesystem::path file() const { return directory_ / "t1.keys"; }
  std::unique_ptr<Vault> open() {
    auto vault = Vault::open(file(), random_);
    EXPECT_TRUE(vault.ok());
    return std::move(vault).value();
  }
  static core::Personal personal(core::PersonalKind kind, std::string clear) {
    core::Personal p;
    p.kind = kind;
    p.clear = std::move(clear);
    return p;
  }

  std::filesystem::path directory_;
  core::SystemRandom random_;
};

TEST_F(VaultTest, SealsAValueSoThatOnlyItsPersonsKeyOpensIt) {
  const auto vault = open();
  auto name = personal(core::PersonalKind::name, "Ada Lovelace");
  vault->seal(name, "b1", true);
  EXPECT_TRUE(name.clear.empty());
  EXPECT_EQ(name.pseudonym.size(), 16U);
  EXPECT_EQ(vault->unseal(name.sealed, "b1"), "Ada Lovelace");
  EXPECT_EQ(vault->unseal(name.sealed, "b2"), std::nullopt);
  auto tampered = name.sealed;
  tampered[40] = tampered[40] == 'A' ? 'B' : 'A';
  EXPECT_EQ(vault->unseal(tampered, "b1"), std::nullopt);
}

TEST_F(VaultTest, GivesOnePseudonymToSpellingsOfTheSameValueAndAnotherToEachOther) {
  const auto vault = open();
  const auto pseudonym = [&](core::PersonalKind kind, const char* clear) {
    auto p = personal(kind, clear);
    vault->seal(p, "b1", false);
    EXPECT_TRUE(p.sealed.empty());
    return p.pseudonym;
  };
  EXPECT_EQ(pseudonym(core::PersonalKind::phone, "+44 20 7946-0000"),
            pseudonym(core::PersonalKind::phone, "+442079460000"));
  EXPECT_EQ(pseudonym(core::PersonalKind::address, "1  High Street "),
            pseudonym(core::PersonalKind::address, "1 high street"));
  EXPECT_NE(pseudonym(core::PersonalKind::phone, "12345678"), pseudonym(core::PersonalKind::name, "12345678"));
  EXPECT_NE(pseudonym(core::PersonalKind::phone, "12345678"), pseudonym(core::PersonalKind::phone, "12345679"));
}

TEST_F(VaultTest, KnowsTheNetworkOfAnAddressWithoutKeepingTheAddress) {
  const auto vault = open();
  auto a = personal(core::PersonalKind::ip, "203.0.113.7"), b = personal(core::PersonalKind::ip, "203.0.113.200"),
       c = personal(core::PersonalKind::ip, "203.0.114.7");
  for (auto* p : {&a, &b, &c}) vault->seal(*p, "b1", false);
  EXPECT_EQ(a.network, b.network);
  EXPECT_NE(a.network, c.network);
  EXPECT_NE(a.pseudonym, b.pseudonym);
  EXPECT_EQ(network_of("2001:db8:1:2::3"), "2001:db8:1::/48");
  EXPECT_EQ(network_of("not an address"), "");
}

TEST_F(VaultTest, RowsReadBackGiveTheSamePseudonymsAndKeys) {
  std::string pseudonym, sealed;
  std::vector<Row> rows;
  {
    const auto vault = open();
    auto p = personal(core::PersonalKind::email, "ada@example.com");
    vault->seal(p, "b1", true);
    pseudonym = p.pseudonym, sealed = p.sealed;
    rows = vault->drain();
    EXPECT_EQ(rows.size(), 2U);
    EXPECT_TRUE(vault->drain().empty());
  }
  const auto again = open();
  for (const auto& row : rows) ASSERT_TRUE(again->load(row.table, row.key, row.value).ok());
  auto p = personal(core::PersonalKind::email, "ADA@example.com");
  again->seal(p, "b1", true);
  EXPECT_EQ(p.pseudonym, pseudonym);
  EXPECT_EQ(again->unseal(sealed, "b1"), "ada@example.com");
  EXPECT_TRUE(again->drain().empty());
}

TEST_F(VaultTest, RowsAloneShowNeitherTheValueNorThePerson) {
  const auto vault = open();
  auto p = personal(core::PersonalKind::name, "Grace Hopper");
  vault->seal(p, "person-grace", true);
  for (const auto& row : vault->drain())
    for (const auto* hidden : {"Grace", "grace", "Hopper"}) {
      EXPECT_EQ(row.key.find(hidden), std::string::npos);
      EXPECT_EQ(row.value.find(hidden), std::string::npos);
    }
}

TEST_F(VaultTest, RefusesRowsThatDoNotOpenAndFilesThatAreNotItsOwn) {
  const auto vault = open();
  auto p = personal(core::PersonalKind::name, "Grace Hopper");
  vault->seal(p, "b1", true);
  auto row = vault->drain().front();
  row.value[30] = static_cast<char>(row.value[30] ^ 1);
  EXPECT_EQ(vault->load(row.table, row.key, row.value).error().kind, core::ErrorKind::corrupt);
  EXPECT_FALSE(Vault::create(file(), random_).ok());
  std::ofstream(directory_ / "other.keys") << "not keys";
  EXPECT_EQ(Vault::open(directory_ / "other.keys", random_).error().kind, core::ErrorKind::corrupt);
}

TEST_F(VaultTest, KeepsItsKeyFileFromOthers) {
  const auto mode = std::filesystem::status(file()).permissions();
  EXPECT_EQ(mode & (std::filesystem::perms::group_all | std::filesystem::perms::others_all),
            std::filesystem::perms::none);
}

}  // namespace
}  // namespace tallygate::vault
