// Tokens: who gets one, for what, and when it dies. Errors of the token endpoint are RFC 6749's.
#include <gtest/gtest.h>

#include "core/bytes.hpp"
#include "tests/support/api_server.hpp"

namespace tallygate::tests {
namespace {

class Credentials : public testing::Test {
 protected:
  Reply ask(const std::string& form, bench::ClientHeaders more = {}) {
    more.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    return anyone_.raw("POST", "/oauth2/token", more, form);
  }
  const ClientSecret& platform() const { return server_.credentials().client("platform"); }
  std::string form(const std::string& id, const std::string& secret, const std::string& more = {}) const {
    return "grant_type=client_credentials&client_id=" + id + "&client_secret=" + secret + more;
  }
  ApiServer server_;
  ApiClient anyone_ = server_.anonymous();
};

TEST_F(Credentials, GiveATokenForTheClientsScopes) {
  const Reply reply = ask(form(platform().client_id, platform().client_secret));
  EXPECT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(reply.at("/token_type"), "Bearer");
  EXPECT_EQ(reply.at("/expires_in"), "600");
  EXPECT_EQ(reply.at("/scope"), platform().scope);
  EXPECT_EQ(reply.headers.get("cache-control"), "no-store");
}

TEST_F(Credentials, MayComeByBasicAuthentication) {
  const std::string pair = core::to_base64(platform().client_id + ":" + platform().client_secret);
  EXPECT_EQ(ask("grant_type=client_credentials", {{"Authorization", "Basic " + pair}}).status, 200);
  const Reply both = ask(form(platform().client_id, platform().client_secret), {{"Authorization", "Basic " + pair}});
  EXPECT_EQ(both.status, 400);
  EXPECT_EQ(both.at("/error"), "invalid_request");
}

TEST_F(Credentials, CanBeNarrowedButNotWidened) {
  EXPECT_EQ(ask(form(platform().client_id, platform().client_secret, "&scope=facts:write")).at("/scope"),
            "facts:write");
  for (const char* scope : {"admin", "facts:write admin", "nonsense", "facts:write%20nonsense"}) {
    const Reply reply = ask(form(platform().client_id, platform().client_secret, std::string("&scope=") + scope));
    EXPECT_EQ(reply.status, 400) << scope;
    EXPECT_EQ(reply.at("/error"), "invalid_scope") << scope;
  }
}

TEST_F(Credentials, ThatAreWrongAreRefusedAlike) {
  const std::string other = server_.credentials().client("analyst").client_secret;
  std::string flipped = platform().client_secret;
  flipped[5] = flipped[5] == 'A' ? 'B' : 'A';
  const std::string unknown = ask(form("c_0000000000000000", platform().client_secret)).body;
  for (const std::string& secret : {other, flipped, std::string("x"), std::string(), platform().client_secret + "A"}) {
    const Reply reply = ask(form(platform().client_id, secret));
    EXPECT_EQ(reply.status, 401);
    EXPECT_EQ(reply.at("/error"), "invalid_client");
    EXPECT_EQ(reply.body, unknown) << "the answer must not tell which clients exist";
  }
}

struct BadForm {
  const char* name;
  const char* form;
  const char* error;
};
class TokenForm : public Credentials, public testing::WithParamInterface<BadForm> {};
TEST_P(TokenForm, IsRefusedWithTheErrorOfRfc6749) {
  const Reply reply = ask(GetParam().form);
  EXPECT_EQ(reply.status, 400) << reply.body;
  EXPECT_EQ(reply.at("/error"), GetParam().error);
}
const BadForm kBadForms[] = {
    {"empty", "", "invalid_request"},
    {"no_grant", "client_id=a&client_secret=b", "invalid_request"},
    {"password_grant", "grant_type=password&username=a&password=b", "unsupported_grant_type"},
    {"no_secret", "grant_type=client_credentials&client_id=a", "invalid_request"},
    {"repeated_id", "grant_type=client_credentials&client_id=a&client_id=b&client_secret=c", "invalid_request"},
    {"broken_escape", "grant_type=client_credentials&client_id=%zz&client_secret=c", "invalid_request"},
};
INSTANTIATE_TEST_SUITE_P(Bad, TokenForm, testing::ValuesIn(kBadForms),
                         [](const auto& i) { return std::string(i.param.name); });

TEST_F(Credentials, FailuresAreSlowedDownButTheRightSecretIsNotLockedOut) {
  int slowed = 0;
  for (int i = 0; i < 40; ++i) {
    const Reply reply = ask(form(platform().client_id, "wrong"));
    if (reply.status == 429) {
      ++slowed;
      EXPECT_TRUE(reply.headers.find("retry-after"));
    }
  }
  EXPECT_GT(slowed, 0);
  EXPECT_EQ(ask(form(platform().client_id, platform().client_secret)).status, 200);
}

TEST_F(Credentials, ATokenThatWasTamperedWithIsNone) {
  ApiClient client = server_.client("platform");
  const std::string good = client.bearer().substr(7);
  const std::size_t first = good.find('.');
  const std::size_t second = good.rfind('.');
  std::string flipped = good;
  flipped[second + 9] = flipped[second + 9] == 'A' ? 'B' : 'A';
  for (const std::string& token : {std::string("x"), good.substr(0, second), good + "A", flipped,
                                   core::to_base64url(R"({"alg":"none","typ":"JWT"})") + good.substr(first),
                                   good.substr(0, first + 1) + good.substr(second)}) {
    client.use_token(token);
    EXPECT_EQ(client.get("/v1/orders/o1").status, 401) << token;
  }
  client.use_token(good);
  EXPECT_EQ(client.get("/v1/orders/o1").status, 404);
}

TEST_F(Credentials, OtherSchemesAndRepeatedHeadersAreNotATokens) {
  ApiClient client = server_.client("platform");
  EXPECT_EQ(client.raw("GET", "/v1/orders/o1", {{"Authorization", "Basic " + client.bearer().substr(7)}}, "").status,
            401);
  EXPECT_EQ(
      client.raw("GET", "/v1/orders/o1", {{"Authorization", client.bearer()}, {"Authorization", client.bearer()}}, "")
          .status,
      401);
  EXPECT_EQ(client.raw("GET", "/v1/orders/o1?access_token=" + client.bearer().substr(7), {}, "").status, 401);
  const Reply refused = client.raw("GET", "/v1/orders/o1", {}, "");
  EXPECT_EQ(refused.headers.get("www-authenticate"), "Bearer");
}

}  // namespace
}  // namespace tallygate::tests
