#include "api/http/tlog.hpp"

#include <string>
#include <utility>

#include "api/http/responses.hpp"
#include "api/http/tile_path.hpp"

namespace tallygate::http {
namespace {

constexpr std::string_view kForEver = "max-age=31536000, immutable";
constexpr std::string_view kAWhile = "max-age=300";  // a partial tile is right for ever, but soon nobody asks for it

https::Response cacheable(std::string body, std::string_view type, std::string_view who, std::string_view how_long) {
  https::Response response;
  response.content_type = type;
  response.headers.emplace_back("Cache-Control", std::string(who) + ", " + std::string(how_long));
  response.body = std::move(body);
  return response;
}

https::Response bytes_of(std::string body, std::string_view who, const TilePath& path) {
  return cacheable(std::move(body), "application/octet-stream", who, path.is_full() ? kForEver : kAWhile);
}

}  // namespace

https::Response no_such_tile() {
  return problem(core::Code::not_found, "There is no such log, or not that much of it.");
}

void TlogReads::checkpoint(const Exchange& exchange) {
  const auto published = published_.latest(exchange.id);
  if (!published) return exchange.respond(no_such_tile());
  exchange.respond(cacheable(published->note, "text/plain; charset=utf-8", "public", "max-age=2"));
}

void TlogReads::tile(const Exchange& exchange) {
  const auto published = published_.latest(exchange.id);
  const auto path = parse_tile_path(exchange.rest);
  if (!published || !path || !path->within(published->size)) return exchange.respond(no_such_tile());
  tiles_.answer(exchange, [this, tenant = exchange.id, path = *path] {
    auto hashes = audit::hash_tile(log_, tenant, path.level, path.index, path.width);
    return hashes ? bytes_of(std::move(*hashes), "public", path) : unreadable(hashes.error(), tenant);
  });
}

void TlogReads::entries(const Exchange& exchange) {
  const auto published = published_.latest(exchange.id);
  const auto path = parse_bundle_path(exchange.rest);
  if (!published || !path || !path->within(published->size)) return exchange.respond(no_such_tile());
  entries_.answer(exchange, [this, tenant = exchange.id, path = *path] {
    auto records = audit::entry_bundle(log_, tenant, path.index, path.width);
    return records ? bytes_of(std::move(*records), "private", path) : unreadable(records.error(), tenant);
  });
}

}  // namespace tallygate::http
