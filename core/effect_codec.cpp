#include "core/effects.hpp"
#include "core/struct_codec_definitions.hpp"

namespace tallygate::core {

template struct StructCodec<OrderEffect>;
template struct StructCodec<PaymentEffect>;
template struct StructCodec<SplitEffect>;
template struct StructCodec<RefundEffect>;
template struct StructCodec<MaturedEffect>;
template struct StructCodec<ObjectEffect>;
template struct StructCodec<LogOpened>;
template struct StructCodec<EpochOpened>;
template struct StructCodec<KeyRotated>;
template struct StructCodec<AuthorisedEffect>;
template struct StructCodec<HoldEffect>;
template struct StructCodec<PayoutEffect>;
template struct StructCodec<DisputeEffect>;
template struct StructCodec<DisputeEndEffect>;
template struct StructCodec<ClawBackEffect>;
template struct StructCodec<PeriodEffect>;
template struct StructCodec<FoundEffect>;

}  // namespace tallygate::core
