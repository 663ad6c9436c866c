#include "api/https/certificate.hpp"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string_view>

namespace tallygate::https {

namespace {

constexpr long validity_seconds = 825L * 24 * 60 * 60;
constexpr long clock_skew_seconds = 60L * 60;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;

bool add_extension(X509* certificate, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
  const bool added = extension != nullptr && X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return added;
}

// 63 random bits: positive, and never two certificates of one name with the same number (RFC 5280, 4.1.2.2).
bool set_random_serial(X509* certificate) {
  unsigned char bytes[8];
  if (RAND_bytes(bytes, sizeof bytes) != 1) return false;
  std::uint64_t serial = 0;
  for (const unsigned char byte : bytes) serial = serial << 8 | byte;
  return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1 | 1) == 1;
}

// Not an authority: whoever trusts it trusts this server, not whatever its key might sign. And without a key usage
// field: OpenSSL takes a certificate for self-signed only where that field is absent or allows signing certificates.
Certificate self_signed(EVP_PKEY* key) {
  Certificate certificate(X509_new(), X509_free);
  X509* raw = certificate.get();
  if (raw == nullptr) return certificate;
  X509_NAME* name = X509_get_subject_name(raw);
  const auto* common_name = reinterpret_cast<const unsigned char*>("Tallygate (self-signed)");
  const bool made = X509_set_version(raw, X509_VERSION_3) == 1 && set_random_serial(raw) &&
                    X509_gmtime_adj(X509_getm_notBefore(raw), -clock_skew_seconds) != nullptr &&
                    X509_gmtime_adj(X509_getm_notAfter(raw), validity_seconds - clock_skew_seconds) != nullptr &&
                    X509_set_pubkey(raw, key) == 1 &&
                    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common_name, -1, -1, 0) == 1 &&
                    X509_set_issuer_name(raw, name) == 1 && add_extension(raw, NID_subject_key_identifier, "hash") &&
                    add_extension(raw, NID_basic_constraints, "critical,CA:FALSE") &&
                    add_extension(raw, NID_ext_key_usage, "serverAuth") &&
                    add_extension(raw, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1") &&
                    X509_sign(raw, key, EVP_sha256()) != 0;
  if (!made) certificate.reset();
  return certificate;
}

std::string system_error(const std::string& what, const std::string& path) {
  return what + " " + path + ": " + std::strerror(errno) + ".";
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool sync_directory_of(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  const int directory = ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = directory >= 0 && ::fsync(directory) == 0;
  const int why = errno;
  if (directory >= 0) ::close(directory);
  errno = why;
  return synced;
}

std::optional<std::string> write_atomically(const std::string& path, std::string_view bytes, mode_t mode) {
  const std::string beside = path + ".new";
  ::unlink(beside.c_str());
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
  if (file < 0) return system_error("Cannot create", beside);
  const bool written = write_all(file, bytes) && ::fsync(file) == 0;
  const std::string why = written ? std::string() : system_error("Cannot write", beside);
  ::close(file);
  if (!written) {
    ::unlink(beside.c_str());
    return why;
  }
  if (std::rename(beside.c_str(), path.c_str()) != 0) return system_error("Cannot rename to", path);
  if (!sync_directory_of(path)) return system_error("Cannot make durable", path);
  return std::nullopt;
}

std::string_view contents(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_ctrl(memory, BIO_CTRL_INFO, 0, &data);
  return {data, static_cast<std::size_t>(size)};
}

Key read_key(const std::string& path) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> file(BIO_new_file(path.c_str(), "r"), BIO_free);
  return {file == nullptr ? nullptr : PEM_read_bio_PrivateKey(file.get(), nullptr, nullptr, nullptr), EVP_PKEY_free};
}

}  // namespace

std::optional<std::string> ensure_self_signed(const CertificateFiles& files) {
  const bool has_certificate = std::filesystem::exists(files.certificate);
  const bool has_key = std::filesystem::exists(files.key);
  if (has_certificate && has_key) return std::nullopt;
  if (has_certificate) {
    return "Of " + files.certificate + " and " + files.key +
           " only one exists; give both, or neither to have them made.";
  }
  // A key alone is what is left when the making was cut short: it is kept.
  const Key key =
      has_key ? read_key(files.key) : Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), EVP_PKEY_free);
  if (has_key && key == nullptr) {
    ERR_clear_error();
    return "Of " + files.certificate + " and " + files.key + " only the key exists, and it cannot be read.";
  }
  const Certificate certificate = key == nullptr ? Certificate(nullptr, X509_free) : self_signed(key.get());
  const Memory key_pem(BIO_new(BIO_s_secmem()), BIO_free);
  const Memory certificate_pem(BIO_new(BIO_s_mem()), BIO_free);
  if (certificate == nullptr || key_pem == nullptr || certificate_pem == nullptr ||
      PEM_write_bio_PKCS8PrivateKey(key_pem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
      PEM_write_bio_X509(certificate_pem.get(), certificate.get()) != 1) {
    ERR_clear_error();
    return "A self-signed certificate cannot be made: OpenSSL refused.";
  }
  // The key first: a certificate without its key would look complete to whoever finds it.
  if (!has_key)
    if (auto why = write_atomically(files.key, contents(key_pem.get()), 0600)) return why;
  return write_atomically(files.certificate, contents(certificate_pem.get()), 0644);
}

}  // namespace tallygate::https
