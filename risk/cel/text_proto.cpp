#include "risk/cel/text_proto.hpp"

#include <algorithm>
#include <utility>

#include "risk/cel/text.hpp"

namespace tallygate::risk::cel {
namespace {

constexpr int kDepthMax = 64;
constexpr std::size_t kBytesMax = 4 * 1024 * 1024;

// Thrown inside the reader only; parse_text_proto() turns it into a value.
struct ProtoStop {
  ProtoFault fault;
};

bool word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == '-' || c == '+';
}

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  ProtoMessage whole() {
    ProtoMessage message = fields('\0', 0);
    return message;
  }

 private:
  [[noreturn]] void fail(std::string why) const {
    const auto line = std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n');
    throw ProtoStop{{static_cast<std::size_t>(line) + 1, std::move(why)}};
  }

  void skip() {
    while (at_ < text_.size()) {
      if (text_[at_] == '#')
        at_ = std::min(text_.find('\n', at_), text_.size());
      else if (std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
        ++at_;
      else
        return;
    }
  }
  char peek() {
    skip();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  ProtoMessage fields(char closing, int depth) {
    if (depth > kDepthMax) fail("The message is nested too deep.");
    ProtoMessage message;
    while (peek() != closing || (closing == '\0' && at_ < text_.size())) {
      if (at_ >= text_.size()) fail("A message is never closed.");
      field(message, depth);
      if (!take(',')) take(';');
    }
    if (closing != '\0') ++at_;
    return message;
  }

  void field(ProtoMessage& message, int depth) {
    const std::string name = field_name();
    const bool colon = take(':');
    if (peek() == '[') {
      if (!colon) fail("A list follows a colon.");
      ++at_;
      while (!take(']')) {
        value(message, name, depth);
        take(',');
      }
      return;
    }
    value(message, name, depth);
  }

  std::string field_name() {
    if (peek() == '[') {
      const std::size_t end = text_.find(']', at_);
      if (end == std::string_view::npos) fail("An extension name is never closed.");
      const std::size_t begin = std::exchange(at_, end + 1);
      return std::string(text_.substr(begin, end + 1 - begin));
    }
    return word();
  }

  std::string word() {
    skip();
    const std::size_t begin = at_;
    while (at_ < text_.size() && word_character(text_[at_])) ++at_;
    if (at_ == begin) fail("A name or value is missing.");
    return std::string(text_.substr(begin, at_ - begin));
  }

  void value(ProtoMessage& message, const std::string& name, int depth) {
    ProtoField field;
    field.name = name;
    const char c = peek();
    if (c == '{' || c == '<') {
      ++at_;
      field.is_message = true;
      field.message = fields(c == '{' ? '}' : '>', depth + 1);
    } else if (c == '"' || c == '\'') {
      while (peek() == '"' || peek() == '\'') field.scalar += quoted();
    } else {
      field.scalar = word();
    }
    message.fields.push_back(std::move(field));
  }

  std::string quoted() {
    const char quote = text_[at_++];
    std::string out;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '\n') fail("A string ends on its own line.");
      if (text_[at_] != '\\') {
        out += text_[at_++];
        continue;
      }
      ++at_;
      escape(out);
    }
    if (at_ >= text_.size()) fail("A string is never closed.");
    ++at_;
    return out;
  }

  void escape(std::string& out) {
    if (at_ >= text_.size()) fail("A string is never closed.");
    const char c = text_[at_++];
    constexpr std::string_view kLetters = "abfnrtv\\'\"?";
    constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v\\'\"?";
    if (const std::size_t i = kLetters.find(c); i != std::string_view::npos) {
      out += kMeanings[i];
    } else if (c == 'x' || c == 'X') {
      out += static_cast<char>(static_cast<unsigned char>(number(16, 2)));
    } else if (c >= '0' && c <= '7') {
      --at_;
      out += static_cast<char>(static_cast<unsigned char>(number(8, 3)));
    } else if (c == 'u' || c == 'U') {
      const auto point = static_cast<std::uint32_t>(number(16, c == 'u' ? 4 : 8));
      if (!scalar_value(point)) fail("This is not a Unicode code point.");
      append_utf8(out, point);
    } else {
      fail("This escape is not known.");
    }
  }

  int number(int base, int digits) {
    int v = 0;
    for (; digits > 0 && at_ < text_.size() && digit_value(text_[at_]) < base; --digits, ++at_)
      v = v * base + digit_value(text_[at_]);
    return v;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

const ProtoField* ProtoMessage::find(std::string_view name) const {
  for (const ProtoField& field : fields)
    if (field.name == name) return &field;
  return nullptr;
}

const ProtoMessage* ProtoMessage::message(std::string_view name) const {
  const ProtoField* field = find(name);
  return field != nullptr && field->is_message ? &field->message : nullptr;
}

std::string_view ProtoMessage::scalar(std::string_view name) const {
  const ProtoField* field = find(name);
  return field != nullptr ? std::string_view(field->scalar) : std::string_view();
}

std::variant<ProtoMessage, ProtoFault> parse_text_proto(std::string_view text) {
  if (text.size() > kBytesMax) return ProtoFault{1, "The file is longer than 4 MiB."};
  try {
    return Reader(text).whole();
  } catch (ProtoStop& stop) {
    return std::move(stop.fault);
  }
}

}  // namespace tallygate::risk::cel
