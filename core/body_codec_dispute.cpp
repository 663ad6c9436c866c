#include "core/struct_codec_definitions.hpp"

namespace tallygate::core {

template struct StructCodec<PaymentDispute>;
template struct StructCodec<DisputeEvidence>;
template struct StructCodec<DisputeResolve>;
template struct StructCodec<BreakResolve>;

}  // namespace tallygate::core
