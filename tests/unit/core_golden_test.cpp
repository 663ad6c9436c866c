// The bytes and numbers that logs already hold. A change here that is not an addition breaks every log that exists.
//
// To add a sample: run with TALLYGATE_NEW_GOLDEN=1, which writes the files that are missing and never one that is
// there.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "core/assessment.hpp"
#include "core/effects.hpp"
#include "core/operation.hpp"
#include "core/outcome.hpp"
#include "core/record_type.hpp"
#include "tests/support/book_samples.hpp"
#include "tests/support/later_samples.hpp"

namespace tallygate::core {
namespace {

const std::filesystem::path kGolden = std::filesystem::path(TALLYGATE_SOURCE_DIR) / "tests/golden";

// The golden text, written first where it is missing and asked for.
std::string golden(const std::filesystem::path& name, const std::string& now) {
  const auto path = kGolden / name;
  if (!std::filesystem::exists(path) && std::getenv("TALLYGATE_NEW_GOLDEN") != nullptr) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << now;
  }
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.good()) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<Record> samples() {
  auto all = support::sample_records();
  for (Record& later : support::later_samples()) all.push_back(std::move(later));
  for (Record& book : support::book_samples()) all.push_back(std::move(book));
  return all;
}

// A further sample of a type, for what was added to its bytes later, is named so: "order.placed.2".
class RecordFiles {
 public:
  std::filesystem::path next(const Record& record) {
    const int n = ++samples_[record.type];
    std::string name(name_of(record.type));
    if (n > 1) name += "." + std::to_string(n);
    return std::filesystem::path("records") / (name + ".json");
  }

 private:
  std::map<RecordType, int> samples_;
};

TEST(GoldenRecords, AreEncodedToTheSameBytes) {
  RecordFiles files;
  for (const Record& record : samples()) {
    std::string bytes;
    encode_record(bytes, record, support::sample_chained());
    EXPECT_EQ(bytes, golden(files.next(record), bytes)) << name_of(record.type);
  }
}

TEST(GoldenRecords, DecodeToWhatTheyWereMadeOf) {
  RecordDecoder decoder;
  RecordFiles files;
  for (const Record& record : samples()) {
    const std::string bytes = golden(files.next(record), "");
    const auto decoded = decoder.decode(bytes);
    ASSERT_TRUE(decoded) << name_of(record.type) << ": " << decoded.error().message;
    EXPECT_EQ(decoded->record.type, record.type);
    EXPECT_EQ(decoded->record.effect.index(), record.effect.index());
    EXPECT_EQ(decoded->record.command != nullptr, record.command != nullptr);
    if (record.command) {
      EXPECT_EQ(decoded->record.command->op, record.command->op);
      EXPECT_EQ(decoded->record.command->key_hash, record.command->key_hash);
      EXPECT_EQ(decoded->record.command->body_hash, record.command->body_hash);
      EXPECT_EQ(decoded->record.command->request, record.command->request);
    }
    std::string again;
    encode_record(again, decoded->record, decoded->chained);
    EXPECT_EQ(again, bytes);
  }
}

TEST(GoldenRecords, ThereIsOneOfEveryType) {
  std::set<RecordType> seen;
  for (const Record& record : samples()) seen.insert(record.type);
  for (const auto& t : record_types()) EXPECT_TRUE(seen.contains(t.type)) << t.name;
}

TEST(GoldenRecords, EveryFileIsStillRead) {  // one whose sample was dropped would no longer be
  RecordDecoder decoder;
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator(kGolden / "records")) {
    std::ifstream in(file.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    EXPECT_TRUE(decoder.decode(bytes)) << file.path();
    ++files;
  }
  EXPECT_GE(files, record_types().size());
}

template <class E>
void list_enum(std::ostream& out, std::string_view name) {
  for (const auto& n : enum_names(E{}))
    out << "enum " << name << ' ' << static_cast<int>(n.value) << ' ' << n.name << '\n';
}

std::string numbers() {
  std::ostringstream out;
  for (const auto& t : record_types())
    out << "record_type " << static_cast<int>(t.type) << ' ' << t.name << ' ' << static_cast<int>(t.effect) << '\n';
  for (const auto& o : operations())
    out << "operation " << static_cast<int>(o.op) << ' ' << o.name << ' ' << o.scope << (o.fact ? " fact" : "")
        << (o.scored ? " scored" : "") << (o.has_path_id ? " path" : "") << (o.in_batches ? " batches" : "") << '\n';
  for (const auto& c : codes())
    out << "code " << static_cast<int>(c.code) << ' ' << c.name << ' ' << c.status
        << (c.recorded ? " recorded " : " free ") << retry_name(c.retry) << '\n';
  list_enum<Layer>(out, "layer");
  list_enum<Verdict>(out, "verdict");
  list_enum<AbuseKind>(out, "abuse_kind");
  list_enum<Role>(out, "role");
  list_enum<PartyChangeKind>(out, "party_change");
  list_enum<Scene>(out, "scene");
  list_enum<LineKind>(out, "line_kind");
  list_enum<Channel>(out, "channel");
  list_enum<Funding>(out, "funding");
  list_enum<ChallengeMethod>(out, "challenge_method");
  list_enum<ReviewOutcome>(out, "review_outcome");
  list_enum<CaseLabel>(out, "case");
  list_enum<Label>(out, "label");
  list_enum<PartKind>(out, "part");
  list_enum<PlanBase>(out, "plan_base");
  list_enum<PlanPeriod>(out, "plan_period");
  list_enum<PayoutAccountKind>(out, "payout_account");
  list_enum<PayoutEvery>(out, "payout_every");
  list_enum<TaxPeriod>(out, "tax_period");
  list_enum<Weekday>(out, "weekday");
  list_enum<DisputeOutcome>(out, "dispute_outcome");
  list_enum<OnLate>(out, "on_late");
  list_enum<StatementKind>(out, "statement_kind");
  list_enum<LogisticsKind>(out, "logistics_kind");
  for (const auto& c : currency_table()) out << "currency " << c.code << ' ' << c.exponent << '\n';
  return out.str();
}

TEST(GoldenNumbers, NoneHasChanged) {  // an addition is made here by hand, beside the code
  const std::string now = numbers();
  EXPECT_EQ(now, golden("numbers.txt", now));
}

}  // namespace
}  // namespace tallygate::core
