#include "core/struct_codec_definitions.hpp"

namespace tallygate::core {

template struct StructCodec<ChannelSettle>;
template struct StructCodec<JournalPost>;

}  // namespace tallygate::core
