// The URL of another server.
#include <gtest/gtest.h>

#include "api/https/client.hpp"

namespace tallygate::https {
namespace {

TEST(HttpsUrl, IsReadIntoItsParts) {
  struct Case {
    const char *text, *host;
    int port;
    const char* path;
  };
  const Case cases[] = {{"https://w.example", "w.example", 443, "/"},
                        {"https://w.example/", "w.example", 443, "/"},
                        {"https://w.example:8444/a/b/", "w.example", 8444, "/a/b"},
                        {"https://127.0.0.1:1", "127.0.0.1", 1, "/"},
                        {"https://[::1]:8444/w", "::1", 8444, "/w"},
                        {"https://[::1]", "::1", 443, "/"}};
  for (const Case& c : cases) {
    const auto url = parse_https_url(c.text);
    ASSERT_TRUE(url.has_value()) << c.text;
    EXPECT_EQ(url->host, c.host);
    EXPECT_EQ(url->port, c.port) << c.text;
    EXPECT_EQ(url->path, c.path) << c.text;
  }
}

TEST(HttpsUrl, IsNothingElse) {
  for (const char* text : {"", "http://w.example", "https://", "https:///a", "https://w:0", "https://w:65536",
                           "https://w:x", "https://w:", "https://u@w", "https://w/?q", "https://w/#f", "https://[::1",
                           "https://w .example", "https://w\r\nX: y"})
    EXPECT_FALSE(parse_https_url(text).has_value()) << text;
}

TEST(HttpsPost, SaysWhyItFailed) {
  std::string why;
  EXPECT_FALSE(post({.host = "127.0.0.1", .port = 1, .path = "/"}, "/nowhere/ca.pem", "text/plain", "", {}, why));
  EXPECT_NE(why.find("/nowhere/ca.pem"), std::string::npos) << why;
}

}  // namespace
}  // namespace tallygate::https
