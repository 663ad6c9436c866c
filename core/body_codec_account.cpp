#include "core/struct_codec_definitions.hpp"

namespace tallygate::core {

template struct StructCodec<AccountChange>;

}  // namespace tallygate::core
