// A small log of real records, written by hand: what audit reads without engine or ledger.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/body_codec.hpp"
#include "core/hash.hpp"
#include "core/record_codec.hpp"
#include "eventstore/lmdb_log.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::tests {

// Builds records that follow from each other: positions, subject counters, times a second apart.
class LogWriter {
 public:
  explicit LogWriter(
      std::string public_key = "example.com/ledger1+7a7c0cfa+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4") {
    core::Record opened;
    opened.type = core::RecordType::log_opened;
    core::LogOpened effect;
    effect.clock = "live";
    effect.origin = "example.com/ledger1";
    effect.log_id = std::string(32, '0');
    effect.public_key = std::move(public_key);
    effect.recovery_public_key = std::string(64, '0');
    effect.tenant = "t1";
    effect.time_zone = "UTC";
    opened.effect = effect;
    add(std::move(opened));
  }

  core::Record& add(core::Record record) {
    record.seq = records.size();
    record.at = core::Time{1'790'000'000'000'000 + static_cast<std::int64_t>(record.seq) * 1'000'000};
    record.actor.client = "system";
    for (const auto& p : record.postings.all()) subject(record, "account:" + p.account);
    records.push_back(std::move(record));
    return records.back();
  }
  void subject(core::Record& record, const std::string& name) { record.subjects.push_back({name, ++counts[name]}); }

  // Money from a channel to escrow, as a captured payment posts it.
  core::Record& capture(const std::string& payment, core::Amount amount, const std::string& order) {
    core::Record r;
    r.type = core::RecordType::payment_captured;
    core::PostingsBuilder postings;
    postings.debit("assets:channel:card", {amount, cny()}).credit("liabilities:escrow", {amount, cny()});
    r.postings = std::move(postings).build();
    core::PaymentEffect effect;
    effect.allocations.push_back({amount, core::OrderId(order)});
    r.effect = effect;
    subject(r, "payment:" + payment);
    subject(r, "order:" + order);
    return add(std::move(r));
  }

  std::vector<std::string> encoded() const {
    std::vector<std::string> out;
    core::Chained chained;
    for (const auto& record : records) {
      std::string bytes;
      core::encode_record(bytes, record, chained);
      chained.prev = core::leaf_hash(bytes);
      out.push_back(std::move(bytes));
    }
    return out;
  }

  static core::Currency cny() { return *core::Currency::from_code("CNY"); }

  std::vector<core::Record> records;
  std::map<std::string, std::uint64_t> counts;
};

inline std::unique_ptr<eventstore::LmdbLog> write_log(const TemporaryDirectory& directory,
                                                      const std::vector<std::string>& lines) {
  auto opened = eventstore::LmdbLog::open(directory.path(), {});
  EXPECT_TRUE(opened.ok());
  auto log = std::move(opened).value();
  EXPECT_TRUE(log->create_tenant("t1").ok());
  std::vector<eventstore::AppendRecord> records;
  core::RecordDecoder decoder;
  core::Time last_at;
  for (const auto& line : lines) {
    const auto decoded = decoder.decode(line);
    EXPECT_TRUE(decoded.ok());
    records.push_back({line, core::leaf_hash(line), static_cast<std::uint16_t>(decoded->record.type), std::nullopt});
    last_at = decoded->record.at;
  }
  const eventstore::TenantAppend append{"t1", 0, last_at.us, records, {}, {}};
  EXPECT_TRUE(log->append({&append, 1}).ok());
  return log;
}

inline std::filesystem::path write_lines(const TemporaryDirectory& directory, const std::vector<std::string>& lines,
                                         const std::string& end = "\n") {
  const auto path = directory.path() / "log.ndjson";
  std::ofstream out(path, std::ios::binary);
  for (std::size_t i = 0; i < lines.size(); ++i) out << lines[i] << (i + 1 == lines.size() ? end : "\n");
  return path;
}

}  // namespace tallygate::tests
