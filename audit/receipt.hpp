// A receipt: what a server gives with its answers, before any checkpoint covers them. A signed note of the log's key,
//
//   receipt/1
//   <origin>
//   <seq, decimal>
//   <leaf hash of that record, base64>
//
// It promises that the log, for ever, has that record at that position, and with it, through the chain, every record
// before. A log that has another one there, or is shorter, has broken a promise that it signed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "audit/signed_note.hpp"
#include "core/hash.hpp"

namespace tallygate::audit {

struct Receipt {
  std::string origin;
  std::uint64_t seq = 0;
  core::Digest leaf{};
};

std::string sign_receipt(const Receipt& receipt, const core::SigningKey& key);          // the key's name is the origin
std::string sign_receipt(const Receipt& receipt, std::span<const NoteSigner> signers);  // where keys overlap
// What a note says, whoever signed it. Nothing to rely on alone.
std::optional<Receipt> claimed_receipt(std::string_view note);
// Signature and form checked; the origin is the verifier's name.
std::optional<Receipt> open_receipt(std::string_view note, const Verifier& verifier);
// The note itself or, as answers carry it, its base64; white space around either is passed over.
std::optional<std::string> read_receipt_text(std::string_view text);

}  // namespace tallygate::audit
