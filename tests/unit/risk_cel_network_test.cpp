#include "tests/support/cel_language.hpp"

namespace tallygate::testing {
namespace {

TEST(CelNetwork, AddressesHaveOneNameEach) {
  expect_all({
      {"ip('192.168.0.1')", "ip(\"192.168.0.1\")"},
      {"ip('2001:DB8:0:0:1:0:0:1')", "ip(\"2001:db8::1:0:0:1\")"},
      {"ip('2001:db8:0:1:1:1:1:1')", "ip(\"2001:db8:0:1:1:1:1:1\")"},
      {"ip('::')", "ip(\"::\")"},
      {"ip('1::')", "ip(\"1::\")"},
      {"ip('::1.2.3.4')", "ip(\"::102:304\")"},
      {"ip('1:2:3:4:5:6:7:8')", "ip(\"1:2:3:4:5:6:7:8\")"},
      {"ip('1:2:3:4:5:6:1.2.3.4')", "ip(\"1:2:3:4:5:6:102:304\")"},
      {"ip('::2:3:4:5:6:7:8')", "ip(\"0:2:3:4:5:6:7:8\")"},
      {"string(ip('::1'))", "\"::1\""},
      {"ip('::ffff:c0a8:1') == ip('192.168.0.1')", "true"},
      {"ip.isCanonical('2001:db8::1')", "true"},
      {"ip.isCanonical('2001:DB8::1')", "false"},
      {"ip('127.0.0.1') == ip('127.0.0.2')", "false"},
      {"isIP('1.2.3.4') && !isIP('1.2.3') && !isIP('')", "true"},
  });
  for (const char* text : {"192.168.0.1.0",
                           "192.168.00.1",
                           "2001:db8:::68",
                           "fe80::1%en0",
                           "::ffff:192.168.0.1",
                           "1.2.3.4/8",
                           " 1.2.3.4",
                           "1.2.3.4\\x00",
                           "12345::",
                           "1.2.3.256",
                           "1..2.3",
                           "1.2.3.4.",
                           "1:2:3:4:5:6:7",
                           "1:2:3:4:5:6:7:8:9",
                           "1:2:3:4:5:6:7:8::",
                           "1::2::3",
                           ":1::",
                           "1::2:",
                           "::g",
                           "+1::",
                           "::1.2.3",
                           "1:2:3:4:5:6:7:1.2.3.4",
                           "::1.2.3.4:5",
                           ":",
                           ":::",
                           "-1::"})
    EXPECT_EQ(result("ip('" + std::string(text) + "')"), kUnreadable) << text;
}

TEST(CelNetwork, NetworksHoldWhatIsInThem) {
  expect_all({
      {"cidr('10.0.0.0/8').containsIP('10.255.0.1')", "true"},
      {"cidr('10.0.0.0/8').containsIP(ip('11.0.0.1'))", "false"},
      {"cidr('10.0.0.0/8').containsIP(ip('a00::'))", "false"},
      {"cidr('0.0.0.0/0').containsIP('255.1.2.3')", "true"},
      {"cidr('192.168.0.0/23').containsIP('192.168.1.7')", "true"},
      {"cidr('192.168.0.0/23').containsIP('192.168.2.7')", "false"},
      {"cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16')", "true"},
      {"cidr('10.1.0.0/16').containsCIDR('10.0.0.0/8')", "false"},
      {"cidr('2001:db8::/33').containsIP('2001:db8:7fff::1')", "true"},
      {"cidr('2001:db8::/33').containsIP('2001:db8:8000::1')", "false"},
      {"cidr('10.1.2.3/8').masked()", "cidr(\"10.0.0.0/8\")"},
      {"cidr('10.1.2.3/8').ip()", "ip(\"10.1.2.3\")"},
      {"cidr('10.1.2.3/8').prefixLength()", "8"},
      {"cidr('10.1.2.3/8') == cidr('10.1.2.3/9')", "false"},
      {"cidr('10.0.0.0/8').containsIP('ten')", kUnreadable},
      {"isCIDR('::/0') && !isCIDR('1.2.3.4')", "true"},
  });
  for (const char* text : {"10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.0", "/8",
                           "::ffff:c0a8:1/120", "10.0.0.0/8 "})
    EXPECT_EQ(result("cidr('" + std::string(text) + "')"), kUnreadable) << text;
}

TEST(CelNetwork, AddressesSayWhatTheyAreFor) {
  expect_all({
      {"ip('127.9.9.9').isLoopback() && ip('::1').isLoopback()", "true"},
      {"ip('0.0.0.0').isUnspecified() && ip('::').isUnspecified()", "true"},
      {"ip('169.254.1.1').isLinkLocalUnicast() && ip('febf::1').isLinkLocalUnicast()", "true"},
      {"ip('fec0::1').isLinkLocalUnicast()", "false"},
      {"ip('224.0.0.5').isLinkLocalMulticast() && ip('ff12::1').isLinkLocalMulticast()", "true"},
      {"ip('8.8.8.8').isGlobalUnicast() && ip('192.168.0.1').isGlobalUnicast()", "true"},
      {"ip('255.255.255.255').isGlobalUnicast() || ip('239.1.1.1').isGlobalUnicast()", "false"},
      {"ip('1.2.3.4').family() + ip('::2').family()", "10"},
      {"type(ip('::1')) == net.IP && type(cidr('::/0')) == net.CIDR", "true"},
  });
}

}  // namespace
}  // namespace tallygate::testing
