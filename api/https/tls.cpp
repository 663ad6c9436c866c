#include "api/https/tls.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

namespace tallygate::https {

namespace {

constexpr const char* cipher_suites = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
constexpr const char* groups = "X25519:P-256:P-384";
constexpr std::size_t outgoing_kept = 64 * 1024;  // capacity that an idle connection may keep

std::string openssl_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "no reason given";
  const char* reason = ERR_reason_error_string(code);
  return reason == nullptr ? "error " + std::to_string(code) : std::string(reason);
}

// ALPN's list: each protocol after its length (RFC 7301, 3.1).
std::vector<unsigned char> alpn_list(std::string_view comma_separated) {
  std::vector<unsigned char> list;
  while (!comma_separated.empty()) {
    const std::string_view name = comma_separated.substr(0, comma_separated.find(','));
    list.push_back(static_cast<unsigned char>(name.size()));
    list.insert(list.end(), name.begin(), name.end());
    comma_separated.remove_prefix(std::min(comma_separated.size(), name.size() + 1));
  }
  return list;
}

int select_http11(SSL*, const unsigned char** chosen, unsigned char* chosen_size, const unsigned char* offered,
                  unsigned int offered_size, void*) {
  static constexpr unsigned char ours[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* match = nullptr;
  if (SSL_select_next_proto(&match, chosen_size, ours, sizeof ours, offered, offered_size) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *chosen = match;
  return SSL_TLSEXT_ERR_OK;
}

bool is_address(const std::string& host) {
  ASN1_OCTET_STRING* address = a2i_IPADDRESS(host.c_str());
  ASN1_OCTET_STRING_free(address);
  return address != nullptr;
}

void set_common_options(SSL_CTX* context) {
  // HTTP's own framing shows a cut-off message, so a peer that just closes is no error.
  SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE);
  SSL_CTX_set_read_ahead(context, 1);
}

}  // namespace

TlsContext make_server_context(const CertificateFiles& files, std::string& why) {
  TlsContext context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (context == nullptr) {
    why = "TLS cannot be set up: " + openssl_error();
    return nullptr;
  }
  SSL_CTX* raw = context.get();
  set_common_options(raw);
  SSL_CTX_set_alpn_select_cb(raw, select_http11, nullptr);
  SSL_CTX_set_num_tickets(raw, 1);
  static constexpr unsigned char session_context[] = {'t', 'g'};
  SSL_CTX_set_session_id_context(raw, session_context, sizeof session_context);
  if (SSL_CTX_set_min_proto_version(raw, TLS1_3_VERSION) != 1 ||
      SSL_CTX_set_max_proto_version(raw, TLS1_3_VERSION) != 1 || SSL_CTX_set_ciphersuites(raw, cipher_suites) != 1 ||
      SSL_CTX_set1_groups_list(raw, groups) != 1) {
    why = "TLS 1.3 with the required suites and groups is not available: " + openssl_error();
    return nullptr;
  }
  if (SSL_CTX_use_certificate_chain_file(raw, files.certificate.c_str()) != 1) {
    why = "The certificate " + files.certificate + " cannot be used: " + openssl_error() + ".";
    return nullptr;
  }
  if (SSL_CTX_use_PrivateKey_file(raw, files.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(raw) != 1) {
    why = "The private key " + files.key + " cannot be used with the certificate: " + openssl_error() + ".";
    return nullptr;
  }
  return context;
}

TlsContext make_client_context(const ClientTls& tls, std::string& why) {
  TlsContext context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  if (context == nullptr) {
    why = "TLS cannot be set up: " + openssl_error();
    return nullptr;
  }
  SSL_CTX* raw = context.get();
  set_common_options(raw);
  SSL_CTX_set_min_proto_version(raw, tls.allow_tls12 || tls.only_tls12 ? TLS1_2_VERSION : TLS1_3_VERSION);
  SSL_CTX_set_max_proto_version(raw, tls.only_tls12 ? TLS1_2_VERSION : TLS1_3_VERSION);
  if (const std::vector<unsigned char> list = alpn_list(tls.alpn); !list.empty()) {
    SSL_CTX_set_alpn_protos(raw, list.data(), static_cast<unsigned int>(list.size()));
  }
  if (tls.ca_file.empty()) return context;
  if (SSL_CTX_load_verify_file(raw, tls.ca_file.c_str()) != 1) {
    why = "The authority " + tls.ca_file + " cannot be used: " + openssl_error() + ".";
    return nullptr;
  }
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
  return context;
}

// How OpenSSL reaches the socket: reading calls recv(), writing appends to the outgoing bytes and so never blocks.
struct WireBio {
  static Wire& wire(BIO* bio) { return *static_cast<Wire*>(BIO_get_data(bio)); }

  static int write(BIO* bio, const char* bytes, int size) {
    wire(bio).outgoing_.append(bytes, static_cast<std::size_t>(size));
    return size;
  }

  static int read(BIO* bio, char* room, int size) {
    Wire& self = wire(bio);
    BIO_clear_retry_flags(bio);
    const ssize_t got = ::recv(self.socket_, room, static_cast<std::size_t>(size), 0);
    if (got > 0) {
      self.bytes_received_ += static_cast<std::uint64_t>(got);
      return static_cast<int>(got);
    }
    if (got == 0) {
      self.ended_ = true;
      return 0;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) BIO_set_retry_read(bio);
    return -1;
  }

  static long control(BIO* bio, int command, long, void*) {
    if (command == BIO_CTRL_FLUSH) return 1;
    if (command == BIO_CTRL_EOF) return wire(bio).ended_ ? 1 : 0;
    return 0;
  }

  static int create(BIO* bio) {
    BIO_set_init(bio, 1);
    return 1;
  }

  static BIO_METHOD* method() {
    static BIO_METHOD* const made = [] {
      BIO_METHOD* table = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "tallygate wire");
      BIO_meth_set_write(table, write);
      BIO_meth_set_read(table, read);
      BIO_meth_set_ctrl(table, control);
      BIO_meth_set_create(table, create);
      return table;
    }();
    return made;
  }
};

std::unique_ptr<Wire> Wire::plain(int socket) {
  return std::unique_ptr<Wire>(new Wire(socket));
}

std::unique_ptr<Wire> Wire::secured(int socket, const TlsContext& context) {
  std::unique_ptr<Wire> wire = plain(socket);
  wire->session_ = SSL_new(context.get());
  BIO* bio = wire->session_ == nullptr ? nullptr : BIO_new(WireBio::method());
  if (bio == nullptr) return nullptr;
  BIO_set_data(bio, wire.get());
  SSL_set_bio(wire->session_, bio, bio);
  return wire;
}

std::unique_ptr<Wire> Wire::server(int socket, const TlsContext& context) {
  std::unique_ptr<Wire> wire = secured(socket, context);
  if (wire != nullptr) SSL_set_accept_state(wire->session_);
  return wire;
}

std::unique_ptr<Wire> Wire::client(int socket, const TlsContext& context, const std::string& host) {
  std::unique_ptr<Wire> wire = secured(socket, context);
  if (wire == nullptr) return nullptr;
  SSL_set_connect_state(wire->session_);
  if (is_address(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(wire->session_), host.c_str());
  } else {
    SSL_set1_host(wire->session_, host.c_str());
    // What the macro SSL_set_tlsext_host_name does, without its C cast.
    std::string name = host;
    SSL_ctrl(wire->session_, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
  }
  return wire;
}

Wire::~Wire() {
  SSL_free(session_);
}

Wire::Outcome Wire::outcome_of(int result) {
  switch (SSL_get_error(session_, result)) {
    case SSL_ERROR_WANT_READ:
      return Outcome::blocked;
    case SSL_ERROR_ZERO_RETURN:
      ended_ = true;
      return Outcome::ended;
    default:
      failure_ = openssl_error();
      return Outcome::failed;
  }
}

Wire::Outcome Wire::handshake() {
  if (session_ == nullptr) return Outcome::done;
  ERR_clear_error();
  const int result = SSL_do_handshake(session_);
  if (result == 1) return Outcome::done;
  const Outcome outcome = outcome_of(result);
  return outcome == Outcome::ended ? Outcome::failed : outcome;
}

Wire::Outcome Wire::read(char* room, std::size_t size, std::size_t& got) {
  got = 0;
  if (session_ != nullptr) {
    ERR_clear_error();
    const int result = SSL_read_ex(session_, room, size, &got);
    return result == 1 ? Outcome::done : outcome_of(result);
  }
  const ssize_t count = ::recv(socket_, room, size, 0);
  if (count > 0) {
    got = static_cast<std::size_t>(count);
    bytes_received_ += got;
    return Outcome::done;
  }
  if (count == 0) return Outcome::ended;
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? Outcome::blocked : Outcome::failed;
}

bool Wire::may_hold_input() const {
  return session_ != nullptr && SSL_has_pending(session_) == 1;
}

bool Wire::queue(std::string_view bytes) {
  if (session_ == nullptr) {
    outgoing_.append(bytes);
    return true;
  }
  while (!bytes.empty()) {
    std::size_t taken = 0;
    ERR_clear_error();
    if (SSL_write_ex(session_, bytes.data(), bytes.size(), &taken) != 1) {
      failure_ = openssl_error();
      return false;
    }
    bytes.remove_prefix(taken);
  }
  return true;
}

void Wire::queue_end() {
  if (session_ == nullptr || SSL_is_init_finished(session_) == 0) return;
  ERR_clear_error();
  SSL_shutdown(session_);
  ERR_clear_error();
}

Wire::Outcome Wire::flush() {
  while (sent_ < outgoing_.size()) {
    const ssize_t count = ::send(socket_, outgoing_.data() + sent_, outgoing_.size() - sent_, MSG_NOSIGNAL);
    if (count < 0) {
      if (errno == EINTR) continue;
      return errno == EAGAIN || errno == EWOULDBLOCK ? Outcome::blocked : Outcome::failed;
    }
    sent_ += static_cast<std::size_t>(count);
    bytes_sent_ += static_cast<std::uint64_t>(count);
  }
  sent_ = 0;
  outgoing_.clear();
  if (outgoing_.capacity() > outgoing_kept) outgoing_.shrink_to_fit();
  return Outcome::done;
}

}  // namespace tallygate::https
