#include <cstring>

#include "risk/cel/functions.hpp"
#include "risk/cel/text.hpp"

namespace tallygate::risk::cel {

Value size_of(Arguments a, Scratch&) {
  switch (a[0].kind()) {
    case Kind::string:
      return Value::integer(static_cast<std::int64_t>(code_points(a[0].as_text())));
    case Kind::bytes:
      return Value::integer(static_cast<std::int64_t>(a[0].as_text().size()));
    case Kind::list:
      return Value::integer(static_cast<std::int64_t>(a[0].as_list().size()));
    case Kind::map:
      return Value::integer(static_cast<std::int64_t>(a[0].as_map().size()));
    default:
      return Value::error(ErrorCode::wrong_type);
  }
}

// memmem is linear in both lengths (two-way search); string_view::find is not.
Value text_contains(Arguments a, Scratch&) {
  const std::string_view text = a[0].as_text();
  const std::string_view part = a[1].as_text();
  if (part.empty()) return Value::boolean(true);
  if (part.size() > text.size()) return Value::boolean(false);
  return Value::boolean(::memmem(text.data(), text.size(), part.data(), part.size()) != nullptr);
}

Value text_starts_with(Arguments a, Scratch&) {
  return Value::boolean(a[0].as_text().starts_with(a[1].as_text()));
}
Value text_ends_with(Arguments a, Scratch&) {
  return Value::boolean(a[0].as_text().ends_with(a[1].as_text()));
}

Value concatenate_text(Arguments a, Scratch& scratch) {
  const std::string_view left = a[0].as_text();
  const std::string_view right = a[1].as_text();
  const std::span<char> room = scratch.make<char>(left.size() + right.size());
  if (room.data() == nullptr) return Value::error(ErrorCode::memory_limit);
  if (!left.empty()) std::memcpy(room.data(), left.data(), left.size());
  if (!right.empty()) std::memcpy(room.data() + left.size(), right.data(), right.size());
  const std::string_view whole(room.data(), room.size());
  return a[0].is(Kind::bytes) ? Value::bytes(whole) : Value::string(whole);
}

Value concatenate_lists(Arguments a, Scratch& scratch) {
  const std::span<const Value> left = a[0].as_list();
  const std::span<const Value> right = a[1].as_list();
  const std::span<Value> room = scratch.make<Value>(left.size() + right.size());
  if (room.data() == nullptr) return Value::error(ErrorCode::memory_limit);
  std::size_t i = 0;
  for (const Value& v : left) room[i++] = v;
  for (const Value& v : right) room[i++] = v;
  return Value::list(room);
}

}  // namespace tallygate::risk::cel
