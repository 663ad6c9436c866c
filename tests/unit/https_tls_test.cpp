// What the listener accepts of TLS, and its self-signed certificate.
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "tests/unit/https_fixture.hpp"

namespace tallygate::https::testing {
namespace {

class Tls : public HttpsTest {};

TEST_F(Tls, RefusesEverythingBelowTls13) {
  serve();
  ClientOptions old = options();
  old.only_tls12 = true;
  HttpsConnection connection;
  EXPECT_FALSE(connection.connect(old));
  EXPECT_TRUE(eventually([&] { return server->statistics().handshake_failures == 1; }));
  expect_still_serving();
}

TEST_F(Tls, RefusesAClientThatOffersOnlyOtherProtocols) {
  serve();
  ClientOptions http2 = options();
  http2.alpn = "h2";
  HttpsConnection connection;
  EXPECT_FALSE(connection.connect(http2));
  EXPECT_NE(connection.why().find("no application protocol"), std::string::npos) << connection.why();
  expect_still_serving();
}

TEST_F(Tls, TakesHttp11FromAmongTheProtocolsOffered) {
  serve();
  for (const char* offered : {"h2,http/1.1", ""}) {
    ClientOptions offering = options();
    offering.alpn = offered;
    HttpsConnection connection;
    ASSERT_TRUE(connection.connect(offering)) << "'" << offered << "': " << connection.why();
    EXPECT_TRUE(connection.request("GET", "/", {}, ""));
  }
}

TEST_F(Tls, TheSelfSignedCertificateIsTrustedOnlyByWhoWasGivenIt) {
  serve();
  const std::string directory = std::filesystem::path(certificate_files().certificate).parent_path();
  const CertificateFiles other{directory + "/other.pem", directory + "/other-key.pem"};
  ASSERT_EQ(ensure_self_signed(other), std::nullopt);
  ClientOptions stranger = options();
  stranger.ca_file = other.certificate;
  HttpsConnection connection;
  EXPECT_FALSE(connection.connect(stranger));
  EXPECT_NE(connection.why().find("certificate verify failed"), std::string::npos) << connection.why();
}

TEST_F(Tls, PlainBytesOnATlsPortAreAHandshakeFailure) {
  serve();
  ClientOptions plain = options();
  plain.secure = false;
  HttpsConnection connection;
  ASSERT_TRUE(connection.connect(plain));
  connection.send_bytes(get("/"));
  EXPECT_FALSE(connection.read_response());
  EXPECT_TRUE(eventually([&] { return server->statistics().handshake_failures == 1; }));
  expect_still_serving();
}

TEST_F(Tls, AHandshakeThatNeverComesIsClosed) {
  config.limits.handshake_timeout = 50ms;
  serve();
  ClientOptions plain = options();
  plain.secure = false;
  HttpsConnection silent;
  ASSERT_TRUE(silent.connect(plain));
  EXPECT_TRUE(silent.closed_without_a_byte());
}

TEST_F(Tls, APlainListenerSpeaksTheSameHttp) {
  serve(false);
  expect_still_serving();
}

std::string contents(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Certificate, IsMadeOnceAndKept) {
  const std::string before = contents(certificate_files().certificate);
  EXPECT_TRUE(before.starts_with("-----BEGIN CERTIFICATE-----"));
  EXPECT_EQ(ensure_self_signed(certificate_files()), std::nullopt);
  EXPECT_EQ(contents(certificate_files().certificate), before);
}

TEST(Certificate, KeepsItsKeyFromOtherUsers) {
  struct stat status{};
  ASSERT_EQ(::stat(certificate_files().key.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST(Certificate, AKeyThatWasLeftAloneIsKeptAndGetsItsCertificate) {
  const CertificateFiles cut{certificate_files().certificate + ".cut", certificate_files().key + ".cut"};
  std::filesystem::copy_file(certificate_files().key, cut.key);
  EXPECT_EQ(ensure_self_signed(cut), std::nullopt);
  EXPECT_EQ(contents(cut.key), contents(certificate_files().key));
  EXPECT_TRUE(contents(cut.certificate).starts_with("-----BEGIN CERTIFICATE-----"));
  std::filesystem::remove(cut.certificate);
  std::ofstream(cut.key) << "no key";
  const auto why = ensure_self_signed(cut);
  ASSERT_TRUE(why);
  EXPECT_NE(why->find("cannot be read"), std::string::npos);
}

TEST(Certificate, HalfAPairIsAnErrorAndNotReplaced) {
  const CertificateFiles half{certificate_files().certificate, certificate_files().key + ".absent"};
  const auto why = ensure_self_signed(half);
  ASSERT_TRUE(why);
  EXPECT_NE(why->find("only one exists"), std::string::npos);
}

TEST_F(Tls, AWrongKeyOrAddressIsSaidAtTheStart) {
  struct Case {
    const char* name;
    std::string listen;
    CertificateFiles tls;
  };
  const CertificateFiles& good = certificate_files();
  const Case cases[] = {
      {"the certificate given as key", "127.0.0.1:0", {good.certificate, good.certificate}},
      {"no such certificate", "127.0.0.1:0", {good.certificate + ".absent", good.key}},
      {"no port", "127.0.0.1", good},
      {"a port that is none", "127.0.0.1:65536", good},
      {"a name", "example.invalid:1", good},
      {"an address of another machine", "192.0.2.1:0", good},
  };
  for (const Case& wrong : cases) {
    ServerConfig bad;
    bad.listen = wrong.listen;
    bad.tls = wrong.tls;
    Server refused(bad, handler);
    const auto why = refused.start();
    ASSERT_TRUE(why) << wrong.name;
    EXPECT_TRUE(why->ends_with(".")) << *why;
  }
}

}  // namespace
}  // namespace tallygate::https::testing
