#include "tests/support/cel_language.hpp"

namespace tallygate::testing {
namespace {

using risk::cel::CompileCode;
using risk::cel::CompileError;
using risk::cel::CompileOptions;
using risk::cel::Kind;
using risk::cel::Type;

CompileError refusal(std::string_view source, const Scene& scene = {}, const CompileOptions& options = {}) {
  const auto compiled = scene.compiled(source, options);
  EXPECT_FALSE(compiled.ok()) << source;
  return compiled.ok() ? CompileError{} : compiled.error();
}

struct Refused {
  const char* source;
  CompileCode code;
  std::uint32_t line;
  std::uint32_t column;
};

TEST(CelRefusal, PointsAtTheFault) {
  const Refused table[] = {
      {"", CompileCode::syntax, 1, 1},
      {"1 +", CompileCode::syntax, 1, 4},
      {"(1", CompileCode::syntax, 1, 3},
      {"1 2", CompileCode::syntax, 1, 3},
      {"a.", CompileCode::syntax, 1, 3},
      {"1 = 2", CompileCode::syntax, 1, 3},
      {"if", CompileCode::syntax, 1, 1},
      {"a.in", CompileCode::syntax, 1, 3},
      {"true &&\n  nothing", CompileCode::unknown_name, 2, 3},
      {"'ÿ' == 1", CompileCode::no_such_overload, 1, 5},
      {"true &&\n 'a' + 1 == 2", CompileCode::no_such_overload, 2, 6},
      {"device.emulator", CompileCode::unknown_name, 1, 1},
      {"frobnicate(1)", CompileCode::unknown_name, 1, 1},
      {"'a'.frobnicate()", CompileCode::unknown_name, 1, 1},
      {"[1, 'a']", CompileCode::mixed_types, 1, 5},
      {"dyn(1)", CompileCode::left_out, 1, 1},
      {"Order{id: 1}", CompileCode::left_out, 1, 1},
      {"{'a': 1}.?a", CompileCode::left_out, 1, 9},
      {"'a'.matches('(')", CompileCode::bad_pattern, 1, 13},
      {"'a'.matches('a' + 'b')", CompileCode::bad_pattern, 1, 17},
      {"[1].all(1, true)", CompileCode::syntax, 1, 9},
      {"[1].all(i, i, true)", CompileCode::syntax, 1, 12},
      {"has(1)", CompileCode::syntax, 1, 5},
      {"1.all(x, true)", CompileCode::no_such_overload, 1, 2},
      {"(1).all(x, true)", CompileCode::no_such_overload, 1, 4},
      {"\"\\z\"", CompileCode::syntax, 1, 2},
      {"1 \x01 2", CompileCode::syntax, 1, 3},
  };
  for (const Refused& row : table) {
    const CompileError error = refusal(row.source);
    EXPECT_EQ(name(error.code), name(row.code)) << row.source;
    EXPECT_EQ(error.position.line, row.line) << row.source;
    EXPECT_EQ(error.position.column, row.column) << row.source;
    EXPECT_TRUE(error.message.ends_with(".")) << error.message;
  }
}

TEST(CelRefusal, SaysWhatTheTypesWere) {
  EXPECT_EQ(refusal("[1] + ['a']").message, "`+` does not take (list(int), list(string)).");
  EXPECT_EQ(refusal("size(1)").message, "`size` does not take (int).");
  EXPECT_EQ(refusal("{'a': 1}[1]").message, "Indexing does not take (map(string, int), int).");
  EXPECT_EQ(refusal("1 && true").message, "`&&` takes bool, not int.");
}

TEST(CelRefusal, ARuleThatIsNoConditionIsRefused) {
  CompileOptions options;
  options.expected = Kind::boolean;
  EXPECT_EQ(refusal("1 + 1", {}, options).code, CompileCode::wrong_type);
  EXPECT_TRUE(Scene().compiled("1 < 2", options).ok());
}

TEST(CelRefusal, ACountIsNotComparedPastItsCap) {
  Scene scene;
  risk::cel::Variable buyers;
  buyers.name = "f.buyers_per_device";
  buyers.type = Kind::integer;
  buyers.saturates_at = 64;
  ASSERT_EQ(scene.environment().declare(buyers), std::nullopt);
  EXPECT_EQ(refusal("f.buyers_per_device > 64", scene).code, CompileCode::beyond_cap);
  EXPECT_EQ(refusal("100 == f.buyers_per_device", scene).code, CompileCode::beyond_cap);
  EXPECT_TRUE(scene.compiled("f.buyers_per_device >= 63").ok());
}

TEST(CelRefusal, BytesThatAreNoTextAreRefused) {
  EXPECT_EQ(refusal("'\xff'").code, CompileCode::syntax);
  EXPECT_EQ(refusal(std::string_view("1\0+1", 4)).code, CompileCode::syntax);
}

TEST(CelDeclarations, AreRefusedWithASentence) {
  risk::cel::Environment environment;
  risk::cel::Variable variable;
  for (const char* name : {"", "1a", "a..b", ".a", "a.", "a b", "true", "a.in", "a-b"}) {
    variable.name = name;
    variable.type = Kind::integer;
    EXPECT_NE(environment.declare(variable), std::nullopt) << name;
  }
  variable.name = "amount";
  EXPECT_EQ(environment.declare(variable), std::nullopt);
  EXPECT_EQ(environment.declare(variable), "`amount` is declared twice.");
  variable.name = "late";
  variable.slot = risk::cel::Environment::kSlotsMax;
  EXPECT_NE(environment.declare(variable), std::nullopt);
  variable.slot = 0;
  variable.type = Type();
  EXPECT_NE(environment.declare(variable), std::nullopt);
}

TEST(CelTypes, ReadBackAsTheyAreWritten) {
  for (const char* text : {"int", "uint", "double", "bool", "string", "bytes", "timestamp", "duration", "null_type",
                           "list(int)", "map(string, list(double))", "list(list(list(bool)))"}) {
    const auto type = Type::parse(text);
    ASSERT_TRUE(type) << text;
    EXPECT_EQ(type->text(), text);
  }
  for (const char* text : {"", "list", "list(", "list()", "map(int)", "integer", "list(int))", "list(int) ", "dyn"})
    EXPECT_FALSE(Type::parse(text)) << text;
  std::string deep = "int";
  for (int i = 0; i < 30; ++i) deep = "list(" + deep + ")";
  EXPECT_FALSE(Type::parse(deep));
  const Type map = Type::map(Kind::string, Type::list(Kind::integer));
  EXPECT_EQ(map.key(), Type(Kind::string));
  EXPECT_EQ(map.mapped().element(), Type(Kind::integer));
}

}  // namespace
}  // namespace tallygate::testing
