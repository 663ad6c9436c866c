// What verify makes of a log's file in which something is wrong: every single flipped bit of what it covers is found
// and placed, every cut file is told, and nothing of it ends the process.
//
// Covered, and drawn from here: the values of records, keys, tiles and blobs; of the newest meta page and of every
// branch and leaf page of the log's own tables all that LMDB reads. Not damage, because nothing reads it: the free
// space of a page, a padding byte, the unused first key of a branch page, pages on the free list, the older meta page's
// tables. Not covered, because only its owner can tell: rows of other stores (`side.`).
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <thread>

#include "audit/verify_pages.hpp"
#include "eventstore/block.hpp"
#include "eventstore/little_endian.hpp"
#include "tests/support/every_kind_log.hpp"

namespace tallygate::audit {
namespace {

using eventstore::kNoPage;
using eventstore::load;
using eventstore::PagesInMemory;
using tests::EveryKindLog;

// Bytes of the file that mean something, and what must be said when one of their bits is another.
struct Live {
  std::uint64_t at = 0, bytes = 0;
  std::string table;
  std::optional<std::uint64_t> first_seq, last_seq;
};

class LiveBytes {
 public:
  explicit LiveBytes(const std::string& file) : file_(file) {
    const auto survey = eventstore::survey_pages(PagesInMemory(file_));
    TALLYGATE_CHECK(survey.ok() && survey->damage.empty(), "a log that is whole");
    meta_ = survey->meta;
    newest_meta();
    tree("the main table", meta_.main);
    tree("the free list", meta_.free_list);
  }

  std::vector<Live> records, keys, tiles, blobs, pages;

 private:
  std::string_view page(std::uint64_t number) const {
    return std::string_view(file_).substr(number * meta_.page_bytes, meta_.page_bytes);
  }
  std::uint64_t offset(std::string_view in_file) const {
    return static_cast<std::uint64_t>(in_file.data() - file_.data());
  }
  void page_bytes(std::uint64_t at, std::uint64_t bytes, const std::string& table) {
    pages.push_back({at, bytes, table, {}, {}});
  }

  void newest_meta() {
    const std::uint64_t at = meta_.transaction % 2 * meta_.page_bytes;
    page_bytes(at, 8, "");             // its number
    page_bytes(at + 10, 2, "");        // flags
    page_bytes(at + 16, 16, "");       // mark, version, address
    page_bytes(at + 40, 96 + 16, "");  // the two tables, last page, transaction
  }

  void tree(const std::string& table, const eventstore::TableRoot& root) {
    if (root.root != kNoPage) visit(table, root.root, root.depth);
  }

  void visit(const std::string& table, std::uint64_t number, unsigned levels) {
    const bool leaf = levels == 1, integers = table.ends_with("/records") || table.ends_with("/keys") ||
                                              table.ends_with("/tiles") || table == "the free list";
    const auto kind = integers ? eventstore::KeyKind::integers : eventstore::KeyKind::bytes;
    const auto view = page(number);
    const auto parsed = eventstore::TreePage::parse(view, number, leaf, kind);
    TALLYGATE_CHECK(parsed.ok(), "a log that is whole");
    page_bytes(offset(view), 8, table);
    page_bytes(offset(view) + 10, 6 + 2 * parsed->count(), table);
    for (std::size_t i = 0; i < parsed->count(); ++i) {
      const std::size_t node = load<std::uint16_t>(view.data() + 16 + 2 * i);
      page_bytes(offset(view) + node, 8, table);
      const auto key = parsed->key(i);
      // Which tables of other stores stand beside the records, only these stores know.
      const bool side = table == "the main table" && key.find("/side.") != std::string_view::npos;
      if (!key.empty() && !side && table != "the free list") page_bytes(offset(key), key.size(), table);
      if (!leaf) {
        visit(table, parsed->child(i), levels - 1);
      } else {
        value(table, std::string(parsed->key(i)), parsed->value(i));
        const auto place = parsed->value(i);
        if (place.overflow_page != kNoPage) page_bytes(offset(view) + node + 8 + parsed->key(i).size(), 8, table);
      }
    }
  }

