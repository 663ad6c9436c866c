#include "core/struct_codec_definitions.hpp"

namespace tallygate::core {

template struct StructCodec<AccountChange>;
template struct StructCodec<LimitPut>;

}  // namespace tallygate::core
