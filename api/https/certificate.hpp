// The server's certificate and key as PEM files: making a self-signed pair when none is configured.
#pragma once

#include <optional>
#include <string>

namespace tallygate::https {

struct CertificateFiles {
  std::string certificate;  // path of a PEM file: the server's certificate first, then its chain
  std::string key;          // path of a PEM file: the private key, not encrypted
};

// Makes a P-256 key and a self-signed certificate for localhost, 127.0.0.1 and ::1, valid for 825 days from now (what
// clients accept at most), unless both files are already there. A key alone gets a certificate, a certificate alone is
// an error. Each file is written beside its place, renamed and durable under its name before this returns, so that no
// reader sees half of one; the key file's mode is 0600 from its first byte.
// The certificate is its own authority: clients trust it by being given the certificate file. Returns nothing on
// success, otherwise one sentence for the operator.
std::optional<std::string> ensure_self_signed(const CertificateFiles& files);

}  // namespace tallygate::https
