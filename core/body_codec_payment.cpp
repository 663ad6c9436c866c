#include "core/struct_codec_definitions.hpp"

namespace tallygate::core {

template struct StructCodec<PaymentPut>;
template struct StructCodec<PaymentDecline>;
template struct StructCodec<PaymentCapture>;
template struct StructCodec<PaymentVoid>;
template struct StructCodec<PaymentAllocate>;
template struct StructCodec<PaymentRefund>;
template struct StructCodec<PlanPut>;

}  // namespace tallygate::core
