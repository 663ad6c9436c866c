// What a log has promised to somebody outside, held against its records: checkpoints that anchors kept, and receipts.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/signed_note.hpp"
#include "audit/verify.hpp"
#include "core/hash.hpp"
#include "core/result.hpp"

namespace tallygate::audit {

struct Promises {
  struct Kept {
    std::string holder;  // for people
    std::string note;    // a signed checkpoint
  };
  std::vector<Kept> checkpoints;
  std::optional<std::string> receipt;  // a signed note
  bool any() const { return !checkpoints.empty() || receipt; }
};

// Where the records are that `report` was made of; asked only for what it says is there.
struct VerifiedRecords {
  std::function<core::Result<std::string>(std::uint64_t seq)> record;
  std::function<core::Result<core::Digest>(std::uint64_t size)> root;
};

// Records that are read one after the other from the first: an exported file, a backup. Each call calls visit(line) for
// them in order while it returns true.
using EachLine = std::function<core::Status(const std::function<bool(std::string_view line)>& visit)>;
VerifiedRecords records_of(EachLine each);

// Changes a report that holds into one that does not where a promise is broken; each promise leaves a line in it. An
// epoch that the verifier does not name is held to the key that the records name. The error is one of reading.
core::Status check_promises(VerifyReport& report, const VerifiedRecords& records,
                            const std::optional<Verifier>& verifier, const Promises& promises);

}  // namespace tallygate::audit
