// Any bytes as a record: the scanner takes them exactly where the decoder does. Input beginning with '!' is a recipe: a
// seed for a random record and changes to its bytes, so that what is nearly a record is met often.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "core/record_codec.hpp"
#include "core/record_scan.hpp"
#include "tests/support/random_records.hpp"

namespace {

namespace core = tallygate::core;

std::string nearly_a_record(std::string_view recipe) {
  std::uint32_t seed = 0;
  if (recipe.size() < sizeof seed) return {};
  std::memcpy(&seed, recipe.data(), sizeof seed);
  recipe.remove_prefix(sizeof seed);
  tallygate::support::RandomRecords random(seed);
  const auto types = core::record_types();
  std::string bytes;
  core::encode_record(bytes, random.record(types[seed % types.size()].type), random.chained());
  for (; recipe.size() >= 4; recipe.remove_prefix(4)) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(recipe[i]); };
    const std::size_t at = (byte(0) << 8U | byte(1)) % bytes.size();
    if (byte(2) % 3 == 0)
      bytes[at] = recipe[3];
    else if (byte(2) % 3 == 1)
      bytes.insert(at, 1, recipe[3]);
    else if (bytes.size() > 1)
      bytes.erase(at, 1);
  }
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static core::RecordDecoder decoder;
  static core::RecordScanner scanner;
  static core::ScannedRecord scan;
  std::string bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.starts_with('!')) bytes = nearly_a_record(std::string_view(bytes).substr(1));
  const auto decoded = decoder.decode(bytes);
  if (scanner.scan(bytes, scan) != decoded.ok()) std::abort();
  if (!decoded || !decoded->record.command) return 0;
  if (key_hash(scan) != decoded->record.command->key_hash) std::abort();
  if (body_hash(scan) != decoded->record.command->body_hash) std::abort();
  return 0;
}
