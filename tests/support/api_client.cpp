#include "tests/support/api_client.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <iterator>
#include <utility>

#include "core/check.hpp"

namespace tallygate::tests {
namespace {

std::string text_of(const simdjson::dom::element& element) {
  std::string_view text;
  if (element.get_string().get(text) == simdjson::SUCCESS) return std::string(text);
  return simdjson::minify(element);
}

std::string member(const simdjson::dom::element& object, const char* name) {
  simdjson::dom::element value;
  return object[name].get(value) == simdjson::SUCCESS ? text_of(value) : std::string();
}

std::string unique_key() {
  static std::atomic<std::uint64_t> next{0};
  return "test-" + std::to_string(++next);
}

Reply reply_of(std::optional<bench::ClientResponse> response) {
  if (!response) return {};
  return {response->status, std::move(response->headers), std::move(response->body)};
}

}  // namespace

const ClientSecret& CredentialsFile::client(std::string_view name) const {
  const auto found = std::ranges::find(clients, name, &ClientSecret::name);
  TALLYGATE_CHECK(found != clients.end(), "no such client in the credentials");
  return *found;
}

CredentialsFile read_credentials(const std::filesystem::path& path) {
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  TALLYGATE_CHECK(parser.parse(simdjson::padded_string(text)).get(document) == simdjson::SUCCESS,
                  "no credentials at " + path.string());
  CredentialsFile out{member(document, "url"),  member(document, "tenant"),  member(document, "origin"),
                      member(document, "vkey"), member(document, "ca_file"), {}};
  for (const auto client : document["clients"].get_array())
    out.clients.push_back({member(client, "name"), member(client, "client_id"), member(client, "client_secret"),
                           member(client, "scope"), member(client, "person")});
  return out;
}

std::string Reply::at(std::string_view pointer) const {
  simdjson::dom::parser parser;
  simdjson::dom::element document, value;
  if (parser.parse(simdjson::padded_string(body)).get(document) != simdjson::SUCCESS) return {};
  return document.at_pointer(pointer).get(value) == simdjson::SUCCESS ? text_of(value) : std::string();
}

bool Reply::has(std::string_view pointer) const {
  simdjson::dom::parser parser;
  simdjson::dom::element document, value;
  return parser.parse(simdjson::padded_string(body)).get(document) == simdjson::SUCCESS &&
         document.at_pointer(pointer).get(value) == simdjson::SUCCESS;
}

std::string Reply::pointers() const {
  std::string joined;
  for (int i = 0; has("/errors/" + std::to_string(i)); ++i) {
    if (i > 0) joined += ' ';
    joined += at("/errors/" + std::to_string(i) + "/pointer");
  }
  return joined;
}

ApiClient::ApiClient(std::uint16_t port, const std::string& ca_file) {
  options_.port = port;
  options_.ca_file = ca_file;
  TALLYGATE_CHECK(connection_.connect(options_), "cannot connect: " + connection_.why());
}

ApiClient::ApiClient(std::uint16_t port, const CredentialsFile& credentials, std::string_view client,
                     std::string_view scope)
    : ApiClient(port, credentials.ca_file) {
  use_token(token(credentials.client(client), scope));
}

std::string ApiClient::token(const ClientSecret& client, std::string_view scope) {
  std::string form =
      "grant_type=client_credentials&client_id=" + client.client_id + "&client_secret=" + client.client_secret;
  if (!scope.empty()) form.append("&scope=").append(scope);
  const Reply reply = raw("POST", "/oauth2/token", {{"Content-Type", "application/x-www-form-urlencoded"}}, form);
  TALLYGATE_CHECK(reply.status == 200, "no token: " + reply.body);
  return reply.at("/access_token");
}

Reply ApiClient::get(std::string_view target, const bench::ClientHeaders& more) {
  bench::ClientHeaders headers = more;
  headers.emplace_back("Authorization", bearer_);
  return raw("GET", target, headers, {});
}

Reply ApiClient::call(std::string_view method, std::string_view target, std::string_view json, std::string_view key) {
  const std::string own = key.empty() ? unique_key() : std::string(key);
  return raw(method, target,
             {{"Authorization", bearer_}, {"Content-Type", "application/json"}, {"Idempotency-Key", own}}, json);
}

Reply ApiClient::raw(std::string_view method, std::string_view target, const bench::ClientHeaders& headers,
                     std::string_view body) {
  if (!connection_.connected() && !connection_.connect(options_)) return {};
  Reply reply = reply_of(connection_.request(method, target, headers, body));
  if (reply.status == 0 || reply.headers.get("connection") == "close") connection_.close();
  return reply;
}

std::vector<Reply> ApiClient::batch(std::string_view ndjson, std::string_view query, std::string_view key) {
  bench::ClientHeaders headers = {{"Authorization", bearer_}, {"Content-Type", "application/x-ndjson"}};
  if (!key.empty()) headers.emplace_back("Idempotency-Key", key);
  const Reply whole = raw("POST", "/v1/batch" + std::string(query), headers, ndjson);
  if (whole.status != 200) return {whole};
  std::vector<Reply> lines;
  std::string_view rest = whole.body;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    Reply line{200, whole.headers, std::string(rest.substr(0, end))};
    lines.push_back({std::stoi(line.at("/status")), whole.headers, line.body});
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return lines;
}

}  // namespace tallygate::tests
