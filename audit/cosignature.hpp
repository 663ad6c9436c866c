// C2SP tlog-cosignature, cosignature/v1 (type 0x04): a witness says with its clock's time that it has seen no other
// history of the log than the one whose checkpoint it signs. https://c2sp.org/tlog-cosignature
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "audit/signed_note.hpp"
#include "core/signing.hpp"

namespace tallygate::audit {

// The signature line, with its newline, that `name` puts behind a checkpoint of this text. `seconds` since 1970, > 0.
// The blob is keyID || u64 time, big-endian || signature of "cosignature/v1\ntime <seconds>\n" and the whole text.
std::string cosignature_line(std::string_view checkpoint_text, std::string_view name, const core::SigningKey& key,
                             std::uint64_t seconds);

// When `witness` cosigned the note; nothing when it has not, when one of its lines fails, or the note is malformed.
std::optional<std::uint64_t> cosigned_at(std::string_view note, const Verifier& witness);

}  // namespace tallygate::audit