  void value(const std::string& table, const std::string& key, const eventstore::ValuePlace& place) {
    std::string_view value = place.in_page;
    if (place.overflow_page != kNoPage) {
      const auto header = page(place.overflow_page);
      page_bytes(offset(header), 8, table);
      page_bytes(offset(header) + 10, 6, table);
      value = std::string_view(file_).substr(place.overflow_page * meta_.page_bytes + 16, place.bytes);
    }
    if (table == "the main table") {
      page_bytes(offset(value), value.size(), table);
      if (!place.table || key.find("/side.") != std::string::npos) return;
      const auto root = eventstore::parse_table_root(value);
      pages.back().table = key;
      tree(key, *root);
    } else if (table.ends_with("/records")) {
      block(load<std::uint64_t>(key.data()), value);
    } else if (table.ends_with("/keys")) {
      for (std::size_t at = 0; at < value.size(); at += 40) {
        const auto seq = load<std::uint64_t>(value.data() + at + 32);
        keys.push_back({offset(value) + at, 32, table, seq, seq});
        keys.push_back({offset(value) + at + 32, 8, table, {}, {}});
      }
    } else if (table.ends_with("/tiles")) {
      tile(table, load<std::uint64_t>(key.data()), value);
    } else if (table.ends_with("/blobs")) {
      blobs.push_back({offset(value), value.size(), table, {}, {}});
    } else {
      page_bytes(offset(value), value.size(), table);
    }
  }

  void tile(const std::string& table, std::uint64_t key, std::string_view value) {
    const unsigned height = 8 * static_cast<unsigned>(key >> 56);
    const std::uint64_t width = std::uint64_t{1} << height, first = (key & 0xFFFFFF) * width * 256;
    for (std::size_t i = 0; i < 256; ++i)
      tiles.push_back({offset(value) + 32 * i, 32, table, first + i * width, first + (i + 1) * width - 1});
  }

  void block(std::uint64_t first, std::string_view value) {
    const auto view = eventstore::BlockView::parse(value);
    const std::string table = "t1/records";
    const std::uint64_t last = first + view->count() - 1;
    const auto table_bytes = offset(view->record(0)) - offset(value);
    records.push_back({offset(value), table_bytes, table, first, last});
    for (std::size_t i = 0; i < view->count(); ++i)
      records.push_back({offset(view->record(i)), view->record(i).size(), table, first + i, first + i});
  }

  const std::string& file_;
  eventstore::MetaPage meta_;
};

std::string shown(const PagesReport& report) {
  std::string out;
  for (const auto& finding : report.findings) out += finding_text(finding) + "\n";
  for (const auto& tenant : report.tenants) out += tenant.log.wrong + "\n";
  return out;
}

PagesReport verified(const std::string& file, unsigned threads = 2) {
  PagesOptions options;
  options.threads = threads;
  auto report = verify_pages(PagesInMemory(file), options);
  EXPECT_TRUE(report.ok()) << report.error().message;
  return report.ok() ? std::move(*report) : PagesReport{};
}

// Whether the first finding says the place of the flipped bit.
void expect_placed(const Live& live, const PagesReport& report, const std::string& which) {
  ASSERT_FALSE(report.holds) << which << ": the flip was not found";
  ASSERT_FALSE(report.findings.empty()) << which;
  const Finding& first = report.findings.front();
  if (live.table.empty() || live.table == "the main table" || live.table == "the free list")
    return;  // any words will do
  // A table is found through its row in the main one: where that row is damaged, it is named there.
  const bool named = std::ranges::any_of(report.findings, [&](const Finding& f) {
    return f.table == live.table || (f.table == "the main table" && f.what.find(live.table) != std::string::npos);
  });
  EXPECT_TRUE(named) << which << ", in " << live.table << ":\n" << shown(report);
  if (!live.first_seq) return;
  EXPECT_EQ(first.table, live.table) << which << "\n" << shown(report);
  ASSERT_TRUE(first.first_seq.has_value()) << which << "\n" << shown(report);
  EXPECT_GE(*first.first_seq, *live.first_seq) << which << "\n" << shown(report);
  EXPECT_LE(*first.first_seq, *live.last_seq) << which << "\n" << shown(report);
}

class Damage : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    log_ = std::make_unique<EveryKindLog>(7, 3'000);
    bytes_ = log_->bytes();
  }
  static void TearDownTestSuite() { log_.reset(); }
  static std::unique_ptr<EveryKindLog> log_;
  static std::string bytes_;

