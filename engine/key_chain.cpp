#include "engine/key_chain.hpp"

#include <algorithm>

namespace tallygate::engine {

void KeyChain::add(const core::Hash16& key, const core::Hash16& body, std::uint64_t seq) {
  piece_.append(reinterpret_cast<const char*>(key.data()), key.size());
  piece_.append(reinterpret_cast<const char*>(body.data()), body.size());
  piece_.append(reinterpret_cast<const char*>(&seq), sizeof seq);
  ++count_;
  if (piece_.size() < kPieceBytes) return;
  so_far_ = core::sha256({core::view(so_far_), piece_});
  piece_.clear();
}

void KeyChain::save(core::BinaryWriter& out) const {
  out.raw(core::view(so_far_));
  out.text(piece_);
  out.number(count_);
}

void KeyChain::load(core::BinaryReader& in) {
  const std::string_view so_far = in.take(so_far_.size());
  std::copy(so_far.begin(), so_far.end(), so_far_.begin());
  in.text(piece_);
  in.number(count_);
  if (piece_.size() >= kPieceBytes) in.fail("the keys are not in whole pieces");
}

}  // namespace tallygate::engine
