#include "tests/support/engine_fixture.hpp"

namespace tallygate::tests {
namespace {

using engine::Answer;

class ReplayClock : public EngineTest {
 protected:
  void SetUp() override {
    open_log();
    start();
    clock_.set(*core::parse_time("2010-12-01T00:00:00Z"));
    create("replay");
    clock_.set(*core::parse_time("2026-11-22T00:00:00Z"));
  }
  core::Command at(const std::string& line, const char* time) {
    auto c = command(line);
    c.at = core::parse_time(time);
    return c;
  }
};

TEST_F(ReplayClock, TakesEachLinesTimeAndNotesWhenItWasReallyAppended) {
  const auto answer = ask(at(place("o1"), "2010-12-01T08:26:00Z"));
  EXPECT_EQ(core::format_time(answer.record->at), "2010-12-01T08:26:00.000000Z");
  ASSERT_TRUE(answer.record->rec.has_value());
  EXPECT_EQ(core::format_time(*answer.record->rec), "2026-11-22T00:00:00.000000Z");
}

TEST_F(ReplayClock, RefusesALineBeforeTheLogsLast) {
  ask(at(place("o1"), "2010-12-02T00:00:00Z"));
  const auto answer = ask(at(place("o2"), "2010-12-01T23:59:59Z"));
  EXPECT_EQ(answer.kind, Answer::Kind::rejected);
  EXPECT_EQ(answer.code, core::Code::at_backwards);
}

TEST_F(ReplayClock, ALineWithoutATimeTakesTheLast) {
  const auto first = ask(at(place("o1"), "2010-12-02T00:00:00Z"));
  EXPECT_EQ(ask(place("o2")).record->at, first.record->at);
}

}  // namespace
}  // namespace tallygate::tests
