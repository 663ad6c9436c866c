// The strings extension, where a string is made anew: replace, split, join, reverse, lowerAscii, upperAscii,
// strings.quote. The room of a result is known before it is written, and comes from the scratch.
#include <algorithm>
#include <array>
#include <cstring>

#include "core/ascii.hpp"
#include "risk/cel/functions.hpp"
#include "risk/cel/text.hpp"
#include "risk/cel/text_search.hpp"

namespace tallygate::risk::cel {
namespace {

Value no_memory() {
  return Value::error(ErrorCode::memory_limit);
}

// A negative limit is none.
std::size_t limit_of(Arguments a, std::size_t index) {
  return a.size() <= index || a[index].as_int() < 0 ? std::string_view::npos
                                                    : static_cast<std::size_t>(a[index].as_int());
}

// Calls `piece(text between separators)` for each, the last being what is left after `splits_max` separators. The empty
// separator stands between all code points.
template <class Piece>
void pieces(std::string_view text, std::string_view separator, std::size_t splits_max, Piece piece) {
  for (; splits_max > 0; --splits_max) {
    std::size_t found = separator.empty() ? 0 : find_text(text, separator);
    if (separator.empty() && !text.empty()) found = code_point_bytes(text.front());
    if (found == std::string_view::npos || (separator.empty() && found >= text.size())) break;
    piece(text.substr(0, found));
    text.remove_prefix(found + separator.size());
  }
  piece(text);
}

// Writes one after another into room that was counted before.
class Room {
 public:
  Room(std::size_t bytes, Scratch& scratch) : room_(scratch.make<char>(bytes)) {}
  bool there() const { return room_.data() != nullptr; }
  void put(std::string_view text) {
    if (!text.empty()) std::memcpy(room_.data() + used_, text.data(), text.size());
    used_ += text.size();
  }
  Value value() const { return there() ? Value::string({room_.data(), used_}) : no_memory(); }

 private:
  std::span<char> room_;
  std::size_t used_ = 0;
};

template <class Letter>
Value letter_by_letter(std::string_view text, Scratch& scratch, Letter letter) {
  const std::span<char> room = scratch.make<char>(text.size());
  if (room.data() == nullptr) return no_memory();
  std::transform(text.begin(), text.end(), room.begin(), letter);
  return Value::string({room.data(), room.size()});
}

// What replacing the empty string means: it stands before each code point and at the end.
Value put_between(std::string_view text, std::string_view fresh, std::size_t limit, Scratch& scratch) {
  std::size_t left = std::min(code_points(text) + 1, limit);
  Room room(text.size() + left * fresh.size(), scratch);
  if (!room.there()) return no_memory();
  for (; left > 0; --left) {
    room.put(fresh);
    if (text.empty()) break;
    const std::size_t bytes = std::min(code_point_bytes(text.front()), text.size());
    room.put(text.substr(0, bytes));
    text.remove_prefix(bytes);
  }
  room.put(text);
  return room.value();
}

Value replace_found(std::string_view text, std::string_view old, std::string_view fresh, std::size_t limit,
                    Scratch& scratch) {
  std::size_t found = 0;
  pieces(text, old, limit, [&](std::string_view) { ++found; });
  --found;  // one piece more than separators between them
  Room room(text.size() - found * old.size() + found * fresh.size(), scratch);
  if (!room.there()) return no_memory();
  std::size_t left = found;
  pieces(text, old, found, [&](std::string_view piece) {
    room.put(piece);
    if (left == 0) return;
    room.put(fresh);
    --left;
  });
  return room.value();
}

struct Escape {
  char meaning;
  char letter;
};
constexpr std::array<Escape, 9> kEscapes{{{'\a', 'a'},
                                          {'\b', 'b'},
                                          {'\f', 'f'},
                                          {'\n', 'n'},
                                          {'\r', 'r'},
                                          {'\t', 't'},
                                          {'\v', 'v'},
                                          {'\\', '\\'},
                                          {'"', '"'}}};

const Escape* escape_of(char c) {
  const auto it = std::find_if(kEscapes.begin(), kEscapes.end(), [c](const Escape& e) { return e.meaning == c; });
  return it == kEscapes.end() ? nullptr : it;
}

}  // namespace

Value replace(Arguments a, Scratch& scratch) {
  const std::string_view text = a[0].as_text();
  const std::string_view old = a[1].as_text();
  const std::string_view fresh = a[2].as_text();
  const std::size_t limit = limit_of(a, 3);
  return old.empty() ? put_between(text, fresh, limit, scratch) : replace_found(text, old, fresh, limit, scratch);
}

Value split(Arguments a, Scratch& scratch) {
  const std::string_view text = a[0].as_text();
  const std::string_view separator = a[1].as_text();
  const std::size_t limit = limit_of(a, 2);
  if (limit == 0 || (separator.empty() && text.empty())) return Value::list({});
  std::size_t count = 0;
  pieces(text, separator, limit - 1, [&](std::string_view) { ++count; });
  const std::span<Value> list = scratch.make<Value>(count);
  if (list.data() == nullptr) return no_memory();
  std::size_t i = 0;
  pieces(text, separator, limit - 1, [&](std::string_view piece) { list[i++] = Value::string(piece); });
  return Value::list(list);
}

Value join(Arguments a, Scratch& scratch) {
  const std::span<const Value> list = a[0].as_list();
  const std::string_view separator = a.size() > 1 ? a[1].as_text() : std::string_view();
  std::size_t bytes = list.empty() ? 0 : (list.size() - 1) * separator.size();
  for (const Value& v : list) {
    if (!v.is(Kind::string)) return v.is_error() ? v : Value::error(ErrorCode::wrong_type);
    bytes += v.as_text().size();
  }
  Room room(bytes, scratch);
  if (!room.there()) return no_memory();
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) room.put(separator);
    room.put(list[i].as_text());
  }
  return room.value();
}

Value reverse(Arguments a, Scratch& scratch) {
  std::string_view text = a[0].as_text();
  const std::span<char> room = scratch.make<char>(text.size());
  if (room.data() == nullptr) return no_memory();
  std::size_t end = room.size();
  while (!text.empty()) {
    const std::size_t bytes = std::min(code_point_bytes(text.front()), text.size());
    end -= bytes;
    std::memcpy(room.data() + end, text.data(), bytes);
    text.remove_prefix(bytes);
  }
  return Value::string({room.data(), room.size()});
}

Value lower_ascii(Arguments a, Scratch& scratch) {
  return letter_by_letter(a[0].as_text(), scratch,
                          [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
}
Value upper_ascii(Arguments a, Scratch& scratch) {
  return letter_by_letter(a[0].as_text(), scratch,
                          [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
}

Value quote(Arguments a, Scratch& scratch) {
  const std::string_view text = a[0].as_text();
  const auto escaped = std::count_if(text.begin(), text.end(), [](char c) { return escape_of(c) != nullptr; });
  Room room(text.size() + static_cast<std::size_t>(escaped) + 2, scratch);
  if (!room.there()) return no_memory();
  room.put("\"");
  for (const char& c : text) {
    const Escape* escape = escape_of(c);
    if (escape != nullptr) room.put("\\");
    room.put({escape != nullptr ? &escape->letter : &c, 1});
  }
  room.put("\"");
  return room.value();
}

}  // namespace tallygate::risk::cel
