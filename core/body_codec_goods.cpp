#include "core/struct_codec_definitions.hpp"

namespace tallygate::core {

template struct StructCodec<StockPut>;
template struct StructCodec<CouponPut>;

}  // namespace tallygate::core
