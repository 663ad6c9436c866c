// Base32 (RFC 4648, section 6) without padding, as enrolment secrets of one-time passwords are written.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.hpp"

namespace tallygate::stepup {

std::string to_base32(core::ByteView bytes);
// Upper case only, no padding, left-over bits zero: no two texts stand for the same bytes.
std::optional<core::Bytes> from_base32(std::string_view text);

}  // namespace tallygate::stepup
