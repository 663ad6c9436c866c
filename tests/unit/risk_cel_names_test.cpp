#include "tests/support/cel_language.hpp"

namespace tallygate::testing {
namespace {

using risk::cel::CompileOptions;
using risk::cel::ErrorCode;
using risk::cel::Kind;
using risk::cel::MapEntry;
using risk::cel::NamedLists;
using risk::cel::Scratch;
using risk::cel::Type;
using risk::cel::Value;

TEST(CelNames, ADottedNameIsTheLongestDeclaredVariable) {
  Scene scene;
  const MapEntry fields[] = {{Value::string("emulator"), Value::string("in the map")}};
  scene.with("device", Type::map(Kind::string, Kind::string), Value::map(fields));
  EXPECT_EQ(scene.result("device.emulator"), "\"in the map\"");
  scene.boolean("device.emulator", true);
  EXPECT_EQ(scene.result("device.emulator"), "true");
  EXPECT_EQ(scene.result("(device).emulator"), "true");
  EXPECT_EQ(scene.result("device['emulator']"), "\"in the map\"");
}

TEST(CelNames, AreLookedUpFromTheContainerOutwards) {
  Scene scene;
  scene.integer("x", 1).integer("shop.x", 2).integer("shop.order.x", 3).integer("shop.y", 4);
  CompileOptions options;
  options.container = "shop.order";
  Scratch scratch;
  const auto value = [&](const char* source) {
    return to_text(evaluate(scene.compiled(source, options).program(), scene.activation(), scratch));
  };
  EXPECT_EQ(value("x"), "3");
  EXPECT_EQ(value("y"), "4");
  EXPECT_EQ(value(".x"), "1");
  EXPECT_EQ(value(".shop.x"), "2");
  EXPECT_EQ(value("order.x"), "3");
  EXPECT_EQ(value("[7].map(x, x)"), "[7]");
}

TEST(CelNames, BoundOnesHideDeclaredOnesButForTheRootScope) {
  Scene scene;
  scene.integer("y", 42).text("y.z", "root").text("shop.y.z", "shop").integer("shop.y", 7);
  CompileOptions options;
  options.container = "shop";
  Scratch scratch;
  const auto value = [&](const char* source) {
    return to_text(evaluate(scene.compiled(source, options).program(), scene.activation(), scratch));
  };
  EXPECT_EQ(value("[{'z': 'bound'}].map(y, y.z)"), "[\"bound\"]");
  EXPECT_EQ(value("[{'z': 'bound'}].map(y, .y.z)"), "[\"root\"]");
  EXPECT_EQ(value("[1].map(y, [2].map(y, y))"), "[[2]]");
  EXPECT_EQ(value("[1].transformList(i, y, .y + y + i)"), "[43]");
  EXPECT_EQ(value("cel.bind(y, 1, .y + y)"), "43");
  EXPECT_EQ(value("y + .y"), "49");
  EXPECT_EQ(value("y.z + .y.z"), "\"shoproot\"");
}

TEST(CelMissing, IsAnErrorUnlessAskedFirst) {
  Scene scene;
  scene.missing("coupon", Kind::string).missing("ip.country", Kind::string).text("ship_to.country", "CN");
  EXPECT_EQ(scene.result("coupon"), "error: the value is missing");
  EXPECT_EQ(scene.result("ip.country == 'CN'"), "error: the value is missing");
  EXPECT_EQ(scene.result("has(ip.country)"), "false");
  EXPECT_EQ(scene.result("has(coupon)"), "false");
  EXPECT_EQ(scene.result("has(ship_to.country)"), "true");
  EXPECT_EQ(scene.result("has(ip.country) && ip.country != ship_to.country"), "false");
  EXPECT_EQ(scene.result("ip.country == 'CN' || ship_to.country == 'CN'"), "true");
  EXPECT_EQ(scene.result("has(ip.country) ? ip.country : 'unknown'"), "\"unknown\"");
  EXPECT_EQ(scene.result("has(ip.port)"), "refused: unknown_name");
  EXPECT_EQ(scene.result("[coupon]"), "error: the value is missing");
  EXPECT_EQ(scene.result("size(coupon)"), "error: the value is missing");
}

TEST(CelMissing, ASlotPastTheEndIsAMissingValue) {
  Scene scene;
  scene.integer("a", 1).integer("b", 2);
  const auto compiled = scene.compiled("has(b) ? b : -1");
  ASSERT_TRUE(compiled.ok());
  Scratch scratch;
  const Value only_a[] = {Value::integer(1)};
  EXPECT_EQ(to_text(evaluate(compiled.program(), {only_a, nullptr}, scratch)), "-1");
  EXPECT_EQ(to_text(evaluate(compiled.program(), {}, scratch)), "-1");
}

TEST(CelHost, AValueOfAnotherTypeThanDeclaredIsAnErrorNeverUndefined) {
  const char* sources[] = {"n",
                           "n + 1",
                           "n < 2",
                           "s == 'a'",
                           "s.contains('a')",
                           "size(s)",
                           "l[0]",
                           "1 in l",
                           "l.all(x, x > 0)",
                           "l + [1]",
                           "b && true",
                           "!b",
                           "b ? 1 : 2",
                           "l == [1]",
                           "l.map(x, x)",
                           "n in [1]",
                           "s.matches('a')",
                           "m.a",
                           "m.all(k, v, v > 0)",
                           "n == 1 || b",
                           "-n"};
  const Value strange[] = {Value::floating(1.5), Value::string("x"), Value::null(), Value::error(ErrorCode::overflow),
                           Value()};
  Scene scene;
  scene.integer("n", 1).text("s", "a").boolean("b", true).integers("l", {1});
  scene.with("m", Type::map(Kind::string, Kind::integer), Value::map({}));
  Scratch scratch;
  for (const char* source : sources) {
    const auto compiled = scene.compiled(source);
    ASSERT_TRUE(compiled.ok()) << source << compiled.error().message;
    for (const Value& value : strange) {
      const std::vector<Value> slots(5, value);
      const Value out = evaluate(compiled.program(), {slots, nullptr}, scratch);
      if (value.is(Kind::string) && source[0] == 's') continue;  // as declared
      EXPECT_TRUE(out.is_error()) << source << " over " << to_text(value) << " is " << to_text(out);
    }
  }
}

Value twice(std::span<const Value> arguments, Scratch&) {
  return Value::integer(arguments[0].as_int() * 2);
}
Value shout(std::span<const Value> arguments, Scratch& scratch) {
  return scratch.copy(std::string(arguments[0].as_text()) + "!");
}
Value failing(std::span<const Value>, Scratch&) {
  return Value::error(ErrorCode::invalid_argument);
}
Value nothing(std::span<const Value>, Scratch&) {
  return {};
}

TEST(CelHost, FunctionsAreCalledWithTheirDeclaredTypes) {
  Scene scene;
  auto& environment = scene.integer("n", 21).missing("gone", Kind::integer).environment();
  ASSERT_EQ(environment.declare({"math.twice", false, {Kind::integer}, Kind::integer, 1, 0, twice}), std::nullopt);
  ASSERT_EQ(environment.declare({"shout", true, {Kind::string}, Kind::string, 1, 64, shout}), std::nullopt);
  ASSERT_EQ(environment.declare({"failing", false, {}, Kind::boolean, 1, 0, failing}), std::nullopt);
  ASSERT_EQ(environment.declare({"nothing", false, {}, Kind::boolean, 1, 0, nothing}), std::nullopt);
  EXPECT_EQ(scene.result("math.twice(n)"), "42");
  EXPECT_EQ(scene.result("'hey'.shout()"), "\"hey!\"");
  EXPECT_EQ(scene.result("math.twice('a')"), "refused: no_such_overload");
  EXPECT_EQ(scene.result("shout('hey')"), "refused: unknown_name");
  EXPECT_EQ(scene.result("math.twice(gone)"), "error: the value is missing");
  EXPECT_EQ(scene.result("failing() || true"), "true");
  EXPECT_EQ(scene.result("failing()"), "error: an argument is not allowed");
  EXPECT_EQ(scene.result("nothing()"), "error: a value is not of its declared type");
  EXPECT_NE(environment.declare({"math.twice", false, {Kind::integer}, Kind::integer, 1, 0, twice}), std::nullopt);
}

class Blocked final : public NamedLists {
 public:
  bool contains(std::uint16_t list, const Value& value) const override {
    return list == 7 && value.as_text() == "d-evil";
  }
};

TEST(CelHost, NamedListsAnswerForTheirMembers) {
  Scene scene;
  scene.text("device.id", "d-evil").integer("amount", 1).missing("card.id", Kind::string);
  ASSERT_EQ(scene.environment().declare(risk::cel::NamedList{"blocked devices", Kind::string, 7}), std::nullopt);
  const Blocked lists;
  EXPECT_EQ(scene.result("device.id in list(\"blocked devices\")", &lists), "true");
  EXPECT_EQ(scene.result("!('d-good' in list('blocked devices'))", &lists), "true");
  EXPECT_EQ(scene.result("card.id in list('blocked devices')", &lists), "error: the value is missing");
  EXPECT_EQ(scene.result("device.id in list('blocked devices')"), "error: the named list is not at hand");
  EXPECT_EQ(scene.result("device.id in list('unheard of')", &lists), "refused: unknown_name");
  EXPECT_EQ(scene.result("amount in list('blocked devices')", &lists), "refused: no_such_overload");
  EXPECT_EQ(scene.result("device.id in list(device.id)", &lists), "refused: no_such_overload");
  const auto compiled = scene.compiled("device.id in list('blocked devices')");
  ASSERT_TRUE(compiled.ok());
  EXPECT_EQ(compiled.program().named_lists().size(), 1u);
  EXPECT_EQ(compiled.program().named_lists()[0], 7);
}

TEST(CelProgram, NamesWhatItReadsOnceInOrderOfAppearance) {
  Scene scene;
  scene.integer("amount", 1).integer("f.orders", 2).boolean("device.emulator", true).integer("unread", 3);
  const auto compiled = scene.compiled("f.orders > 3 && (has(device.emulator) || f.orders > amount)");
  ASSERT_TRUE(compiled.ok());
  std::vector<std::string> names;
  for (const auto& read : compiled.program().variables()) names.push_back(read.name);
  EXPECT_EQ(names, (std::vector<std::string>{"f.orders", "device.emulator", "amount"}));
  EXPECT_EQ(compiled.program().result_type(), Type(Kind::boolean));
  EXPECT_EQ(compiled.program().source(), "f.orders > 3 && (has(device.emulator) || f.orders > amount)");
}

}  // namespace
}  // namespace tallygate::testing
