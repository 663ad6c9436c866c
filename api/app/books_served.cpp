#include <simdjson.h>

#include <cctype>
#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>
#include <utility>

#include "api/app/books_open.hpp"
#include "api/https/client.hpp"

namespace tallygate::app {
namespace {

constexpr std::size_t kAnswerBytesMax = 4 * 1024 * 1024;
constexpr std::size_t kCredentialsBytesMax = 64 * 1024;
constexpr std::chrono::seconds kTimeout{30};
constexpr int kPieceAttempts = 5;  // of a piece that the server has no room for

std::string text_at(const simdjson::dom::element& object, std::string_view name) {
  std::string_view text;
  return object.at_key(name).get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

// Of a query or form.
std::string escaped(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '.' || c == '_') {
      out.push_back(c);
    } else {
      out.append("%").append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]);
    }
  }
  return out;
}

class BooksServed final : public Books {
 public:
  static core::Result<std::unique_ptr<Books>> open(const ReconcileOptions& options) {
    auto books = std::make_unique<BooksServed>();
    if (auto status = books->read_credentials(options); !status) return status.error();
    const auto url = https::parse_https_url(options.url.empty() ? books->default_url_ : options.url);
    if (!url) return core::failure(core::ErrorKind::invalid, "--url is https://HOST:PORT");
    books->url_ = *url;
    if (auto status = books->log_in(); !status) return status.error();
    return std::unique_ptr<Books>(std::move(books));
  }

  core::Result<Said> report(const std::string& channel, const std::string& key, const std::string& body) override {
    for (int attempt = 1;; ++attempt) {
      auto said = ask("/v1/channels/" + escaped(channel) + "/statements",
                      {.content_type = "application/json",
                       .body = body,
                       .headers = {{"Authorization", "Bearer " + token_}, {"Idempotency-Key", key}}});
      if (!said || attempt == kPieceAttempts) return said;
      if (said->status == 401) {  // the token has run out
        if (auto status = log_in(); !status) return status.error();
      } else if (said->status != 429 && said->status != 503) {
        return said;
      } else {
        std::this_thread::sleep_for(std::chrono::seconds(attempt));
      }
    }
  }

  core::Result<Said> breaks(const std::string& state, const std::string& kind, const std::string& cursor) override {
    return ask("/v1/breaks?limit=" + std::to_string(kBreaksOfAPage) + "&state=" + escaped(state) +
                   "&kind=" + escaped(kind) + "&cursor=" + escaped(cursor),
               {.method = "GET", .content_type = {}, .body = {}, .headers = {{"Authorization", "Bearer " + token_}}});
  }

  core::Status end() override { return core::Done{}; }

 private:
  core::Status read_credentials(const ReconcileOptions& options) {
    std::ifstream file(options.credentials, std::ios::binary);
    if (!file) return core::failure(core::ErrorKind::not_found, "cannot read the credentials " + options.credentials);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    simdjson::dom::array clients;
    const bool good = text.size() <= kCredentialsBytesMax &&
                      parser.parse(simdjson::padded_string(text)).get(root) == simdjson::SUCCESS &&
                      root.at_key("clients").get(clients) == simdjson::SUCCESS;
    if (!good) return core::failure(core::ErrorKind::invalid, "there are no credentials in " + options.credentials);
    default_url_ = text_at(root, "url");
    ca_file_ = text_at(root, "ca_file");
    for (const simdjson::dom::element client : clients) {
      if (text_at(client, "name") != options.client) continue;
      form_ = "grant_type=client_credentials&client_id=" + escaped(text_at(client, "client_id")) +
              "&client_secret=" + escaped(text_at(client, "client_secret"));
      return core::Done{};
    }
    return core::failure(core::ErrorKind::not_found, "the credentials have no client " + options.client);
  }

  core::Status log_in() {
    auto said =
        ask("/oauth2/token", {.content_type = "application/x-www-form-urlencoded", .body = form_, .headers = {}});
    if (!said) return said.error();
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    if (parser.parse(simdjson::padded_string(said->body)).get(root) == simdjson::SUCCESS)
      token_ = text_at(root, "access_token");
    if (said->status == 200 && !token_.empty()) return core::Done{};
    return core::failure(core::ErrorKind::invalid, "the server gives this client no token: " + said->body);
  }

  core::Result<Said> ask(const std::string& path, const https::ClientCall& asked) const {
    https::Url url = url_;
    url.path = path;
    std::string why;
    auto answer = https::call(url, ca_file_, asked, {.timeout = kTimeout, .answer_bytes_max = kAnswerBytesMax}, why);
    if (!answer) return core::failure(core::ErrorKind::unavailable, "the server does not answer: " + why);
    return Said{answer->status, std::move(answer->body)};
  }

  https::Url url_;
  std::string default_url_, ca_file_, form_, token_;
};

}  // namespace

core::Result<std::unique_ptr<Books>> open_books_served(const ReconcileOptions& options) {
  return BooksServed::open(options);
}

core::Result<std::unique_ptr<Books>> open_books(const ReconcileOptions& options) {
  const bool here = !options.data.empty() && !options.tenant.empty();
  const bool served = !options.credentials.empty();
  if (here == served)
    return core::failure(core::ErrorKind::invalid,
                         "either --data and --tenant, or --credentials (and --url): whose books?");
  return here ? open_books_here(options) : open_books_served(options);
}

}  // namespace tallygate::app
