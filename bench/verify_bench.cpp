// How fast verify is beside SHA-256 alone on the same bytes, per second of CPU time, so that what else the machine does
// does not count. Makes a log of orders and payments in a scratch directory. Prints a figure a line: name value unit.
// Usage: verify_bench [records, default 100000]
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audit/verify_pages.hpp"
#include "core/body_codec.hpp"
#include "core/random.hpp"
#include "core/record_codec.hpp"
#include "eventstore/lmdb_log.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate {
namespace {

constexpr std::size_t kBatch = 250;

class Orders {
 public:
  std::string next() {
    core::Record r = seq_ == 0 ? opened() : seq_ % 2 == 1 ? placed() : captured();
    r.seq = seq_;
    r.at = {1'790'000'000'000'000 + static_cast<std::int64_t>(seq_) * 100};
    for (const auto& posting : r.postings.all()) subject(r, "account:" + posting.account);
    random_.fill(chained_.salt);
    std::string bytes;
    core::encode_record(bytes, r, chained_);
    chained_.prev = core::leaf_hash(bytes);
    key = r.command ? std::optional(eventstore::KeyEntry{r.command->key_hash, r.command->body_hash, 0}) : std::nullopt;
    type = static_cast<std::uint16_t>(r.type);
    at_us = r.at.us;
    ++seq_;
    return bytes;
  }
  const core::Digest& leaf() const { return chained_.prev; }
  std::optional<eventstore::KeyEntry> key;  // of the record made last
  std::uint16_t type = 0;
  std::int64_t at_us = 0;

 private:
  static core::Record opened() {
    core::Record r;
    r.type = core::RecordType::log_opened;
    r.actor.client = "system";
    core::LogOpened effect;
    effect.clock = "live";
    effect.origin = "localhost/bench/1";
    effect.log_id = std::string(32, '0');
    effect.public_key = "localhost/bench/1+00000000+AQ==";
    effect.recovery_public_key = std::string(64, '0');
    effect.tenant = "bench";
    effect.time_zone = "UTC";
    r.effect = effect;
    return r;
  }
  core::Command command(core::Operation op, const std::string& body) {
    core::Command c;
    c.op = op;
    c.actor = {"c_288aac5dea419cd9", ""};
    c.key = "platform-" + std::to_string(seq_);
    if (core::traits(op).has_path_id) c.path_id = id();
    TALLYGATE_CHECK(reader_.read(op, body, core::Form::wire, c.body).ok(), "a body that is well-formed");
    core::for_each_personal(c.body, [](core::Personal& p, std::string_view) {
      p.pseudonym = "Zm9vYmFyYmF6cXV4";
      p.network = "bmV0d29ya25ldHdv";
      p.country = "DE";
      p.sealed.assign(68, 'c');
      p.clear.clear();
    });
    core::finish_command(c);
    return c;
  }
  std::string id() const { return "o-2011-" + std::to_string((seq_ + 1) / 2); }
  void assess(core::Record& r) const {
    core::Assessment a;
    a.decision = "d" + std::to_string(seq_);
    a.cost = 212;
    a.scores[0] = 20;
    a.reasons = {{"PAY-03", 20, 1, ""}};
    a.features = {{"orders_per_device_1h", std::int64_t{4}},
                  {"device_is_new", false},
                  {"amount_ratio", core::DoubleText{"1.25"}}};
    r.assessment = a;
  }
  core::Record placed() {
    core::Record r;
    r.type = core::RecordType::order_placed;
    auto c = command(
        core::Operation::order_place,
        R"({"order_id":")" + id() + R"(","buyer":"b17850","merchant":"m7","amount":15912,"currency":"GBP",)" +
            R"("scene":"live","referrer":"d104","device":{"id":"dev-77f3a9","os":"android","emulator":false},"ip":"203.0.113.7",)" +
            R"("coupon":"c-2011-12","occurred_at":"2011-12-01T08:26:00Z"})");
    r.actor = c.actor;
    r.key = c.key;
    r.command = std::make_shared<core::Command>(std::move(c));
    assess(r);
    r.effect = core::OrderEffect{{core::PartyId("d104"), core::PartyId("d11")}, core::PlanId("standard"), 3, {}, {}};
    for (const std::string& name : {"order:" + id(), std::string("party:b17850"), std::string("party:m7")})
      subject(r, name);
    return r;
  }
  core::Record captured() {
    core::Record r;
    r.type = core::RecordType::payment_captured;
    auto c = command(
        core::Operation::order_pay,
        R"({"payment_id":"p)" + std::to_string(seq_) +
            R"(","channel":"card","amount":15912,"currency":"GBP","instrument":{"token":"tok_1"},"ip":"203.0.113.7"})");
    r.actor = c.actor;
    r.key = c.key;
    r.command = std::make_shared<core::Command>(std::move(c));
    assess(r);
    const core::Currency gbp = *core::Currency::from_code("GBP");
    core::PostingsBuilder postings;
    postings.debit("assets:channel:card", {15'912, gbp}).credit("liabilities:escrow", {15'912, gbp});
    r.postings = std::move(postings).build();
    core::PaymentEffect effect;
    effect.allocations.push_back({15'912, core::OrderId(id())});
    r.effect = effect;
    subject(r, "order:" + id());
    subject(r, "payment:p" + std::to_string(seq_));
    return r;
  }
  void subject(core::Record& r, const std::string& name) { r.subjects.push_back({name, ++counts_[name]}); }

  core::BodyReader reader_;
  core::SeededRandom random_{1};
  core::Chained chained_;
  std::uint64_t seq_ = 0;
  std::map<std::string, std::uint64_t> counts_;
};

double cpu_s() {
  struct rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// Bytes by CPU second and by second, the best of three.
struct Rate {
  double per_cpu_s = 0, per_s = 0;
};
template <class Work>
Rate rate_of(double bytes, Work&& work) {
  Rate best;
  for (int n = 0; n < 3; ++n) {
    const auto start = std::chrono::steady_clock::now();
    const double cpu = cpu_s();
    work();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    best.per_cpu_s = std::max(best.per_cpu_s, bytes / (cpu_s() - cpu));
    best.per_s = std::max(best.per_s, bytes / took.count());
  }
  return best;
}

void run(std::size_t count) {
  const tests::TemporaryDirectory directory;
  std::vector<std::string> texts;
  double bytes = 0;
  {
    auto log = std::move(eventstore::LmdbLog::open(directory.path())).value();
    TALLYGATE_CHECK(log->create_tenant("bench").ok(), "no tenant");
    Orders orders;
    while (texts.size() < count) {
      const std::size_t first = texts.size();
      std::vector<eventstore::AppendRecord> rows;
      for (std::size_t i = 0; i < kBatch; ++i) {
        texts.push_back(orders.next());
        bytes += static_cast<double>(texts.back().size());
        rows.push_back({{}, orders.leaf(), orders.type, orders.key});
      }
      for (std::size_t i = 0; i < kBatch; ++i) rows[i].bytes = texts[first + i];
      const eventstore::TenantAppend append{"bench", first, orders.at_us, rows, {}, {}};
      TALLYGATE_CHECK(log->append({&append, 1}).ok(), "the log takes it");
    }
  }
  std::printf("verify_record_bytes %.0f bytes\n", bytes / static_cast<double>(texts.size()));
  unsigned sink = 0;
  const Rate sha = rate_of(bytes, [&] {
    for (const auto& text : texts) sink += core::leaf_hash(text)[0];
  });
  std::printf("sha256_alone %.0f MB/s %s\n", sha.per_cpu_s / 1e6, sink == 1 ? " " : "");
  const auto file = eventstore::DataFile::open(directory.path() / "data.mdb");
  for (const unsigned threads : {1U, 0U}) {
    audit::PagesOptions options;
    options.threads = threads;
    const Rate verify = rate_of(bytes, [&] {
      const auto report = audit::verify_pages(*file, options);
      TALLYGATE_CHECK(report.ok() && report->holds,
                      report.ok() ? report->findings.front().what : report.error().message);
    });
    const char* name = threads == 1 ? "one_thread" : "all_cores";
    std::printf("verify_%s %.0f MB/s\nverify_%s_per_core %.0f MB/s\nverify_%s_share_of_sha256 %.2f of_1\n", name,
                verify.per_s / 1e6, name, verify.per_cpu_s / 1e6, name, verify.per_cpu_s / sha.per_cpu_s);
  }
}

}  // namespace
}  // namespace tallygate

int main(int argc, char** argv) {
  const std::string argument = argc > 1 ? argv[1] : "";
  const bool number = !argument.empty() && argument.find_first_not_of("0123456789") == std::string::npos;
  tallygate::run(number ? std::stoul(argument) : 100'000);
}
