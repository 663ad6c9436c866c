#include "core/struct_codec_definitions.hpp"

namespace tallygate::core {

template struct StructCodec<PartyPut>;
template struct StructCodec<PartyChange>;
template struct StructCodec<LoginAttempt>;
template struct StructCodec<ChallengeAnswer>;

}  // namespace tallygate::core
