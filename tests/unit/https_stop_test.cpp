// Stopping, and what is left over after it.
#include <thread>

#include "tests/unit/https_fixture.hpp"

namespace tallygate::https::testing {
namespace {

class Stopping : public HttpsTest {};

TEST_F(Stopping, LetsWhatIsInFlightFinish) {
  serve();
  HttpsConnection waiting = client();
  waiting.send_bytes(get("/hold"));
  const HeldRequest held = handler.held.take();
  HttpsConnection idle = client();
  EXPECT_TRUE(idle.request("GET", "/echo", {}, ""));

  std::thread stopping([this] { server->stop(patience); });
  EXPECT_TRUE(idle.closed_without_a_byte());
  held.responder->respond(text("finished"));
  const auto answer = waiting.read_response();
  ASSERT_TRUE(answer) << waiting.why();
  EXPECT_EQ(answer->body, "finished");
  EXPECT_EQ(answer->headers.get("connection"), "close");
  waiting.close();
  stopping.join();
  EXPECT_EQ(server->statistics().connections_open, 0U);
  HttpsConnection late;
  EXPECT_FALSE(late.connect(options()));
}

TEST_F(Stopping, FinishesABodyThatHasBegunButNoNewRequest) {
  serve();
  HttpsConnection connection = client();
  connection.send_bytes("POST /hold HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(connection.read_response()->status, 100);
  HttpsConnection idle = client();
  EXPECT_TRUE(idle.request("GET", "/echo", {}, ""));
  std::thread stopping([this] { server->stop(patience); });
  EXPECT_TRUE(idle.closed_without_a_byte());  // so the stop has begun
  connection.send_bytes("body" + get("/echo"));
  const HeldRequest held = handler.held.take();
  EXPECT_EQ(held.request.body, "body");
  held.responder->respond(text("done"));
  EXPECT_EQ(connection.read_response()->body, "done");
  EXPECT_TRUE(connection.closed_without_a_byte());
  connection.close();
  stopping.join();
  EXPECT_EQ(server->statistics().requests_total, 2U);
}

TEST_F(Stopping, ClosesWhatDoesNotFinishWithinTheGrace) {
  serve();
  HttpsConnection connection = client();
  connection.send_bytes(get("/hold"));
  const HeldRequest held = handler.held.take();
  connection.send_bytes("POST /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf");
  const auto stream = handler.streams.take();
  server->stop(20ms);
  EXPECT_TRUE(connection.closed_without_a_byte());
  EXPECT_TRUE(stream->was_aborted());
}

TEST_F(Stopping, LeavesRespondersAndPostsHarmless) {
  serve();
  HttpsConnection connection = client();
  connection.send_bytes(get("/hold") + "POST /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody");
  const HeldRequest held = handler.held.take();
  const auto stream = handler.streams.take();
  server->stop(0ms);
  server->stop(0ms);
  server->post(0, {[] { ADD_FAILURE() << "ran after the stop"; }});
  server.reset();
  held.responder->respond(text("to nobody"));
  stream->stream->start(200, {});
  stream->stream->write("to nobody\n");
  stream->stream->finish();
  EXPECT_EQ(held.responder->io_index(), 0U);
}

TEST_F(Stopping, OfAServerThatNeverStartedDoesNothing) {
  Server unstarted(config, handler);
  unstarted.stop(patience);
  EXPECT_EQ(unstarted.statistics().connections_total, 0U);
}

}  // namespace
}  // namespace tallygate::https::testing
