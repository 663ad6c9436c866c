// Reads a record's bytes once and says whether they are the canonical ones, taking out what stands beside them in a log
// can be held against. It takes exactly the bytes that RecordDecoder (record_codec.hpp) takes, many times faster, and
// does not say what is wrong with others: RecordDecoder does.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/canonical_scan.hpp"
#include "core/operation.hpp"
#include "core/record.hpp"

namespace tallygate::core {

// Texts are views of what stands between the quotes, escapes and all: two are equal where what they stand for is. They
// live until the scanner's next record.
struct ScannedRecord {
  struct Subject {
    std::string_view name;
    std::uint64_t n = 0;
  };
  struct Posting {
    std::string_view account, currency;
    Amount amount = 0;
    Layer layer = Layer::posted;
  };

  RecordType type = RecordType::command_refused;
  std::uint64_t seq = 0;
  Time at;
  std::optional<Group> group;
  std::string_view prev;                      // hex
  std::string_view ruleset;                   // hex, of its assessment; empty where it has none
  std::string_view client, key;               // key: empty where it has none
  std::optional<Operation> op;                // absent for the system's own
  std::string_view path, request;             // request: the body's canonical bytes
  std::vector<CanonicalScan::Sealed> sealed;  // in request
  std::vector<Subject> subjects;
  std::vector<Posting> postings;
};

class RecordScanner {
 public:
  // False where encode_record could not have written the bytes; then nothing is known of `out`. One scanner a thread.
  bool scan(std::string_view bytes, ScannedRecord& out);

 private:
  std::string text_;  // the record and zeros behind it
};

// The hashes that finish_command (body_codec.hpp) makes of the command that the record holds; only of one with an `op`.
Hash16 key_hash(const ScannedRecord& record);
Hash16 body_hash(const ScannedRecord& record);
// Appends what body_hash is over, but with the country and network of sealed values: the first logs hashed that.
void append_former_body_text(std::string& to, const ScannedRecord& record);

}  // namespace tallygate::core
