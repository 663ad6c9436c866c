// Tiles as C2SP tlog-tiles puts them on the wire. https://c2sp.org/tlog-tiles
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::audit {

// 32 bytes a hash; `width` is 1 to 256. not_found when the log has not so many.
core::Result<std::string> hash_tile(const eventstore::EventLog& log, std::string_view tenant, std::size_t level,
                                    std::uint64_t index, std::size_t width);
// The records under the first `width` hashes of a tile of level 0, each as its length (big-endian u16) and its bytes.
core::Result<std::string> entry_bundle(const eventstore::EventLog& log, std::string_view tenant, std::uint64_t index,
                                       std::size_t width);

}  // namespace tallygate::audit
