// From bytes to commands: media type, idempotency key, scope, form of the body, and personal data sealed before
// anything else sees it. Thread-safe: each thread keeps its own reader.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/geoip.hpp"
#include "api/http/session.hpp"
#include "api/https/message.hpp"
#include "core/command.hpp"
#include "core/fields.hpp"
#include "core/outcome.hpp"

namespace tallygate::http {

// What never becomes a command, and why.
struct Refused {
  core::Code code = core::Code::invalid_field;
  std::string detail;
  std::vector<core::FieldError> errors;
};

// A command and the blobs that it names by hash (rule set texts), as an engine ticket takes them.
struct Prepared {
  std::shared_ptr<core::Command> command = std::make_shared<core::Command>();
  std::vector<std::string> blobs;
};

// Whose key encrypts the personal values of a command; empty where only pseudonyms are kept.
std::string person_of(const core::Command& command);

// Whether the vault keeps what a request brings: of a dry run it keeps nothing.
enum class Sealing { kept, dry_run };

class Edge {
 public:
  explicit Edge(const GeoIp* geoip) : geoip_(geoip) {}  // null: countries stay unknown

  // A single call. `id` is the path's. The scope is the route's affair. A dry run may go without a key.
  std::optional<Refused> command(core::Operation op, std::string_view id, https::Request& request,
                                 const Session& session, Prepared& out, Sealing sealing = Sealing::kept) const;
  // A line of a batch; its scope is checked here. `key` is filled in as soon as it is known, so that a refusal can name
  // it.
  std::optional<Refused> line(std::string_view json, const Session& session, Prepared& out, std::string& key,
                              Sealing sealing = Sealing::kept) const;
  // A body alone, unsealed: of calls that append nothing.
  std::optional<Refused> body(core::Operation op, std::string_view json, const https::RequestHead& head,
                              core::Body& out) const;

  // One Idempotency-Key header, 1 to 255 visible ASCII; for a dry run it may be absent.
  static std::optional<Refused> read_key(const https::RequestHead& head, std::string& out,
                                         Sealing sealing = Sealing::kept);

 private:
  void seal(core::Command& command, const Tenant& tenant, Sealing sealing) const;
  std::optional<Refused> finish(Prepared& prepared, const Session& session, Sealing sealing) const;

  const GeoIp* geoip_;
};

}  // namespace tallygate::http
