// Batch lines that say when they happen, for a tenant whose clock is replay.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tests/support/api_client.hpp"

namespace tallygate::tests {

// `at`: RFC 3339. `id`: what the operation's path names; empty: nothing. Each line has a key of its own.
inline std::string replay_line(const std::string& op, const std::string& at, const std::string& id,
                               const std::string& body) {
  static int number = 0;
  return R"({"op":")" + op + R"(","key":"k)" + std::to_string(++number) + R"(","at":")" + at + R"(")" +
         (id.empty() ? "" : R"(,"path":{"id":")" + id + R"("})") + R"(,"body":)" + body + "}\n";
}

// One such line by the client "platform", which must not be refused.
inline Reply replay(ApiClient& platform, const std::string& op, const std::string& at, const std::string& id,
                    const std::string& body) {
  const auto answers = platform.batch(replay_line(op, at, id, body));
  EXPECT_EQ(answers.size(), 1U);
  EXPECT_LT(answers.at(0).status, 300) << op << " " << id << ": " << answers.at(0).body;
  return answers.at(0);
}

// Lets the log's time pass: timers that are due by then have been.
inline void pass_to(ApiClient& platform, const std::string& at) {
  replay(platform, "party.put", at, "b1", R"({"roles":["buyer"]})");
}

}  // namespace tallygate::tests
