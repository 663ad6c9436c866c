#include "tests/support/cel_language.hpp"

namespace tallygate::testing {
namespace {

using risk::cel::Explanation;
using risk::cel::Kind;
using risk::cel::Scratch;

// "amount > 10: true", one line a condition; "skipped" for what was not looked at.
std::string explained(const Scene& scene, std::string_view source) {
  const auto compiled = scene.compiled(source);
  EXPECT_TRUE(compiled.ok()) << source;
  if (!compiled.ok()) return {};
  Scratch scratch;
  const Explanation explanation = explain(compiled.program(), scene.activation(), scratch);
  const std::string value = to_text(explanation.value);
  EXPECT_EQ(value, scene.result(source)) << "an explanation changes the answer";
  std::string out;
  for (std::size_t i = 0; i < explanation.conditions.size(); ++i) {
    out += std::string(compiled.program().text(compiled.program().conditions()[i])) + ": ";
    out += explanation.conditions[i].evaluated ? to_text(explanation.conditions[i].value) : "skipped";
    out += "\n";
  }
  return out + "= " + value;
}

TEST(CelExplanation, GivesTheValueOfEachConditionAndSaysWhichWereSkipped) {
  Scene scene;
  scene.integer("amount", 5).boolean("device.emulator", true).missing("ip.vpn", Kind::boolean).integer("zero", 0);
  EXPECT_EQ(explained(scene, "amount > 10 && device.emulator"),
            "amount > 10: false\ndevice.emulator: skipped\n= false");
  EXPECT_EQ(explained(scene, "amount > 10 || (device.emulator && !ip.vpn)"),
            "amount > 10: false\ndevice.emulator: true\nip.vpn: error: the value is missing\n"
            "= error: the value is missing");
  EXPECT_EQ(explained(scene, "(amount + 1) * 2 == 12"), "(amount + 1) * 2 == 12: true\n= true");
  EXPECT_EQ(explained(scene, "amount > 1 ? amount < 9 : amount == 0"),
            "amount > 1: true\namount < 9: true\namount == 0: skipped\n= true");
  EXPECT_EQ(explained(scene, "1 / zero == 1 && amount == 6"),
            "1 / zero == 1: error: division by zero\namount == 6: false\n= false");
}

TEST(CelExplanation, TakesAMacroAsOneCondition) {
  Scene scene;
  scene.integers("items", {1, 2, 3}).boolean("fresh", false);
  EXPECT_EQ(explained(scene, "items.exists(x, x > 2 && x < 9) && !fresh"),
            "items.exists(x, x > 2 && x < 9): true\nfresh: false\n= true");
}

TEST(CelExplanation, CoversTheExtensionsAndWhatTheyMadeOfMissingFields) {
  Scene scene;
  scene.text("note", " Side Door ").integers("items", {3, 1, 2}).missing("title", Kind::string);
  EXPECT_EQ(
      explained(scene, "note.trim().lowerAscii() == 'side door' && math.greatest(items) > 5 && items.size() == 3"),
      "note.trim().lowerAscii() == 'side door': true\nmath.greatest(items) > 5: false\nitems.size() == 3: skipped\n"
      "= false");
  EXPECT_EQ(
      explained(scene, "title.charAt(0) == 'x' || note.charAt(99) == 'x' || note.split(' ').exists(i, w, w == 'Door')"),
      "title.charAt(0) == 'x': error: the value is missing\n"
      "note.charAt(99) == 'x': error: the position is outside the string\n"
      "note.split(' ').exists(i, w, w == 'Door'): true\n= true");
  EXPECT_EQ(explained(scene,
                      "cel.bind(w, note.trim(), w == 'x' || w == 'Side Door') && "
                      "items.transformMapEntry(i, v, {v: i})[1] == 1"),
            "w == 'x': false\nw == 'Side Door': true\n"
            "cel.bind(w, note.trim(), w == 'x' || w == 'Side Door'): true\n"
            "items.transformMapEntry(i, v, {v: i})[1] == 1: true\n= true");
  EXPECT_EQ(explained(scene,
                      "'%d items'.format([items.size()]) == '3 items' ? math.isNaN(0.0 / 0.0) && note.contains('D') : "
                      "items.existsOne(i, v, v == i)"),
            "'%d items'.format([items.size()]) == '3 items': true\n"
            "note.contains('D'): true\nitems.existsOne(i, v, v == i): skipped\n= true");
}

TEST(CelExplanation, OfAConstantOrANumberHasNoConditions) {
  Scene scene;
  scene.integer("amount", 5);
  EXPECT_EQ(explained(scene, "true"), "= true");
  EXPECT_EQ(explained(scene, "amount * 2"), "= 10");
}

TEST(CelExplanation, AnErrorSaysWhereItHappened) {
  Scene scene;
  scene.integer("amount", 5).integer("zero", 0);
  const auto compiled = scene.compiled("amount > 1 &&\n  amount / zero > 2");
  Scratch scratch;
  const auto value = evaluate(compiled.program(), scene.activation(), scratch);
  EXPECT_EQ(describe_error(compiled.program(), value), "division by zero at line 2, column 10");
}

}  // namespace
}  // namespace tallygate::testing
