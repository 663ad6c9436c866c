// The encoders extension: base64 (RFC 4648), read with and without its padding.
#include "core/bytes.hpp"
#include "risk/cel/functions.hpp"

namespace tallygate::risk::cel {

Value base64_encode(Arguments a, Scratch& scratch) {
  return scratch.copy(core::to_base64(a[0].as_text()));
}

Value base64_decode(Arguments a, Scratch& scratch) {
  std::string text(a[0].as_text());
  if (text.find('=') == std::string::npos) text.append((4 - text.size() % 4) % 4, '=');
  const auto bytes = core::from_base64(text);
  if (!bytes) return Value::error(ErrorCode::invalid_text);
  const Value kept = scratch.copy({reinterpret_cast<const char*>(bytes->data()), bytes->size()});
  return kept.is_error() ? kept : Value::bytes(kept.as_text());
}

}  // namespace tallygate::risk::cel
