// C2SP tlog-proof: one file that holds an inclusion proof and the checkpoint it leads to. https://c2sp.org/tlog-proof
//
//   c2sp.org/tlog-proof@v1
//   extra <base64>            may be absent
//   index <decimal>
//   <base64 of a hash>        a line each, the leaf's sibling first
//                             (an empty line)
//   the checkpoint, as it was signed
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "audit/proofs.hpp"

namespace tallygate::audit {

struct TlogProof {
  std::optional<std::string> extra;  // raw bytes, which the format gives no meaning
  std::uint64_t index = 0;
  Proof hashes;
  std::string checkpoint;  // the whole signed note
};

std::string write_tlog_proof(const TlogProof& proof);
// Nothing when it is not one, byte for byte. The checkpoint's signature is not looked at.
std::optional<TlogProof> parse_tlog_proof(std::string_view text);

}  // namespace tallygate::audit
