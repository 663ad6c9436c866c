#include "core/struct_codec_definitions.hpp"

namespace tallygate::core {

template struct StructCodec<ChannelStatement>;
template struct StructCodec<LogisticsEvent>;

}  // namespace tallygate::core
