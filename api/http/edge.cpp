#include "api/http/edge.hpp"

#include <sodium.h>

#include <algorithm>
#include <utility>

#include "api/http/media_type.hpp"
#include "core/body_codec.hpp"
#include "core/card_number.hpp"
#include "core/hash.hpp"
#include "core/ids.hpp"

namespace tallygate::http {
namespace {

constexpr std::size_t kKeyBytesMax = 255;
constexpr std::size_t kAccountPathMax = 128;  // longer than any account that the ledger posts on

core::BodyReader& reader() {
  thread_local core::BodyReader own;
  return own;
}

Refused refused(core::Code code, std::string detail) {
  return {code, std::move(detail), {}};
}

Refused refused_at(core::Code code, std::string pointer, std::string field_code, std::string detail) {
  Refused r{code, detail, {}};
  r.errors.push_back({std::move(pointer), std::move(field_code), std::move(detail)});
  return r;
}

Refused refused_form(core::BodyErrors errors) {
  if (errors.malformed)
    return {core::Code::malformed_json, errors.errors.empty() ? "The body is not JSON." : errors.errors.front().detail,
            std::move(errors.errors)};
  const auto has = [&](std::string_view code) {
    return std::ranges::find(errors.errors, code, &core::FieldError::code) != errors.errors.end();
  };
  if (has("pan_refused"))
    return {core::Code::pan_refused, "The body holds what looks like a card number; it was not kept.",
            std::move(errors.errors)};
  return {core::Code::invalid_field, "A field is not as it must be.", std::move(errors.errors)};
}

bool visible_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

// What a body reports as already done outside is a fact, whatever call carries it.
bool reports_fact(const core::Body& body) {
  if (const auto* payment = std::get_if<core::PaymentPut>(&body)) return payment->reported.value_or(false);
  if (const auto* refund = std::get_if<core::OrderRefund>(&body)) return refund->settled.value_or(false);
  if (const auto* refund = std::get_if<core::PaymentRefund>(&body)) return refund->settled.value_or(false);
  return false;
}

void wipe(std::string& text) {
  sodium_memzero(text.data(), text.size());
}

Refused card_number(std::string pointer) {
  return refused_at(core::Code::pan_refused, std::move(pointer), "pan_refused",
                    "It holds what looks like a card number; it was not kept.");
}

// What the path names: an object by its id, or an account by its name.
std::optional<Refused> path_id(core::Operation op, std::string_view id) {
  if (!core::traits(op).has_path_id) return std::nullopt;
  if (core::card_number_in(id)) return card_number("/path/id");
  const bool account = op == core::Operation::account_freeze || op == core::Operation::account_unfreeze ||
                       op == core::Operation::account_close;
  if (!account && !core::valid_id(id))
    return refused_at(core::Code::invalid_field, "/path/id", "bad_id", "An id is [A-Za-z0-9][A-Za-z0-9._-]{0,63}.");
  if (account && (id.empty() || id.size() > kAccountPathMax || !visible_ascii(id)))
    return refused_at(core::Code::invalid_field, "/path/name", "bad_value",
                      "An account's name has 1 to 128 visible ASCII characters.");
  return std::nullopt;
}

// The body of a request that carried clear personal values; the parser's own copy goes with the next request it reads.
struct WipeAtEnd {
  std::string& text;
  explicit WipeAtEnd(std::string& t) : text(t) {}
  WipeAtEnd(const WipeAtEnd&) = delete;
  WipeAtEnd& operator=(const WipeAtEnd&) = delete;
  ~WipeAtEnd() { wipe(text); }
};

}  // namespace

std::string person_of(const core::Command& command) {
  if (const auto* order = std::get_if<core::OrderPlace>(&command.body)) return order->buyer.str();
  if (const auto* login = std::get_if<core::LoginAttempt>(&command.body)) return login->user.str();
  if (std::holds_alternative<core::PartyPut>(command.body) || std::holds_alternative<core::PartyChange>(command.body))
    return command.path_id;
  return {};
}

std::optional<Refused> Edge::read_key(const https::RequestHead& head, std::string& out, Sealing sealing) {
  const std::size_t count = head.headers.count("idempotency-key");
  if (count == 0 && sealing == Sealing::dry_run) return std::nullopt;
  constexpr const char* kPointer = "/headers/idempotency-key";
  if (count == 0)
    return refused_at(core::Code::key_required, kPointer, "required",
                      "This call appends, so it needs an Idempotency-Key.");
  out = head.headers.get("idempotency-key");
  if (count > 1)
    return refused_at(core::Code::key_invalid, kPointer, "duplicate_field", "There must be one Idempotency-Key.");
  if (out.empty() || out.size() > kKeyBytesMax || !visible_ascii(out))
    return refused_at(core::Code::key_invalid, kPointer, "bad_value",
                      "An Idempotency-Key has 1 to 255 visible ASCII characters.");
  if (core::card_number_in(out)) return card_number(kPointer);
  return std::nullopt;
}

std::optional<Refused> Edge::body(core::Operation op, std::string_view json, const https::RequestHead& head,
                                  core::Body& out) const {
  if (!json.empty() && !is_media_type(head.headers.get("content-type"), "application/json"))
    return refused_at(core::Code::unsupported_media_type, "/headers/content-type", "bad_value",
                      "The body must be application/json.");
  core::BodyErrors errors = reader().read(op, json, core::Form::wire, out);
  if (!errors.ok()) return refused_form(std::move(errors));
  return std::nullopt;
}

std::optional<Refused> Edge::command(core::Operation op, std::string_view id, https::Request& request,
                                     const Session& session, Prepared& out, Sealing sealing) const {
  const WipeAtEnd wipe_body(request.body);
  core::Command& command = *out.command;
  command.op = op;
  command.actor = session.actor;
  command.path_id = id;
  if (auto no = read_key(request, command.key, sealing)) return no;
  if (auto no = path_id(op, id)) return no;
  if (auto no = body(op, request.body, request, command.body)) return no;
  return finish(out, session, sealing);
}

std::optional<Refused> Edge::line(std::string_view json, const Session& session, Prepared& out, std::string& key,
                                  Sealing sealing) const {
  core::BodyReader::Line line;
  core::BodyErrors errors = reader().read_line(json, line);
  key = line.key;
  // Which operations exist is no secret, but whether a body is well-formed is only for those who may send it.
  if (line.op && !session.scopes.intersects(scopes_for(*line.op)))
    return refused_at(core::Code::forbidden, "/op", "forbidden", "The token's scope does not allow this operation.");
  const bool unknown = !line.op && std::ranges::any_of(errors.errors, [](const auto& e) {
    return e.pointer == "/op" && e.code == "bad_value";
  });
  if (unknown)
    return refused_at(core::Code::unknown_operation, "/op", "bad_value", "There is no such operation in batches.");
  if (!errors.ok()) return refused_form(std::move(errors));
  core::Command& command = *out.command;
  command.op = *line.op;
  command.actor = session.actor;
  command.key = std::move(line.key);
  command.path_id = std::move(line.path_id);
  command.body = std::move(line.body);
  command.at = line.at;
  if (command.at && !session.tenant->replay_clock)
    return refused_at(core::Code::at_not_allowed, "/at", "bad_value",
                      "`at` is only for a tenant whose clock is replay.");
  return finish(out, session, sealing);
}

std::optional<Refused> Edge::finish(Prepared& prepared, const Session& session, Sealing sealing) const {
  core::Command& command = *prepared.command;
  if (reports_fact(command.body) && !session.scopes.has(Scope::facts_write))
    return refused(core::Code::forbidden, "What happened outside is reported with the scope facts:write.");
  if (auto* ruleset = std::get_if<core::RulesetPut>(&command.body)) {
    prepared.blobs.push_back(ruleset->toml);
  }
  if (auto* statement = std::get_if<core::ChannelStatement>(&command.body))
    prepared.blobs.push_back(std::exchange(statement->source, {}));
  seal(command, *session.tenant, sealing);
  core::finish_command(command);
  if (command.request.size() > core::kRequestBytesMax)
    return refused(core::Code::body_too_large, "A request's data is at most 40 KiB in canonical form.");
  return std::nullopt;
}

void Edge::seal(core::Command& command, const Tenant& tenant, Sealing sealing) const {
  std::string person;
  bool asked = false;
  core::for_each_personal(command.body, [&](core::Personal& value, std::string_view) {
    if (!asked) {
      person = person_of(command);
      asked = true;
    }
    if (value.kind == core::PersonalKind::ip && geoip_ != nullptr) value.country = geoip_->country(value.clear);
    // A user agent is a device's, not a person's word: its pseudonym is all that rules need.
    const bool keep = !person.empty() && value.kind != core::PersonalKind::user_agent;
    if (sealing == Sealing::dry_run) return tenant.vault->seal_for_dry_run(value, keep);
    tenant.vault->seal(value, person, keep);
  });
}

}  // namespace tallygate::http
