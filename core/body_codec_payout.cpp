#include "core/struct_codec_definitions.hpp"

namespace tallygate::core {

template struct StructCodec<PayoutRequest>;
template struct StructCodec<PayoutApprove>;
template struct StructCodec<PayoutSettle>;
template struct StructCodec<PayoutFail>;
template struct StructCodec<PayoutReturn>;
template struct StructCodec<PayoutAccountPut>;
template struct StructCodec<PartyKyc>;

}  // namespace tallygate::core
