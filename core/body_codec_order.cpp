#include "core/struct_codec_definitions.hpp"

namespace tallygate::core {

template struct StructCodec<OrderPlace>;
template struct StructCodec<OrderShip>;
template struct StructCodec<OrderDeliver>;
template struct StructCodec<OrderComplete>;
template struct StructCodec<OrderCancel>;
template struct StructCodec<OrderRefund>;
template struct StructCodec<OrderReduce>;
template struct StructCodec<OrderOverride>;
template struct StructCodec<RefundSettle>;
template struct StructCodec<RefundFail>;

}  // namespace tallygate::core
