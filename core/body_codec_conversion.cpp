#include "core/struct_codec_definitions.hpp"

namespace tallygate::core {

template struct StructCodec<ConversionPost>;

}  // namespace tallygate::core
