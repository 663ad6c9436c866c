// What peers must not get away with: malformed, oversized, slow, too many. After each the server still serves.
#include "tests/unit/https_fixture.hpp"

namespace tallygate::https::testing {
namespace {

class Hostile : public HttpsTest {};

struct Case {
  const char* name;
  std::string bytes;
  int status;
};

std::string post(std::string_view fields, std::string_view body) {
  return "POST /echo HTTP/1.1\r\nHost: h\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

TEST_F(Hostile, MalformedRequestsAreRefusedAndTheConnectionClosed) {
  serve();
  const Case cases[] = {
      {"no request line", "\r\n\r\n\r\n:\r\n\r\n", 400},
      {"HTTP/0.9", "GET /\r\n\r\n", 400},
      {"lower-case version", "GET / http/1.1\r\nHost: h\r\n\r\n", 505},
      {"HTTP/2.0", "GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505},
      {"the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"words behind the version", "GET / HTTP/1.1 x\r\nHost: h\r\n\r\n", 505},
      {"two spaces before the target", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"no target", "GET HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"a method with a bracket", "G(T / HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"TLS inside TLS", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), 400},
      {"bytes outside ASCII in the target", "GET /\xc3\xa4 HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"a NUL in the target", std::string("GET /a\0b HTTP/1.1\r\nHost: h\r\n\r\n", 31), 400},
      {"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"two Hosts", "GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n", 400},
      {"a field without a colon", "GET / HTTP/1.1\r\nHost: h\r\nnonsense\r\n\r\n", 400},
      {"a space before the colon", post("Content-Length : 3\r\n", "abc"), 400},
      {"a space before the first field", "GET / HTTP/1.1\r\n Host: h\r\n\r\n", 400},
      {"a folded field", "GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n", 400},
      {"a NUL in a value", std::string("GET / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n", 36), 400},
      {"a bare line feed", "GET / HTTP/1.1\nHost: h\n\n", 505},
      {"a bare carriage return in a value", "GET / HTTP/1.1\r\nHost: h\r\nX: a\rb\r\n\r\n", 400},
      {"both length and chunked", post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
      {"both chunked and length", post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "0\r\n\r\n"), 400},
      {"two lengths that differ", post("Content-Length: 3\r\nContent-Length: 4\r\n", "abcd"), 400},
      {"two lengths that agree", post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), 400},
      {"a list of lengths", post("Content-Length: 3, 3\r\n", "abc"), 400},
      {"a negative length", post("Content-Length: -1\r\n", ""), 400},
      {"a length with a sign", post("Content-Length: +3\r\n", "abc"), 400},
      {"a length in hexadecimal", post("Content-Length: 0x3\r\n", "abc"), 400},
      {"an empty length", post("Content-Length:\r\n", "abc"), 400},
      {"a length beyond 64 bits", post("Content-Length: 18446744073709551616\r\n", ""), 400},
      {"the largest length", post("Content-Length: 18446744073709551615\r\n", ""), 413},
      {"a length one beyond the limit", post("Content-Length: 49153\r\n", ""), 413},
      {"chunks beyond the limit", post("Transfer-Encoding: chunked\r\n", "C001\r\n"), 413},
      {"an unknown transfer coding", post("Transfer-Encoding: gzip\r\n", ""), 501},
      {"a stacked transfer coding", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501},
      {"chunked twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
      {"chunked in quotes", post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"), 501},
      {"chunked after a control",
       post("Transfer-Encoding: \x0b"
            "chunked\r\n",
            "0\r\n\r\n"),
       400},
      {"chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"a chunk size that is none", post("Transfer-Encoding: chunked\r\n", "z\r\nabc\r\n0\r\n\r\n"), 400},
      {"a chunk size with a prefix", post("Transfer-Encoding: chunked\r\n", "0x3\r\nabc\r\n0\r\n\r\n"), 400},
      {"a chunk size beyond 64 bits", post("Transfer-Encoding: chunked\r\n", "10000000000000000\r\n"), 400},
      {"a chunk longer than its size", post("Transfer-Encoding: chunked\r\n", "3\r\nabcd\r\n0\r\n\r\n"), 400},
      {"a huge chunk extension", post("Transfer-Encoding: chunked\r\n", "3;" + std::string(300, 'x') + "\r\nabc"), 400},
      {"an endless chunk size", post("Transfer-Encoding: chunked\r\n", std::string(20'000, '0')), 400},
      {"a length in the trailer", post("Transfer-Encoding: chunked\r\n", "0\r\nContent-Length: 3\r\n\r\n"), 400},
      {"one field too many",
       [] {
         std::string fields;
         for (int i = 0; i < 100; ++i) fields += "X-" + std::to_string(i) + ": y\r\n";
         return post(fields, "");
       }(),
       431},
      {"a field beyond the limit", post("X: " + std::string(17'000, 'x') + "\r\n", ""), 431},
      {"fields beyond the limit together",
       post(
           [] {
             std::string fields;
             for (int i = 0; i < 40; ++i) fields += "X-" + std::to_string(i) + ": " + std::string(500, 'y') + "\r\n";
             return fields;
           }(),
           ""),
       431},
      {"an endless target", "GET /" + std::string(20'000, 'a'), 431},
      {"an endless method", std::string(20'000, 'A'), 431},
  };
  for (const Case& hostile : cases) {
    HttpsConnection connection = client();
    connection.send_bytes(hostile.bytes);
    const auto answer = connection.read_response();
    ASSERT_TRUE(answer) << hostile.name << ": " << connection.why();
    EXPECT_EQ(answer->status, hostile.status) << hostile.name << ": " << answer->body;
    EXPECT_EQ(answer->headers.get("connection"), "close") << hostile.name;
    EXPECT_TRUE(connection.closed_without_a_byte()) << hostile.name;
  }
  EXPECT_EQ(server->statistics().protocol_errors, std::size(cases));
  EXPECT_EQ(server->statistics().requests_total, 0U);
  expect_still_serving();
}

TEST_F(Hostile, ABodyAtTheLimitIsTaken) {
  serve();
  HttpsConnection connection = client();
  const std::string body(48 * 1024, 'b');
  EXPECT_EQ(connection.request("POST", "/echo", {}, body)->body, "POST " + body);
}

TEST_F(Hostile, ABodyBeyondTheLimitIsRefusedBeforeItIsSent) {
  serve();
  HttpsConnection connection = client();
  const auto answer = connection.request("POST", "/echo", {}, std::string(10 * 1024 * 1024, 'b'));
  ASSERT_TRUE(answer) << connection.why();
  EXPECT_EQ(answer->status, 413);
  expect_still_serving();
}

TEST_F(Hostile, WhatStoodBeforeAMalformedRequestIsAnswered) {
  serve();
  HttpsConnection connection = client();
  connection.send_bytes(get("/hold") + "nonsense\r\n\r\n");
  const HeldRequest held = handler.held.take();
  held.responder->respond(text("sound"));
  EXPECT_EQ(connection.read_response()->body, "sound");
  EXPECT_EQ(connection.read_response()->status, 400);
  EXPECT_TRUE(connection.closed_without_a_byte());
}

TEST_F(Hostile, WhatStandsBehindAMalformedRequestIsNotRead) {
  serve();
  HttpsConnection connection = client();
  connection.send_bytes(post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n") + get("/hold"));
  EXPECT_EQ(connection.read_response()->status, 400);
  EXPECT_TRUE(connection.closed_without_a_byte());
  EXPECT_EQ(server->statistics().requests_total, 0U);
}

TEST_F(Hostile, ASlowHeadIsTimedOut) {
  config.limits.header_timeout = 50ms;
  serve();
  HttpsConnection connection = client();
  connection.send_bytes("GET / HTTP/1.1\r\nHost: h\r\nX-Slow: ");
  const auto answer = connection.read_response();
  ASSERT_TRUE(answer) << connection.why();
  EXPECT_EQ(answer->status, 408);
  EXPECT_TRUE(connection.closed_without_a_byte());
}

TEST_F(Hostile, AHeadThatDripsIsTimedOutAllTheSame) {
  config.limits.header_timeout = 50ms;
  serve();
  HttpsConnection connection = client();
  connection.send_bytes("GET / HTTP/1.1\r\nHost: h\r\nX-Drip: ");
  // Each byte is progress, but the head as a whole is late. The server stops reading when it has answered.
  EXPECT_TRUE(eventually([&] {
    connection.send_bytes("x");
    return server->statistics().protocol_errors == 1;
  }));
  EXPECT_EQ(server->statistics().requests_total, 0U);
}

TEST_F(Hostile, ASlowBodyIsTimedOut) {
  config.limits.body_timeout = 50ms;
  serve();
  HttpsConnection connection = client();
  connection.send_bytes(post("Content-Length: 10\r\n", "abc"));
  const auto answer = connection.read_response();
  ASSERT_TRUE(answer) << connection.why();
  EXPECT_EQ(answer->status, 408);
  EXPECT_TRUE(connection.closed_without_a_byte());
}

TEST_F(Hostile, ASilentConnectionIsClosed) {
  config.limits.header_timeout = 50ms;
  serve();
  HttpsConnection connection = client();
  EXPECT_TRUE(connection.closed_without_a_byte());
}

TEST_F(Hostile, AnIdleConnectionIsClosedAndOneThatWaitsForItsAnswerIsNot) {
  config.limits.idle_timeout = 50ms;
  serve();
  HttpsConnection waiting = client();
  waiting.send_bytes(get("/hold"));
  const HeldRequest held = handler.held.take();
  HttpsConnection idle = client();
  EXPECT_TRUE(idle.request("GET", "/echo", {}, ""));
  EXPECT_TRUE(idle.closed_without_a_byte());
  held.responder->respond(text("patience"));
  const auto answer = waiting.read_response();
  ASSERT_TRUE(answer) << waiting.why();
  EXPECT_EQ(answer->body, "patience");
}

TEST_F(Hostile, APeerThatReadsNothingIsClosed) {
  config.limits.write_timeout = 50ms;
  serve();
  HttpsConnection connection = client();
  connection.send_bytes(get("/hold"));
  handler.held.take().responder->respond(text(std::string(64 * 1024 * 1024, 'x')));
  EXPECT_TRUE(eventually([&] { return server->statistics().connections_open == 0; }));
  EXPECT_FALSE(connection.read_response());
}

TEST_F(Hostile, APeerThatNeverClosesIsLeftBehind) {
  config.limits.linger_timeout = 50ms;
  serve();
  HttpsConnection connection = client();
  connection.send_bytes("nonsense\r\n\r\n");
  EXPECT_EQ(connection.read_response()->status, 400);
  EXPECT_TRUE(eventually([&] { return server->statistics().connections_open == 0; }));
}

TEST_F(Hostile, BeyondTheLimitConnectionsAreClosedAtOnce) {
  config.limits.connections = 2;
  serve();
  HttpsConnection first = client();
  {
    const HttpsConnection second = client();
    HttpsConnection third;
    EXPECT_FALSE(third.connect(options()));
    EXPECT_EQ(server->statistics().connections_refused, 1U);
  }
  EXPECT_TRUE(eventually([&] { return server->statistics().connections_open == 1; }));
  expect_still_serving();
  EXPECT_TRUE(first.request("GET", "/echo", {}, ""));
}

}  // namespace
}  // namespace tallygate::https::testing
