// Whatever stands in a run's file, opening it and looking into it ends in values or in an error, never outside the
// bytes; and a value comes only out of blocks that are whole. The first byte: 0, the rest is a file; otherwise changes
// to a good one, six bytes each: where (u32), how many bytes (at most 8) and what with. 2 and more: then the checks are
// made to fit again, the blocks' own as well, so that what lies behind them is reached.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

#include "eventstore/run_layout.hpp"
#include "eventstore/run_writer.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace tallygate;

namespace {

constexpr std::size_t kFooter = eventstore::kRunFooterBytes;
constexpr std::size_t kIndexRow = 32;
const std::atomic<bool> kGoOn{false};

struct Good {
  std::string bytes;
  std::size_t blocks = 0, filter = 0;
};

Good good_file() {
  const tests::TemporaryDirectory directory;
  eventstore::RunWriter writer(directory.path(), "good", 600, kGoOn);
  for (std::uint8_t i = 0; i < 250; ++i) {
    core::Hash16 hash{i, 7};
    TALLYGATE_CHECK(writer.add(hash, std::string(i, 'v')).ok(), "it takes an entry");
  }
  const auto run = std::move(writer.finish()).value();
  std::ifstream in(directory.path() / run->name().file(), std::ios::binary);
  Good good{{std::istreambuf_iterator<char>(in), {}}, run->blocks(), 0};
  std::memcpy(&good.filter, good.bytes.data() + good.bytes.size() - kFooter + 16, sizeof good.filter);
  return good;
}

void fit_checks(const Good& good, std::string& bytes) {
  const auto footer = bytes.size() - kFooter, filter = footer - good.filter, index = filter - good.blocks * kIndexRow;
  std::uint64_t begin = eventstore::kRunMagic.size();
  for (std::size_t at = index; at < filter; at += kIndexRow) {
    std::uint64_t end = 0;
    std::memcpy(&end, bytes.data() + at + 16, sizeof end);
    if (end < begin || end > index) continue;
    const auto check = eventstore::run_block_check(std::string_view(bytes).substr(begin, end - begin));
    std::memcpy(bytes.data() + at + 24, &check, sizeof check);
    begin = end;
  }
  const auto put = [&bytes](std::size_t at, const core::Digest& hash) {
    std::memcpy(bytes.data() + at, hash.data(), hash.size());
  };
  const std::string_view all = bytes;
  put(footer + 24, core::sha256(all.substr(index, filter - index)));
  put(footer + 56, core::sha256(all.substr(filter, footer - filter)));
  put(footer + 88, core::sha256({eventstore::kRunMagic, all.substr(footer, eventstore::kRunFooterHashed)}));
}

std::string file_of(const std::uint8_t* data, std::size_t size) {
  static const Good good = good_file();
  const auto kind = size == 0 ? 0 : *data++;
  if (kind == 0) return {reinterpret_cast<const char*>(data), size == 0 ? 0 : size - 1};
  std::string bytes = good.bytes;
  for (--size; size >= 6; data += 6, size -= 6) {
    std::uint32_t at = 0;
    std::memcpy(&at, data, sizeof at);
    for (std::size_t n = 0; n < data[4] % 8U + 1U; ++n) bytes[(at + n) % bytes.size()] = static_cast<char>(data[5]);
  }
  if (kind > 1) fit_checks(good, bytes);
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = file_of(data, size);
  const int file = ::memfd_create("run", 0);
  TALLYGATE_CHECK(file >= 0 && ::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
                  "a file in memory");
  if (const auto run = eventstore::RunFile::open("/proc/self/fd/" + std::to_string(file))) {
    for (unsigned first = 0; first < 256; first += 5) {
      const core::Hash16 hash{static_cast<std::uint8_t>(first), 7};
      static_cast<void>((*run)->may_contain(hash));
      const auto found = (*run)->find(hash);
      if (found && *found) TALLYGATE_CHECK((*found)->size() <= eventstore::kRunValueBytesMax, "a value has a limit");
    }
    std::string block;
    for (std::size_t n = 0; n < (*run)->blocks(); ++n) {
      if (!(*run)->read_block(n, block)) continue;
      eventstore::RunEntries entries(block);
      core::Hash16 hash;
      std::string_view value;
      while (entries.next(hash, value))
        TALLYGATE_CHECK(value.data() + value.size() <= block.data() + block.size(), "in");
    }
  }
  ::close(file);
  return 0;
}
