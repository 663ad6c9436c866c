#include "core/binary_writer.hpp"

namespace tallygate::core {

bool BinaryWriter::flush() {
  ok_ = ok_ && (piece_.empty() || sink_(piece_));
  piece_.clear();
  return ok_;
}

}  // namespace tallygate::core
