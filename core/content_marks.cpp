#include "core/content_marks.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

namespace tallygate::core {
namespace {

constexpr std::string_view kPrefix = "exists_with_different_";
constexpr std::size_t kMarkBytes = 5;
constexpr auto kFirstContentCode = static_cast<std::uint16_t>(Code::exists_with_different_allocations);
constexpr auto kOtherContentCode = static_cast<std::uint16_t>(Code::exists_with_different_content);

struct Mark {
  Code code = Code::exists_with_different_content;
  std::uint32_t value = 0;
  std::string_view name;  // of the member; empty where it is not known

  bool same_member(const Mark& o) const { return code == o.code && (name.empty() || o.name.empty() || name == o.name); }
};

using Members = std::vector<std::pair<std::string_view, Code>>;

Members members_with_codes() {
  Members out;
  for (const CodeTraits& code : codes())
    if (code.name.starts_with(kPrefix)) out.emplace_back(code.name.substr(kPrefix.size()), code.code);
  std::ranges::sort(out);
  return out;
}

Code code_of(std::string_view member) {
  static const Members kMembers = members_with_codes();
  const auto found = std::ranges::lower_bound(kMembers, member, {}, &Members::value_type::first);
  return found != kMembers.end() && found->first == member ? found->second : Code::exists_with_different_content;
}

// FNV-1a: the same everywhere, and quick over a few bytes.
class Hash32 {
 public:
  void add(std::string_view bytes) {
    for (const char c : bytes) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ULL;
  }
  std::uint32_t value() const { return static_cast<std::uint32_t>(hash_ ^ (hash_ >> 32)); }

 private:
  std::uint64_t hash_ = 14'695'981'039'346'656'037ULL;
};

// Where the string that begins at `at` ends, behind its closing quote. Canonical JSON escapes with a backslash.
std::size_t string_end(std::string_view json, std::size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at)
    if (json[at] == '\\') ++at;
  return std::min(at + 1, json.size());
}

// Where the value that begins at `at` ends.
std::size_t value_end(std::string_view json, std::size_t at) {
  std::size_t depth = 0;
  while (at < json.size()) {
    const char c = json[at];
    if (c == '"') {
      at = string_end(json, at);
      if (depth == 0) return at;
      continue;
    }
    if (depth == 0 && (c == ',' || c == '}')) return at;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return at + 1;
    ++at;
  }
  return at;
}

// Of a value whose ciphertexts are left out: the same clear value is sealed otherwise each time.
std::uint32_t mark_of(std::string_view value) {
  constexpr std::string_view kCiphertext = "\"ct\":\"";
  Hash32 hash;
  for (auto at = value.find(kCiphertext); at != std::string_view::npos; at = value.find(kCiphertext)) {
    hash.add(value.substr(0, at));
    value.remove_prefix(string_end(value, at + kCiphertext.size() - 1));
  }
  hash.add(value);
  return hash.value();
}

std::vector<Mark> marks_of(const Command& command, std::string_view id_member) {
  std::vector<Mark> out;
  const std::string_view json = command.request;
  for (std::size_t at = 1; at < json.size() && json[at] == '"';) {
    const std::size_t name_end = string_end(json, at);
    const std::string_view name = json.substr(at + 1, name_end - at - 2);
    const std::size_t end = value_end(json, name_end + 1);
    if (name != id_member) out.push_back({code_of(name), mark_of(json.substr(name_end + 1, end - name_end - 1)), name});
    at = end + 1;
  }
  if (traits(command.op).has_path_id) {
    const std::string_view op = traits(command.op).name, what = op.substr(0, op.find('.'));
    Hash32 hash;
    hash.add(command.path_id);
    const auto place = std::ranges::find_if(out, [what](const Mark& m) { return m.name > what; });
    out.insert(place, {code_of(what), hash.value(), what});
  }
  return out;
}

std::vector<Mark> marks_in(std::string_view bytes) {
  std::vector<Mark> out;
  for (; bytes.size() >= kMarkBytes; bytes.remove_prefix(kMarkBytes)) {
    Mark mark;
    mark.code = static_cast<Code>(kFirstContentCode + static_cast<unsigned char>(bytes[0]));
    std::memcpy(&mark.value, bytes.data() + 1, sizeof mark.value);
    if (mark.code != Code::exists_with_different_content) mark.name = traits(mark.code).name.substr(kPrefix.size());
    out.push_back(mark);
  }
  return out;
}

}  // namespace

std::string content_marks(const Command& command, std::string_view id_member) {
  static_assert(kOtherContentCode - kFirstContentCode < 256);
  const auto marks = marks_of(command, id_member);
  std::string out;
  out.reserve(marks.size() * kMarkBytes);
  for (const Mark& mark : marks) {
    out.push_back(static_cast<char>(static_cast<std::uint16_t>(mark.code) - kFirstContentCode));
    out.append(reinterpret_cast<const char*>(&mark.value), sizeof mark.value);
  }
  return out;
}

std::optional<ContentDifference> content_difference(std::string_view marks, const Command& later,
                                                    std::string_view id_member) {
  const auto before = marks_in(marks), after = marks_of(later, id_member);
  const auto differs = [](const Mark& mark) {
    return ContentDifference{mark.code, mark.name.empty() ? std::string() : "/" + std::string(mark.name)};
  };
  // Of a mark without a name nobody knows where in the order of names it stands: it is the one that is missing where
  // the other member comes yet.
  const auto is_missing_later = [&](std::size_t i) {
    return std::any_of(before.begin() + static_cast<std::ptrdiff_t>(i), before.end(),
                       [&](const Mark& mark) { return !mark.name.empty() && mark.same_member(after[i]); });
  };
  for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
    if (i >= before.size()) return differs(after[i]);
    if (i >= after.size()) return differs(before[i]);
    if (!before[i].same_member(after[i])) {
      const bool missing =
          before[i].name.empty() ? is_missing_later(i) : after[i].name.empty() || after[i].name >= before[i].name;
      return differs(missing ? before[i] : after[i]);
    }
    if (before[i].value != after[i].value) return differs(after[i]);
  }
  return std::nullopt;
}

}  // namespace tallygate::core
