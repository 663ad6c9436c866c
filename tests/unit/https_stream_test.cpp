// Streamed requests: the body arrives while the answer leaves.
#include <thread>

#include "tests/unit/https_fixture.hpp"

namespace tallygate::https::testing {
namespace {

class Streams : public HttpsTest {
 protected:
  Streams() { handler.body_limit_bytes = 16 * 1024 * 1024; }

  static std::string chunk(std::string_view data) {
    char size[20];
    std::snprintf(size, sizeof size, "%zx\r\n", data.size());
    return size + std::string(data) + "\r\n";
  }
  static constexpr std::string_view head = "POST /stream HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
};

TEST_F(Streams, AnswerLinesWhileTheBodyIsStillArriving) {
  serve();
  HttpsConnection connection = client();
  connection.send_bytes(head);
  const auto stream = handler.streams.take();
  EXPECT_EQ(stream->head.method, "POST");
  stream->stream->start(200, {{"Content-Type", "application/x-ndjson"}});
  for (int i = 0; i < 50; ++i) {
    const std::string line = "line " + std::to_string(i);
    connection.send_bytes(chunk(line + "\n"));
    ASSERT_TRUE(eventually([&] { return stream->size() > 0; }));
    {
      const std::lock_guard lock(stream->mutex);
      stream->stream->write(std::exchange(stream->data, {}));
    }
    EXPECT_EQ(connection.read_line(), line);
  }
  EXPECT_FALSE(stream->has_ended());
  connection.send_bytes("0\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return stream->has_ended(); }));
  stream->stream->write("last\n");
  stream->stream->finish();
  EXPECT_EQ(connection.read_line(), "last");
  EXPECT_EQ(connection.read_line(), std::nullopt);
  EXPECT_EQ(connection.line_response().status, 200);
  EXPECT_EQ(connection.line_response().headers.get("content-type"), "application/x-ndjson");
  EXPECT_FALSE(stream->was_aborted());
  EXPECT_EQ(connection.request("GET", "/echo", {}, "")->body, "GET ");
}

TEST_F(Streams, ReadTheirWholeBodyThoughNobodyReadsTheirAnswer) {
  serve();
  HttpsConnection connection = client();
  const std::string body(12 * 1024 * 1024, 'x');
  std::thread sender([&] { connection.send_bytes(bench::serialise_request("POST", "/stream", "h", {}, body)); });
  const auto stream = handler.streams.take();
  stream->stream->start(200, {});
  stream->stream->write(std::string(3 * 1024 * 1024, 'y') +
                        "\n");  // more than any socket takes unread, less than the limit
  EXPECT_TRUE(eventually([&] { return stream->has_ended(); }));
  EXPECT_EQ(stream->size(), body.size());
  sender.join();
  stream->stream->finish();
  const auto line = connection.read_line();
  ASSERT_TRUE(line) << connection.why();
  EXPECT_EQ(line->size(), 3U * 1024 * 1024);
}

TEST_F(Streams, StopReadingWhileTooMuchIsUnsentAndGoOnAfterwards) {
  config.limits.unsent_bytes = 1024 * 1024;
  serve();
  HttpsConnection connection = client();
  connection.send_bytes(head);
  const auto stream = handler.streams.take();
  stream->stream->start(200, {});
  stream->stream->write(std::string(32 * 1024 * 1024, 'y') + "\n");  // nobody reads it yet
  const std::uint64_t received_before = server->statistics().bytes_received;
  connection.send_bytes(chunk("held back"));
  // Another connection on the same io thread shows that the thread has gone round since.
  for (int i = 0; i < 20; ++i) expect_still_serving();
  EXPECT_EQ(stream->size(), 0U) << "received " << server->statistics().bytes_received - received_before;
  const auto line = connection.read_line();
  ASSERT_TRUE(line) << connection.why();
  EXPECT_EQ(line->size(), 32U * 1024 * 1024);
  EXPECT_TRUE(eventually([&] { return stream->size() == 9; }));
}

TEST_F(Streams, PauseAndResumeAsTheirSinkAsks) {
  serve();
  HttpsConnection connection = client();
  connection.send_bytes(head);
  const auto stream = handler.streams.take();
  stream->stream->pause_reading();
  for (int i = 0; i < 5; ++i) expect_still_serving();
  connection.send_bytes(chunk("later"));
  for (int i = 0; i < 20; ++i) expect_still_serving();
  EXPECT_EQ(stream->size(), 0U);
  stream->stream->resume_reading();
  EXPECT_TRUE(eventually([&] { return stream->size() == 5; }));
}

TEST_F(Streams, KeepTheirPlaceAmongPipelinedAnswers) {
  serve();
  HttpsConnection connection = client();
  connection.send_bytes(get("/hold") + std::string(head) + chunk("body") + "0\r\n\r\n" + get("/echo"));
  const HeldRequest before = handler.held.take();
  const auto stream = handler.streams.take();
  stream->stream->start(200, {});
  stream->stream->write("streamed\n");
  stream->stream->finish();
  before.responder->respond(text("before"));
  EXPECT_EQ(connection.read_response()->body, "before");
  EXPECT_EQ(connection.read_response()->body, "streamed\n");
  EXPECT_EQ(connection.read_response()->body, "GET ");
}

TEST_F(Streams, AnsweredEarlyReadTheRestOfTheBodyAndKeepTheConnection) {
  serve();
  HttpsConnection connection = client();
  connection.send_bytes(head);
  const auto stream = handler.streams.take();
  stream->stream->respond(text("not you", 403));
  EXPECT_EQ(connection.read_response()->status, 403);
  for (int i = 0; i < 3; ++i) connection.send_bytes(chunk("unread"));
  connection.send_bytes("0\r\n\r\n" + get("/echo"));
  const auto answer = connection.read_response();
  ASSERT_TRUE(answer) << connection.why();
  EXPECT_EQ(answer->body, "GET ");
  EXPECT_EQ(stream->size(), 0U);
}

TEST_F(Streams, AreAbortedWhenTheirConnectionBreaks) {
  serve();
  HttpsConnection connection = client();
  connection.send_bytes(std::string(head) + chunk("half"));
  const auto stream = handler.streams.take();
  stream->stream->start(200, {});
  connection.close();
  EXPECT_TRUE(eventually([&] { return stream->was_aborted(); }));
  EXPECT_FALSE(stream->has_ended());
  stream->stream->write("to nobody\n");
  stream->stream->finish();
  expect_still_serving();
}

TEST_F(Streams, BeyondTheirBodyLimitAreRefusedOrIfAlreadyAnsweringCutOff) {
  handler.body_limit_bytes = 10;
  serve();
  for (const bool answering : {false, true}) {
    HttpsConnection connection = client();
    connection.send_bytes(std::string(head) + chunk("12345678"));
    const auto stream = handler.streams.take();
    if (answering) {
      stream->stream->start(200, {});
      stream->stream->write("line\n");
      EXPECT_EQ(connection.read_line(), "line");
    }
    connection.send_bytes(chunk("9ab"));
    EXPECT_TRUE(eventually([&] { return stream->was_aborted(); }));
    if (answering) {
      EXPECT_EQ(connection.read_line(), std::nullopt);
      EXPECT_EQ(connection.why(), "closed inside a response");
    } else {
      EXPECT_EQ(connection.read_response()->status, 413);
    }
  }
}

TEST_F(Streams, DroppedAreCutOffSoThatTheClientSeesIt) {
  serve();
  HttpsConnection connection = client();
  connection.send_bytes(head);
  const auto stream = handler.streams.take();
  stream->stream->start(200, {});
  stream->stream->write("known\n");
  stream->stream->drop();
  EXPECT_EQ(connection.read_line(), "known");
  EXPECT_EQ(connection.read_line(), std::nullopt);
  EXPECT_EQ(connection.why(), "closed inside a response");
}

TEST_F(Streams, WhoseBodyStallsAreTimedOut) {
  config.limits.body_timeout = 50ms;
  serve();
  HttpsConnection connection = client();
  connection.send_bytes(std::string(head) + chunk("half"));
  const auto stream = handler.streams.take();
  const auto answer = connection.read_response();
  ASSERT_TRUE(answer) << connection.why();
  EXPECT_EQ(answer->status, 408);
  EXPECT_TRUE(stream->was_aborted());
}

TEST_F(Streams, CarryBatchesBothWaysAtOnceUnderTheLoadRunner) {
  serve();
  std::string batch;
  for (int i = 0; i < 3000; ++i) batch += "line " + std::to_string(i) + " " + std::string(200, 'p') + "\n";
  // Echoes what has arrived, from a thread that is not the io thread, until both batches are through.
  std::thread echo([&] {
    for (int i = 0; i < 2; ++i) {
      const auto stream = handler.streams.take();
      stream->stream->start(200, {});
      EXPECT_TRUE(eventually([&] {
        const std::lock_guard lock(stream->mutex);
        stream->stream->write(std::exchange(stream->data, {}));
        return stream->ended;
      }));
      stream->stream->finish();
    }
  });
  bench::LoadOptions load;
  load.client = options();
  int batches = 0;
  std::size_t next = 0;
  const auto result = bench::LoadRunner::run_batches(
      load, "/stream", {},
      [&](std::size_t, std::string& ndjson) {
        ndjson = batch;
        next = 0;
        return batches++ < 2;
      },
      [&](std::size_t, int status, std::size_t line, std::int64_t latency_ns, std::string_view answer) {
        EXPECT_EQ(status, 200);
        EXPECT_EQ(line, next++);
        EXPECT_GT(latency_ns, 0);
        EXPECT_TRUE(answer.starts_with("line " + std::to_string(line) + " ")) << answer;
      });
  echo.join();
  EXPECT_EQ(result.answers, 6000U);
  EXPECT_EQ(result.failures, 0U) << result.why;
}

}  // namespace
}  // namespace tallygate::https::testing
