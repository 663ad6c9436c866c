// The small parts of the edge: forms, media types, lines, buckets, scopes.
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "api/http/form.hpp"
#include "api/http/line_splitter.hpp"
#include "api/http/media_type.hpp"
#include "api/http/rate_limit.hpp"
#include "api/http/scopes.hpp"
#include "api/http/worker.hpp"

namespace tallygate::http {
namespace {

TEST(Form, DecodesItsPairs) {
  const auto form = Form::parse("grant_type=client_credentials&scope=risk%3Aread+risk:write&empty=");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->get("grant_type"), "client_credentials");
  EXPECT_EQ(form->get("scope"), "risk:read risk:write");
  EXPECT_TRUE(form->find("empty"));
  EXPECT_FALSE(form->find("absent"));
}

TEST(Form, RefusesARepeatedName) {
  EXPECT_FALSE(Form::parse("a=1&b=2&a=3"));
}
TEST(Form, RefusesABrokenEscape) {
  EXPECT_FALSE(Form::parse("a=%"));
  EXPECT_FALSE(Form::parse("a=%4"));
  EXPECT_FALSE(Form::parse("a=%g0"));
  EXPECT_TRUE(Form::parse("a=%41"));
}
TEST(Form, RefusesTooManyFields) {
  std::string text;
  for (std::size_t i = 0; i <= Form::kFieldsMax; ++i) text += "f" + std::to_string(i) + "=1&";
  EXPECT_FALSE(Form::parse(text));
}
TEST(Form, NamesWhatItDoesNotKnow) {
  static constexpr std::string_view kKnown[] = {"limit"};
  EXPECT_EQ(Form::parse("limit=1&limt=2")->unknown(kKnown), "limt");
  EXPECT_EQ(Form::parse("limit=1")->unknown(kKnown), "");
}

TEST(MediaType, TakesParametersButNoOtherCharset) {
  EXPECT_TRUE(is_media_type("application/json", "application/json"));
  EXPECT_TRUE(is_media_type("Application/JSON; charset=UTF-8", "application/json"));
  EXPECT_TRUE(is_media_type("application/json;charset=\"utf-8\"; x=1", "application/json"));
  EXPECT_FALSE(is_media_type("application/json; charset=latin1", "application/json"));
  EXPECT_FALSE(is_media_type("application/jsonp", "application/json"));
  EXPECT_FALSE(is_media_type("text/plain", "application/json"));
  EXPECT_FALSE(is_media_type("", "application/json"));
}

std::vector<std::string> split(const std::vector<std::string>& pieces, std::size_t max) {
  std::vector<std::string> lines;
  LineSplitter splitter(max);
  const auto take = [&](std::string_view line, bool whole) {
    lines.push_back(std::string(line) + (whole ? "" : "!"));
    return true;
  };
  for (const std::string& piece : pieces) splitter.feed(piece, take);
  splitter.finish(take);
  return lines;
}

TEST(LineSplitter, GivesTheSameLinesHoweverTheBodyIsCut) {
  const std::string body = "one\n\ntwo three\nfour";
  const std::vector<std::string> expected = {"one", "", "two three", "four"};
  for (std::size_t cut = 0; cut <= body.size(); ++cut)
    EXPECT_EQ(split({body.substr(0, cut), body.substr(cut)}, 100), expected) << cut;
  std::vector<std::string> bytes;
  for (const char c : body) bytes.emplace_back(1, c);
  EXPECT_EQ(split(bytes, 100), expected);
}

TEST(LineSplitter, SaysWhenALineIsTooLongAndGoesOn) {
  EXPECT_EQ(split({"12345678\nok\n"}, 4), (std::vector<std::string>{"1234!", "ok"}));
  EXPECT_EQ(split({"123", "45678", "\nok"}, 4), (std::vector<std::string>{"1234!", "ok"}));
}

TEST(Bucket, GivesItsBurstAndThenWhatTheRateAllows) {
  Bucket bucket;
  const Rate rate{.per_second = 10, .burst = 5};
  const std::int64_t now = 1'000'000'000;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(bucket.take(rate, now), 0);
  EXPECT_GT(bucket.take(rate, now), 0);
  EXPECT_EQ(bucket.take(rate, now + 100'000'000), 0);
  EXPECT_GT(bucket.take(rate, now + 100'000'000), 0);
}

TEST(Bucket, NeverGivesMoreThanItsBurstAfterAPause) {
  Bucket bucket;
  const Rate rate{.per_second = 10, .burst = 5};
  int given = 0;
  while (bucket.take(rate, 3'600'000'000'000) == 0) ++given;
  EXPECT_EQ(given, 5);
}

TEST(Scopes, ReadWhatTheyWrite) {
  for (const std::string_view name : scope_names()) EXPECT_EQ(format_scopes(*parse_scopes(name)), name);
  EXPECT_FALSE(parse_scopes("risk:read nonsense"));
  EXPECT_FALSE(parse_scopes("risk"));
}

TEST(Worker, RunsInOrderAndFinishesWhatRuns) {
  std::vector<int> order;
  std::mutex mutex;
  std::condition_variable changed;
  {
    Worker worker;
    for (int i = 0; i < 100; ++i)
      ASSERT_TRUE(worker.run([&, i] {
        const std::scoped_lock lock(mutex);
        order.push_back(i);
        changed.notify_one();
      }));
    std::unique_lock lock(mutex);
    ASSERT_TRUE(changed.wait_for(lock, std::chrono::seconds(10), [&] { return order.size() == 100; }));
  }
  for (int i = 0; i < 100; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
}

}  // namespace
}  // namespace tallygate::http
