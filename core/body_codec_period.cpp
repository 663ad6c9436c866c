#include "core/struct_codec_definitions.hpp"

namespace tallygate::core {

template struct StructCodec<PeriodClose>;

}  // namespace tallygate::core
