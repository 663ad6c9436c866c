// The bytes of a record: canonical JSON, top level (keys in canonical order)
//   actor {client, person?}, at, cause?, data, group? {first, n}, key?, prev, rec?, salt, seq, subj [[name, n] …],
//   type, v
// data: assessment?, effect?, op?, path? (the id of the call's path), postings? [{account, amount, currency, layer}],
// refusal? {code, detail, pointer?},
//       request? (the canonical body in record form).
// Absent ones are left out. docs/formats.md describes each; tests/golden pins the bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "core/record.hpp"
#include "core/result.hpp"

namespace tallygate::core {

constexpr int kRecordFormat = 1;
constexpr std::size_t kSaltBytes = 16;

struct Chained {
  Digest prev{};  // leaf hash of the record before; zero for the first
  std::array<std::uint8_t, kSaltBytes> salt{};
};

// Appends the record's bytes to `out`. Thread-safe.
void encode_record(std::string& out, const Record& record, const Chained& chained);

struct Decoded {
  Record record;  // its command has key_hash, body_hash and request filled in as the edge made them
  Chained chained;
};
// Strict: refuses what encode_record could not have written. One decoder a thread (it keeps its parser's buffers).
class RecordDecoder {
 public:
  RecordDecoder();
  ~RecordDecoder();
  RecordDecoder(const RecordDecoder&) = delete;
  RecordDecoder& operator=(const RecordDecoder&) = delete;
  Result<Decoded> decode(std::string_view bytes);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace tallygate::core
