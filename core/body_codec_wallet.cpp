#include "core/struct_codec_definitions.hpp"

namespace tallygate::core {

template struct StructCodec<WalletTopup>;
template struct StructCodec<WalletWithdraw>;

}  // namespace tallygate::core
