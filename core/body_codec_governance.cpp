#include "core/struct_codec_definitions.hpp"

namespace tallygate::core {

template struct StructCodec<ReviewResolve>;
template struct StructCodec<LabelPut>;
template struct StructCodec<ApprovalDecide>;
template struct StructCodec<SettingsPut>;
template struct StructCodec<RulesetPut>;
template struct StructCodec<ClientAdd>;
template struct StructCodec<ClientRevoke>;
template struct StructCodec<ClockLive>;

}  // namespace tallygate::core
