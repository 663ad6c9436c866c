// What is written is read again; what was not written is refused, whatever the bytes are, and makes nothing large.
#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <vector>

#include "core/binary_reader.hpp"
#include "core/hash.hpp"
#include "core/sha256_stream.hpp"

namespace tallygate::core {
namespace {

enum class Colour : std::uint8_t { red, green, blue };

struct Thing {
  std::int64_t number = 0;
  __int128 wide = 0;
  bool flag = false;
  Colour colour = Colour::red;
  std::string text;
  std::vector<std::uint32_t> list;
  std::optional<std::uint16_t> maybe;
  bool operator==(const Thing&) const = default;
};

template <class Io>
void fields(Io& io, typename Io::template Ref<Thing> t) {
  io.number(t.number);
  io.number(t.wide);
  io.flag(t.flag);
  io.choice(t.colour, Colour::blue);
  io.text(t.text);
  io.list(t.list, 4, [&](typename Io::template Ref<std::uint32_t> n) { io.number(n); });
  io.optional(t.maybe, [&](typename Io::template Ref<std::uint16_t> n) { io.number(n); });
}

std::string written(const Thing& thing) {
  std::string bytes;
  BinaryWriter out([&](std::string_view piece) {
    bytes += piece;
    return true;
  });
  fields(out, thing);
  EXPECT_TRUE(out.flush());
  return bytes;
}

const Thing kThing{-5, -(__int128{1} << 100), true, Colour::blue, std::string("a\0b", 3), {1, 2, 3}, 7};

TEST(Binary, WhatIsWrittenIsReadAgain) {
  const auto bytes = written(kThing);
  BinaryReader in(bytes);
  Thing read;
  fields(in, read);
  EXPECT_TRUE(in.ok()) << in.fault();
  EXPECT_TRUE(in.at_end());
  EXPECT_TRUE(read == kThing);
}

TEST(Binary, WhateverIsCutOffIsRefused) {
  const auto bytes = written(kThing);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    BinaryReader in(std::string_view(bytes).substr(0, size));
    Thing read;
    fields(in, read);
    EXPECT_FALSE(in.ok()) << size;
  }
}

TEST(Binary, ValuesThatCannotBeAreRefused) {
  const struct {
    const char* what;
    std::size_t at;  // number 8, wide 16, flag, colour, text 4 + 3, count 8
    char byte;
  } cases[] = {{"a yes or no", 24, 2}, {"a choice", 25, 3}, {"a length", 29, '\x7f'}, {"a count", 40, '\x7f'}};
  for (const auto& c : cases) {
    auto bytes = written(kThing);
    bytes[c.at] = c.byte;
    BinaryReader in(bytes);
    Thing read;
    fields(in, read);
    EXPECT_FALSE(in.ok()) << c.what;
    EXPECT_TRUE(read.list.empty()) << c.what;
  }
}

TEST(Binary, ASinkThatRefusesEndsTheWriting) {
  int calls = 0;
  BinaryWriter out([&](std::string_view) { return ++calls < 2; });
  const std::string large(BinaryWriter::kPieceBytes, 'x');
  for (int i = 0; i < 5; ++i) out.raw(large);
  EXPECT_FALSE(out.flush());
  EXPECT_EQ(calls, 2);
}

TEST(Sha256Stream, GivesTheHashOfAllItsPieces) {
  Sha256Stream hash;
  hash.add("a");
  hash.add("");
  hash.add("bc");
  EXPECT_EQ(hash.finish(), sha256("abc"));
}

}  // namespace
}  // namespace tallygate::core
