// Whatever stands in a log's file, walking its pages ends in values or in "damaged", never outside the bytes and never
// in a loop. The first byte says what the rest is: 0, a file; otherwise changes to a whole one, six bytes each: where
// (u32), how many bytes (at most 8) and what with.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

#include "eventstore/leaf_reader.hpp"
#include "eventstore/lmdb_log.hpp"
#include "eventstore/page_survey.hpp"
#include "tests/support/log_batch.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace tallygate;

namespace {

// Some hundred pages: two tenants, branch pages, overflow pages, tiles, a blob, another store's rows, a free list.
std::string whole_file() {
  const tests::TemporaryDirectory directory;
  auto log = std::move(eventstore::LmdbLog::open(directory.path())).value();
  for (const char* tenant : {"acme", "beta"}) {
    TALLYGATE_CHECK(log->create_tenant(tenant).ok(), "no tenant");
    std::uint64_t size = 0;
    for (int n = 0; n < 12; ++n, size += 40) {
      tests::LogBatch batch;
      batch.numbered(size, 39, 200).keyed_record(tests::numbered_record(size + 39, 150), std::to_string(size));
      if (n == 3) batch.blob(std::string(5'000, 'b'));
      if (n % 4 == 1) batch.row("vault", "k" + std::to_string(n), std::string(900, 'v'));
      TALLYGATE_CHECK(batch.append_to(*log, tenant, size).ok(), "the log takes it");
    }
  }
  std::ifstream in(directory.path() / "data.mdb", std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  const auto meta = eventstore::read_newest_meta(eventstore::PagesInMemory(bytes));
  bytes.resize((meta->last_page + 1) * meta->page_bytes);
  return bytes;
}

std::string changed(const std::uint8_t* data, std::size_t size) {
  static const std::string whole = whole_file();
  std::string bytes = whole;
  for (; size >= 6; data += 6, size -= 6) {
    std::uint32_t at = 0;
    std::memcpy(&at, data, sizeof at);
    for (std::size_t n = 0; n < data[4] % 8U + 1U; ++n) bytes[(at + n) % bytes.size()] = static_cast<char>(data[5]);
  }
  return bytes;
}

void read_all(const eventstore::PageSource& source, const eventstore::Survey& survey) {
  for (const auto& tenant : survey.tenants) {
    for (const auto& [table, leaves] : {std::pair("/records", &tenant.records), std::pair("/keys", &tenant.keys)}) {
      eventstore::LeafReader reader(source, survey.meta, tenant.name + table, ~std::uint64_t{0});
      for (const auto& leaf : *leaves) static_cast<void>(reader.read(leaf));
    }
    std::string value;
    for (const auto& [key, place] : tenant.tiles)
      static_cast<void>(eventstore::read_value(source, survey.meta, place, true, value));
    for (const auto& [key, place] : tenant.blobs)
      static_cast<void>(eventstore::read_value(source, survey.meta, place, true, value));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string file = data[0] == 0 ? std::string(data + 1, data + size) : changed(data + 1, size - 1);
  const eventstore::PagesInMemory source(file);
  const auto survey = eventstore::survey_pages(source);
  if (!survey) return 0;
  if (data[0] != 0 && size < 7) TALLYGATE_CHECK(survey->damage.empty(), "a whole file is not damaged");
  read_all(source, *survey);
  static_cast<void>(eventstore::find_table(source, "acme/records"));
  return 0;
}
