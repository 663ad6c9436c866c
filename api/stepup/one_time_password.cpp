#include "api/stepup/one_time_password.hpp"

#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <span>

#include "api/stepup/base32.hpp"
#include "core/ascii.hpp"
#include "core/check.hpp"
#include "core/hash.hpp"

namespace tallygate::stepup {
namespace {

constexpr std::size_t kLabelMax = 128;                                     // bytes
constexpr std::size_t kLongestHash = 64;                                   // bytes, of SHA-512
constexpr std::uint32_t kPowers[] = {1'000'000, 10'000'000, 100'000'000};  // of 10, by digits from 6

struct HashNames {
  const char* openssl;
  std::string_view uri;  // as the Key Uri Format calls it
  std::size_t bytes;
};
constexpr HashNames kHashNames[] = {{"SHA1", "SHA1", 20}, {"SHA256", "SHA256", 32}, {"SHA512", "SHA512", 64}};

const HashNames& names_of(OtpHash hash) {
  return kHashNames[static_cast<std::size_t>(hash)];
}

// RFC 3986: what is not unreserved is a percent sign and two upper-case hex digits.
void append_percent_encoded(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : text) {
    if (core::is_letter(c) || core::is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      const auto octet = static_cast<std::uint8_t>(c);
      out += '%';
      out += kHex[octet >> 4];
      out += kHex[octet & 15];
    }
  }
}

bool usable_label(std::string_view text) {
  return !text.empty() && text.size() <= kLabelMax && text.find(':') == std::string_view::npos;
}

}  // namespace

bool usable(const OtpEnrolment& enrolment) {
  return enrolment.secret.size() >= kOtpSecretMin && enrolment.secret.size() <= kOtpSecretMax &&
         enrolment.digits >= 6 && enrolment.digits <= 8 && (enrolment.step_s == 30 || enrolment.step_s == 60) &&
         static_cast<std::size_t>(enrolment.hash) < std::size(kHashNames);
}

core::Bytes new_otp_secret(core::Random& random, OtpHash hash) {
  core::Bytes secret(names_of(hash).bytes, '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(secret.data()), secret.size()});
  return secret;
}

Checked<std::string> otpauth_uri(const OtpEnrolment& enrolment, std::string_view issuer, std::string_view account) {
  if (!usable(enrolment)) return Refusal::otp_enrolment_unusable;
  if (!usable_label(issuer) || !usable_label(account)) return Refusal::otp_label_unusable;
  std::string uri = "otpauth://totp/";
  append_percent_encoded(uri, issuer);
  uri += ':';
  append_percent_encoded(uri, account);
  uri.append("?secret=").append(to_base32(enrolment.secret)).append("&issuer=");
  append_percent_encoded(uri, issuer);
  uri.append("&algorithm=").append(names_of(enrolment.hash).uri);
  uri.append("&digits=").append(std::to_string(enrolment.digits));
  uri.append("&period=").append(std::to_string(enrolment.step_s));
  return uri;
}

std::string hotp(core::ByteView secret, std::uint64_t counter, OtpHash hash, int digits) {
  TALLYGATE_CHECK(digits >= 6 && digits <= 8, "a one-time password has 6 to 8 digits");
  std::array<std::uint8_t, 8> moving;  // big-endian (RFC 4226, 5.2)
  for (std::size_t i = 0; i < moving.size(); ++i) moving[i] = static_cast<std::uint8_t>(counter >> (56 - 8 * i));
  std::array<std::uint8_t, kLongestHash> mac;
  std::size_t size = 0;
  const auto* made = EVP_Q_mac(nullptr, "HMAC", nullptr, names_of(hash).openssl, nullptr, secret.data(), secret.size(),
                               moving.data(), moving.size(), mac.data(), mac.size(), &size);
  TALLYGATE_CHECK(made != nullptr && size == names_of(hash).bytes, "OpenSSL makes no HMAC");
  // Dynamic truncation: the last four bits say where 31 bits are taken from.
  const std::size_t at = mac[size - 1] & 15U;
  const std::uint32_t taken = (mac[at] & 0x7fU) << 24 | std::uint32_t{mac[at + 1]} << 16 |
                              std::uint32_t{mac[at + 2]} << 8 | std::uint32_t{mac[at + 3]};
  sodium_memzero(mac.data(), mac.size());
  std::uint32_t rest = taken % kPowers[digits - 6];
  std::string text(static_cast<std::size_t>(digits), '0');
  for (std::size_t i = text.size(); i-- > 0; rest /= 10) text[i] = static_cast<char>('0' + rest % 10);
  return text;
}

Checked<AcceptedOtp> verify_otp(const OtpEnrolment& enrolment, std::optional<std::uint64_t> last_step,
                                const Challenge& challenge, std::string_view password, core::Time now) {
  TALLYGATE_CHECK(now >= core::kTimeMin, "a time before 1970");
  if (!usable(enrolment)) return Refusal::otp_enrolment_unusable;
  if (now >= challenge.expires_at) return Refusal::challenge_expired;
  if (password.size() != static_cast<std::size_t>(enrolment.digits) || !std::ranges::all_of(password, core::is_digit))
    return Refusal::otp_malformed;
  const std::int64_t present = now.us / core::seconds(enrolment.step_s).us;
  std::optional<std::uint64_t> fits;
  for (std::int64_t step = present - kOtpStepsAround; step <= present + kOtpStepsAround; ++step) {
    if (step < 0) continue;
    const auto counter = static_cast<std::uint64_t>(step);
    if (core::equal_constant_time(hotp(enrolment.secret, counter, enrolment.hash, enrolment.digits), password))
      fits = counter;
  }
  if (!fits) return Refusal::otp_wrong;
  if (last_step && *fits <= *last_step) return Refusal::otp_replayed;
  return AcceptedOtp{*fits};
}

}  // namespace tallygate::stepup
