#include "api/http/proofs.hpp"

#include <charconv>
#include <string>
#include <utility>

#include "api/http/audit_query.hpp"
#include "api/http/form.hpp"
#include "api/http/responses.hpp"
#include "audit/tlog_proof.hpp"
#include "core/bytes.hpp"
#include "core/canonical_json.hpp"
#include "core/hash.hpp"

namespace tallygate::http {
namespace {

https::Response proof_file(std::string file) {
  https::Response response = json_response(std::move(file));
  response.content_type = "text/plain; charset=utf-8";
  return response;
}

void write_tree(core::JsonWriter& json, std::string_view name, std::uint64_t size, const core::Digest& root) {
  json.key(name);
  json.begin_object();
  json.member("root", core::to_base64(core::view(root)));
  json.member("size", size);
  json.end_object();
}

core::Result<std::string> consistency_json(audit::ProofMaker& maker, const eventstore::EventLog& log,
                                           const std::string& tenant, const PublishedCheckpoint& published,
                                           std::uint64_t from, std::uint64_t to) {
  const auto proof = maker.consistency(tenant, from, to);
  if (!proof) return proof.error();
  const auto from_root = log.root_at(tenant, from);
  if (!from_root) return from_root.error();
  const auto to_root = log.root_at(tenant, to);
  if (!to_root) return to_root.error();
  if (!audit::verify_consistency(from, to, *proof, *from_root, *to_root) ||
      (to == published.size && *to_root != published.root))
    return core::failure(core::ErrorKind::corrupt, "The log's tiles are not those of its checkpoint.");
  std::string body;
  core::JsonWriter json(body);
  json.begin_object();
  write_tree(json, "from", from, *from_root);
  json.key("hashes");
  json.begin_array();
  for (const core::Digest& hash : *proof) json.string(core::to_base64(core::view(hash)));
  json.end_array();
  write_tree(json, "to", to, *to_root);
  json.end_object();
  return body;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_wait(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0 || number > kWaitMax.count()) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit == "s") number *= 1'000;
  if ((unit != "s" && unit != "ms") || number > kWaitMax.count()) return std::nullopt;
  return std::chrono::milliseconds(number);
}

void ProofReads::inclusion(const Exchange& exchange) {
  const auto seq = parse_position(exchange.id);
  if (!seq) return exchange.respond(problem(core::Code::not_found, "A record is named by its seq."));
  const auto form = Form::parse(exchange.request.query());
  if (!form) return exchange.respond(query_problem("", "The query is malformed or repeats a parameter."));
  const auto wait = parse_wait(form->find("wait").value_or("0s"));
  if (!wait) return exchange.respond(query_problem("wait", "A wait is like 2s or 500ms, at most 30s."));
  const std::string& tenant = exchange.session->tenant->name;
  if (*seq >= engine_.durable_head(tenant).size)
    return exchange.respond(problem(core::Code::not_found, "There is no record with this seq."));
  if (wait->count() == 0) return give(exchange, *seq);
  published_.when_published(tenant, *seq + 1, *wait, [this, exchange, seq = *seq] { give(exchange, seq); });
}

// Of the record itself; of one that was archived, as its tile has it.
core::Result<core::Digest> ProofReads::leaf_of(const std::string& tenant, std::uint64_t seq) const {
  const auto archives = log_.archives(tenant);
  if (!archives) return archives.error();
  if (!archives->empty() && seq < archives->back().end) return log_.leaf(tenant, seq);
  const auto record = log_.read_one(tenant, seq);
  if (!record) return record.error();
  return core::leaf_hash(*record);
}

void ProofReads::give(const Exchange& exchange, std::uint64_t seq) {
  auto published = published_.latest(exchange.session->tenant->name);
  if (!published || seq >= published->size)
    return exchange.respond(not_published("The next checkpoint will cover it."));
  later_.answer(exchange, [this, seq, tenant = exchange.session->tenant->name, published = std::move(published)] {
    const auto leaf = leaf_of(tenant, seq);
    if (!leaf) return unreadable(leaf.error(), tenant);
    auto hashes = maker_.inclusion(tenant, seq, published->size);
    if (!hashes) return unreadable(hashes.error(), tenant);
    if (!audit::verify_inclusion(seq, published->size, *leaf, *hashes, published->root))
      return unreadable(core::failure(core::ErrorKind::corrupt, "The tiles above record " + std::to_string(seq) +
                                                                    " are not those of the published checkpoint."),
                        tenant);
    return proof_file(audit::write_tlog_proof({std::nullopt, seq, std::move(*hashes), published->note}));
  });
}

void ProofReads::consistency(const Exchange& exchange) {
  const auto form = Form::parse(exchange.request.query());
  if (!form) return exchange.respond(query_problem("", "The query is malformed or repeats a parameter."));
  const std::string& tenant = exchange.session->tenant->name;
  const auto published = published_.latest(tenant);
  if (!published) return exchange.respond(not_published("No checkpoint could be published yet."));
  const auto from = parse_position(form->get("from"));
  const auto to = form->find("to") ? parse_position(form->get("to")) : std::optional(published->size);
  if (!to) return exchange.respond(query_problem("to", "A size of the log is a number."));
  if (!from || *from > *to)
    return exchange.respond(query_problem("from", "A size of the log is a number, here at most `to`."));
  if (*to > engine_.durable_head(tenant).size)
    return exchange.respond(problem(core::Code::not_found, "The log is not that long."));
  if (*to > published->size) return exchange.respond(not_published("The next checkpoint will cover it."));
  later_.answer(exchange, [this, tenant, published, from = *from, to = *to] {
    auto body = consistency_json(maker_, log_, tenant, *published, from, to);
    return body ? json_response(std::move(*body)) : unreadable(body.error(), tenant);
  });
}

}  // namespace tallygate::http
