// A real server on loopback with a handler that the test holds the strings of, and real clients for it.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "api/https/server.hpp"
#include "bench/load_client.hpp"

namespace tallygate::https::testing {

using bench::ClientOptions;
using bench::ClientResponse;
using bench::HttpsConnection;
using namespace std::chrono_literals;

// What no honest wait in these tests comes near.
constexpr auto patience = 20s;

// Waits for a condition that other threads bring about.
template <class Condition>
bool eventually(Condition&& condition) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::yield();
  }
  return true;
}

// Values handed from the server's threads to the test's.
template <class Value>
class Arrivals {
 public:
  void put(Value value) {
    const std::lock_guard lock(mutex_);
    values_.push_back(std::move(value));
    arrived_.notify_all();
  }
  // The next one, in order of arrival; fails the test when none comes.
  Value take() {
    std::unique_lock lock(mutex_);
    if (!arrived_.wait_for(lock, patience, [&] { return !values_.empty(); })) {
      ADD_FAILURE() << "nothing arrived";
      return Value{};
    }
    Value value = std::move(values_.front());
    values_.pop_front();
    return value;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Value> values_;
};

inline Response text(std::string body, int status = 200) {
  Response response;
  response.status = status;
  response.content_type = "text/plain";
  response.body = std::move(body);
  return response;
}

struct HeldRequest {
  Request request;
  std::shared_ptr<Responder> responder;
};

// One streamed request as the test sees it: what arrived of its body, and the stream to answer on.
struct HeldStream : BodySink {
  RequestHead head;
  std::shared_ptr<Stream> stream;
  std::mutex mutex;
  std::string data;
  bool ended = false;
  bool aborted = false;

  void on_data(std::string_view piece) override {
    const std::lock_guard lock(mutex);
    data.append(piece);
  }
  void on_end() override {
    const std::lock_guard lock(mutex);
    ended = true;
  }
  void on_abort() override {
    const std::lock_guard lock(mutex);
    aborted = true;
  }
  std::size_t size() {
    const std::lock_guard lock(mutex);
    return data.size();
  }
  bool has_ended() {
    const std::lock_guard lock(mutex);
    return ended;
  }
  bool was_aborted() {
    const std::lock_guard lock(mutex);
    return aborted;
  }
};

// /hold…: the request waits in `held` for the test to answer. /stream…: likewise, as a stream. Anything else: the
// method, a space and the body are echoed at once.
class TestHandler : public Handler {
 public:
  Arrivals<HeldRequest> held;
  Arrivals<std::shared_ptr<HeldStream>> streams;
  std::uint64_t body_limit_bytes = 48 * 1024;

  std::uint64_t body_limit(const RequestHead&) override { return body_limit_bytes; }
  void on_request(Request&& request, std::shared_ptr<Responder> responder) override {
    if (request.target.starts_with("/hold")) {
      held.put({std::move(request), std::move(responder)});
    } else {
      responder->respond(text(request.method + " " + request.body));
    }
  }
  bool wants_stream(const RequestHead& head) override { return head.target.starts_with("/stream"); }
  std::shared_ptr<BodySink> on_stream(RequestHead&& head, std::shared_ptr<Stream> stream) override {
    auto held_stream = std::make_shared<HeldStream>();
    held_stream->head = std::move(head);
    held_stream->stream = std::move(stream);
    streams.put(held_stream);
    return held_stream;
  }
  Response on_protocol_error(int status, std::string_view detail) override { return text(std::string(detail), status); }
};

// Made once, in a directory of its own; the system's temporary directory is cleaned by the system.
inline const CertificateFiles& certificate_files() {
  static const CertificateFiles files = [] {
    std::string directory = (std::filesystem::temp_directory_path() / "tallygate-https-XXXXXX").string();
    EXPECT_NE(::mkdtemp(directory.data()), nullptr);
    CertificateFiles made{directory + "/certificate.pem", directory + "/key.pem"};
    EXPECT_EQ(ensure_self_signed(made), std::nullopt);
    return made;
  }();
  return files;
}

class HttpsTest : public ::testing::Test {
 protected:
  HttpsTest() { config.listen = "127.0.0.1:0"; }
  ~HttpsTest() override { server.reset(); }

  // Set `config` and `handler` first.
  void serve(bool secure = true) {
    if (secure) config.tls = certificate_files();
    server = std::make_unique<Server>(config, handler);
    ASSERT_EQ(server->start(), std::nullopt);
  }

  ClientOptions options() const {
    ClientOptions options;
    options.port = server->port();
    options.secure = config.tls.has_value();
    if (options.secure) options.ca_file = certificate_files().certificate;
    options.timeout = patience;
    return options;
  }

  HttpsConnection client() const {
    HttpsConnection connection;
    EXPECT_TRUE(connection.connect(options())) << connection.why();
    return connection;
  }

  // A client in a new connection gets its answer.
  void expect_still_serving() {
    HttpsConnection connection = client();
    const auto answer = connection.request("POST", "/echo", {}, "alive");
    ASSERT_TRUE(answer) << connection.why();
    EXPECT_EQ(answer->body, "POST alive");
  }

  ServerConfig config;
  TestHandler handler;
  std::unique_ptr<Server> server;
};

inline std::string get(std::string_view target) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

}  // namespace tallygate::https::testing
