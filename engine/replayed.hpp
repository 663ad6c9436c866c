// Answers for keys that were used before: the record that answered then, read back from the log. On the commit thread,
// once the record is durable.
#pragma once

#include <string_view>

#include "core/record_codec.hpp"
#include "engine/pipeline.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::engine {

// A record in an archive that is not here is rejected, archive_unavailable. Any other failed read or a damaged record
// is answered `dropped`: the log is not what it was, and the next append will say so.
Answer answer_from_log(const eventstore::EventLog& log, core::RecordDecoder& decoder, std::string_view tenant,
                       const PendingAnswer& pending);

}  // namespace tallygate::engine