  // `count` flips, each in a place that is drawn with the weight of its bytes.
  void flip_all(const std::vector<Live>& places, int count, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::uint64_t total = 0;
    for (const Live& live : places) total += live.bytes;
    ASSERT_GT(total, 0U);
    for (int n = 0; n < count; ++n) {
      std::uint64_t at = random() % total;
      auto live = places.begin();
      while (at >= live->bytes) at -= (live++)->bytes;
      const unsigned bit = random() % 8;
      std::string file = bytes_;
      file[live->at + at] = static_cast<char>(file[live->at + at] ^ (1U << bit));
      const std::string which = "byte " + std::to_string(live->at + at) + " bit " + std::to_string(bit);
      // Of another version of LMDB nothing is read: that is told instead of a finding.
      if (const auto report = verify_pages(PagesInMemory(file), {}); !report) {
        EXPECT_NE(report.error().message.find("LMDB data version"), std::string::npos)
            << which << ": " << report.error().message;
        continue;
      }
      expect_placed(*live, verified(file), which);
    }
  }
};
std::unique_ptr<EveryKindLog> Damage::log_;
std::string Damage::bytes_;

TEST_F(Damage, NoneIsFoundWhereNoneIs) {
  for (const unsigned threads : {1U, 2U, 5U}) {
    const PagesReport report = verified(bytes_, threads);
    EXPECT_TRUE(report.holds) << shown(report);
    ASSERT_EQ(report.tenants.size(), 1U);
    EXPECT_EQ(report.tenants[0].log.records, log_->size());
    EXPECT_EQ(report.tenants[0].log.root, log_->log().head("t1")->root);
    EXPECT_EQ(report.tenants[0].tiles, log_->size() / 256);
    EXPECT_GT(report.tenants[0].keys, 500U);
    EXPECT_GT(report.tenants[0].log.groups, 20U);
    EXPECT_GT(report.free_pages, 0U);
  }
}

TEST_F(Damage, EveryFlippedBitOfARecordIsFoundAtItsRecord) {
  flip_all(LiveBytes(bytes_).records, 60, 1);
}
TEST_F(Damage, EveryFlippedBitOfAnIdempotencyKeyIsFoundAtItsRecord) {
  flip_all(LiveBytes(bytes_).keys, 40, 2);
}
TEST_F(Damage, EveryFlippedBitOfATileIsFoundAtItsRecords) {
  flip_all(LiveBytes(bytes_).tiles, 40, 3);
}
TEST_F(Damage, EveryFlippedBitOfALiveTreePageIsFoundInItsTable) {
  flip_all(LiveBytes(bytes_).pages, 50, 4);
}
TEST_F(Damage, EveryFlippedBitOfABlobIsFound) {
  flip_all(LiveBytes(bytes_).blobs, 10, 5);
}

TEST_F(Damage, AFileThatWasCutAnywhereIsToldOrWhole) {
  const auto meta = eventstore::read_newest_meta(PagesInMemory(bytes_));
  const std::uint64_t end = (meta->last_page + 1) * meta->page_bytes;
  std::mt19937_64 random(6);
  std::vector<std::uint64_t> lengths = {0, 1, 15, 100, 4'095, 4'096, 4'200, 8'191, 8'192, end - 1, end - 4'096};
  for (int n = 0; n < 40; ++n) lengths.push_back(random() % end);
  for (const std::uint64_t length : lengths) {
    const PagesReport report = verified(bytes_.substr(0, length));
    if (length < end / 2) EXPECT_FALSE(report.holds) << length;
    if (report.holds) EXPECT_EQ(report.tenants.at(0).log.records, log_->size()) << length;
    if (!report.holds) EXPECT_FALSE(report.findings.empty()) << length;
  }
}

TEST(HalfAGroup, IsNotALog) {
  EveryKindLog log(11, 40);
  log.append(5, true);
  const PagesReport report = verified(log.bytes());
  ASSERT_FALSE(report.holds);
  ASSERT_EQ(report.tenants.size(), 1U);
  EXPECT_EQ(report.tenants[0].log.first_bad_seq, log.size());
  EXPECT_NE(report.tenants[0].log.wrong.find("ends inside the group of 2"), std::string::npos)
      << report.tenants[0].log.wrong;
}

// Each verification sees one state of the log and all of it, whatever the writer does meanwhile.
TEST(BesideAWriter, ALogThatGrowsHoldsEveryTime) {
  EveryKindLog log(13, 600);
  std::atomic<bool> stop = false;
  std::atomic<std::uint64_t> written = 0;
  std::thread writer([&] {
    for (; !stop && log.size() < 40'000; ++written) log.append(1 + written % 40);
  });
  const auto file = eventstore::DataFile::open(log.file());
  ASSERT_TRUE(file.ok());
  PagesOptions options;
  options.threads = 2;
  std::uint64_t before = 0;
  for (int n = 0; n < 12 || (written <= 12 && n < 10'000); ++n) {  // verify may be quicker than the writer
    const auto report = verify_pages(*file, options);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_TRUE(report->holds) << n << "\n" << shown(*report);
    ASSERT_EQ(report->tenants.size(), 1U);
    EXPECT_GE(report->tenants[0].log.records, before);
    before = report->tenants[0].log.records;
  }
  stop = true;
  writer.join();
  EXPECT_GT(written, 12U);
}

}  // namespace
}  // namespace tallygate::audit
