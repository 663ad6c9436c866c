#include "api/app/bench_log.hpp"

#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include "api/app/command.hpp"
#include "api/app/progress_bar.hpp"
#include "api/app/raw_lmdb.hpp"
#include "api/app/scratch.hpp"
#include "core/body_codec.hpp"
#include "core/canonical_json.hpp"
#include "core/check.hpp"
#include "core/hash.hpp"
#include "core/random.hpp"
#include "core/record_codec.hpp"
#include "eventstore/block.hpp"
#include "eventstore/lmdb_log.hpp"

namespace tallygate::app {
namespace {

constexpr std::size_t kBatches[] = {1, 10, 100, 1'000};
constexpr std::uint64_t kBytesMax = 64 * 1024 * 1024;  // of records, for each size of batch and store
constexpr double kWarmUp = 0.1;                        // of the time, which is not counted
constexpr std::int64_t kFirstTimeUs = 1'790'000'000'000'000;
constexpr std::string_view kTenant = "bench";

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Captured payments, chained as a log of them would be.
class Payments {
 public:
  Payments() {
    core::BodyReader reader;
    const auto errors = reader.read(core::Operation::order_pay,
                                    R"({"payment_id":"p1","channel":"card","amount":15912,"currency":"GBP",)"
                                    R"("instrument":{"token":"tok_1"},"device":"dev-77f3a9"})",
                                    core::Form::wire, body_);
    TALLYGATE_CHECK(errors.ok(), "a body that is well-formed");
  }

  struct Batch {
    std::vector<std::string> texts;
    std::vector<eventstore::AppendRecord> records;  // views of texts
    std::uint64_t first = 0;
    std::int64_t last_at_us = 0;
  };
  Batch next(std::size_t count) {
    Batch out;
    out.first = seq_;
    out.texts.resize(count);
    for (auto& text : out.texts) {
      const core::Record record = this->record();
      chained_.salt = random_.bytes<core::kSaltBytes>();
      core::encode_record(text, record, chained_);
      chained_.prev = core::leaf_hash(text);
      out.records.push_back({text, chained_.prev, static_cast<std::uint16_t>(record.type),
                             eventstore::KeyEntry{record.command->key_hash, record.command->body_hash, 0}});
      out.last_at_us = record.at.us;
      ++seq_;
    }
    return out;
  }

 private:
  core::Record record() {
    const std::string number = std::to_string(seq_);
    core::Record out;
    out.type = core::RecordType::payment_captured;
    out.seq = seq_;
    out.at = {kFirstTimeUs + static_cast<std::int64_t>(seq_)};
    out.actor = {"c_288aac5dea419cd9", ""};
    out.key = "platform-" + number;
    auto command = std::make_shared<core::Command>();
    command->op = core::Operation::order_pay;
    command->actor = out.actor;
    command->key = out.key;
    command->path_id = "o" + number;
    command->body = body_;
    core::finish_command(*command);
    out.command = std::move(command);
    core::Assessment& risk = out.assessment.emplace();
    risk.decision = "d" + number;
    risk.cost = 212;
    risk.features = {{"orders_per_device_1h", std::int64_t{4}}, {"device_is_new", false}};
    const core::Currency gbp = *core::Currency::from_code("GBP");
    core::PostingsBuilder postings;
    postings.debit("assets:channel:card", {15'912, gbp}).credit("liabilities:escrow", {15'912, gbp});
    out.postings = std::move(postings).build();
    out.subjects = {{"order:o" + number, 2},
                    {"payment:p" + number, 1},
                    {"account:assets:channel:card", seq_ + 1},
                    {"account:liabilities:escrow", seq_ + 1}};
    core::PaymentEffect effect;
    effect.allocations.push_back({15'912, core::OrderId("o" + number)});
    out.effect = effect;
    return out;
  }

  core::Body body_;
  core::SystemRandom random_;
  core::Chained chained_;
  std::uint64_t seq_ = 0;
};

// The values that the log itself would write.
std::vector<std::string> blocks_of(const std::vector<eventstore::AppendRecord>& records) {
  std::vector<std::string> out;
  for (std::span<const eventstore::AppendRecord> rest = records; !rest.empty();) {
    const auto plan = eventstore::plan_block(rest);
    eventstore::write_block(rest, plan, out.emplace_back(plan.value_bytes, '\0').data());
    rest = rest.subspan(plan.records);
  }
  return out;
}

// Of one size of batch, in seconds. Encoding is timed by itself: the log is given records that are encoded.
struct Measured {
  std::size_t batch = 0;
  std::vector<double> encode, log, raw;
  double record_bytes = 0;

  static double sum(const std::vector<double>& values) {
    double out = 0;
    for (const double value : values) out += value;
    return out;
  }
  static double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
  }
  double per_second(const std::vector<double>& values) const {
    return static_cast<double>(batch * values.size()) / sum(values);
  }
  double ratio() const { return sum(raw) / sum(log); }
  double ratio_of_medians() const { return median(raw) / median(log); }
  double ratio_with_encoding() const { return sum(raw) / (sum(log) + sum(encode)); }
};

core::Result<Measured> measure(const std::filesystem::path& scratch, std::size_t batch, double seconds,
                               const std::function<void(double)>& progress) {
  const auto ours = scratch / ("log-" + std::to_string(batch)), theirs = scratch / ("lmdb-" + std::to_string(batch));
  std::error_code error;
  for (const auto& directory : {ours, theirs})
    if (!std::filesystem::create_directory(directory, error))
      return core::failure(core::ErrorKind::io, "cannot make " + directory.string() + ": " + error.message());
  auto log = eventstore::LmdbLog::open(ours);
  if (!log) return log.error();
  if (auto made = (*log)->create_tenant(kTenant); !made) return made.error();
  RawLmdb raw;
  if (auto opened = raw.open(theirs); !opened) return opened.error();

  Measured out;
  out.batch = batch;
  Payments payments;
  std::uint64_t bytes = 0;
  const auto start = Clock::now();
  for (double at = 0; out.log.empty() || (at < seconds && bytes < kBytesMax); at = seconds_since(start)) {
    const auto encoding = Clock::now();
    const auto made = payments.next(batch);
    const double encode_s = seconds_since(encoding);
    const auto blocks = blocks_of(made.records);
    for (const auto& text : made.texts) bytes += text.size();

    const auto appending_raw = Clock::now();
    if (auto put = raw.append(blocks); !put) return put.error();
    const double raw_s = seconds_since(appending_raw);
    const auto appending = Clock::now();
    const eventstore::TenantAppend append{kTenant, made.first, made.last_at_us, made.records, {}, {}};
    if (auto heads = (*log)->append({&append, 1}); !heads) return heads.error();
    const double log_s = seconds_since(appending);
    out.record_bytes = static_cast<double>(bytes) / static_cast<double>(made.first + batch);
    progress(std::min(at / seconds, 1.0));
    if (at < kWarmUp * seconds && bytes < kBytesMax / 2) continue;
    out.encode.push_back(encode_s);
    out.raw.push_back(raw_s);
    out.log.push_back(log_s);
  }
  return out;
}

void print_table(const std::vector<Measured>& all) {
  std::printf(
      "Records of %.0f bytes become durable: through the log, and as the same blocks in LMDB alone, in turns.\n"
      "Both fsync each batch. The log also writes tree, head and idempotency keys.\n\n"
      "  records a batch   batches     log, records/s   LMDB, records/s   log / LMDB   of medians   encoding too\n",
      all.empty() ? 0.0 : all.back().record_bytes);
  for (const Measured& m : all)
    std::printf("  %15zu   %7zu   %16.0f   %15.0f   %10.2f   %10.2f   %12.2f\n", m.batch, m.log.size(),
                m.per_second(m.log), m.per_second(m.raw), m.ratio(), m.ratio_of_medians(), m.ratio_with_encoding());
}

void print_json(const std::vector<Measured>& all) {
  std::string out;
  core::JsonWriter json(out);
  const auto hundredths = [](double ratio) { return static_cast<std::int64_t>(ratio * 100 + 0.5); };
  json.begin_object();
  json.key("batches");
  json.begin_array();
  for (const Measured& m : all) {
    json.begin_object();
    json.member("commits", m.log.size());
    json.member("lmdb_records_per_s", static_cast<std::int64_t>(m.per_second(m.raw)));
    json.member("log_records_per_s", static_cast<std::int64_t>(m.per_second(m.log)));
    json.member("ratio_percent", hundredths(m.ratio()));
    json.member("ratio_percent_of_medians", hundredths(m.ratio_of_medians()));
    json.member("ratio_percent_with_encoding", hundredths(m.ratio_with_encoding()));
    json.member("record_bytes", static_cast<std::int64_t>(m.record_bytes));
    json.member("records_a_batch", m.batch);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  std::printf("%s\n", out.c_str());
}

}  // namespace

int run_bench_log(const BenchLogCommand& command) {
  std::error_code error;
  const auto in = std::filesystem::absolute(command.in, error);
  if (!std::filesystem::is_directory(in, error)) return cannot("there is no directory " + in.string());
  const Scratch scratch(in);
  if (scratch.path().empty()) return cannot("no directory can be made in " + in.string());
  std::vector<Measured> all;
  {
    ProgressBar bar("bench log");
    constexpr std::uint64_t kSteps = 100;
    for (const std::size_t batch : kBatches) {
      const auto show = [&](double part) {
        bar.show(all.size() * kSteps + static_cast<std::uint64_t>(part * kSteps), std::size(kBatches) * kSteps);
      };
      auto measured = measure(scratch.path(), batch, command.seconds, show);
      if (!measured) return cannot(measured.error());
      all.push_back(std::move(*measured));
    }
  }
  command.json ? print_json(all) : print_table(all);
  return kHolds;
}

}  // namespace tallygate::app
