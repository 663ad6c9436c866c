#include <filesystem>
#include <future>
#include <system_error>
#include <utility>

#include "api/app/books_open.hpp"
#include "api/app/geoip_database.hpp"
#include "api/app/host.hpp"
#include "api/app/open_log.hpp"
#include "api/http/edge.hpp"
#include "api/http/responses.hpp"
#include "core/canonical_json.hpp"

namespace tallygate::app {
namespace {

class BooksHere final : public Books {
 public:
  static core::Result<std::unique_ptr<Books>> open(const ReconcileOptions& options) {
    std::error_code error;
    const DataDirectory directory(std::filesystem::absolute(options.data, error));
    if (auto ours = own_directory(directory.root()); !ours) return ours.error();
    if (!std::filesystem::is_directory(directory.shards(), error))
      return core::failure(core::ErrorKind::not_found, "there is no data directory at " + directory.root().string());
    auto host = Host::open(directory);
    if (!host && host.error().kind == core::ErrorKind::locked)
      return core::failure(core::ErrorKind::locked,
                           "a server holds this directory: ask it with --url and --credentials");
    if (!host) return host.error();
    auto books = std::make_unique<BooksHere>();
    books->host_ = std::move(*host);
    const http::Tenant* tenant = books->host_->tenants().find(options.tenant);
    if (tenant == nullptr) return core::failure(core::ErrorKind::not_found, "there is no tenant " + options.tenant);
    if (tenant->replay_clock)
      return core::failure(core::ErrorKind::invalid,
                           "the clock of " + options.tenant + " is replay: `tallygate import`");
    auto publisher = books->host_->open_publisher();
    if (!publisher) return publisher.error();
    books->publisher_ = std::move(*publisher);
    books->session_.tenant = tenant;
    books->session_.actor = {"reconcile", ""};
    for (std::size_t i = 0; i < http::scope_names().size(); ++i)
      books->session_.scopes.add(static_cast<http::Scope>(i));
    return std::unique_ptr<Books>(std::move(books));
  }

  core::Result<Said> report(const std::string& channel, const std::string& key, const std::string& body) override {
    std::string line;
    core::JsonWriter json(line);
    json.begin_object();
    json.key("body");
    json.raw(body);
    json.member("key", key);
    json.member("op", "channel.statement");
    json.key("path");
    json.begin_object();
    json.member("id", channel);
    json.end_object();
    json.end_object();
    http::Prepared prepared;
    std::string read_key;
    if (auto no = http::Edge(nullptr).line(line, session_, prepared, read_key)) {
      const engine::Rendered problem = engine::render_problem(no->code, no->detail, no->errors);
      return Said{problem.status, problem.body};
    }
    engine::Ticket ticket;
    ticket.commands.push_back(std::move(prepared.command));
    ticket.blobs = std::move(prepared.blobs);
    return ask(std::move(ticket));
  }

  core::Result<Said> breaks(const std::string& state, const std::string& kind, const std::string& cursor) override {
    engine::Ticket ticket;
    ticket.kind = engine::Ticket::Kind::breaks;
    ticket.state = state;
    ticket.break_kind = kind;
    ticket.cursor = cursor;
    ticket.limit = kBreaksOfAPage;
    return ask(std::move(ticket));
  }

  core::Status end() override { return publisher_->publish_now(); }

 private:
  core::Result<Said> ask(engine::Ticket ticket) {
    auto answered = std::make_shared<std::promise<engine::Answer>>();
    std::future<engine::Answer> answer = answered->get_future();
    ticket.tenant = session_.tenant->name;
    ticket.done = [answered](std::vector<engine::Answer> answers) { answered->set_value(std::move(answers.front())); };
    host_->engine().submit(std::move(ticket));
    const engine::Answer said = answer.get();
    if (said.kind == engine::Answer::Kind::dropped)
      return core::failure(core::ErrorKind::unavailable, "a piece was not made durable: import the file again");
    const engine::Rendered rendered = http::render(said);
    return Said{rendered.status, rendered.body};
  }

  std::unique_ptr<Host> host_;
  std::unique_ptr<Publisher> publisher_;
  http::Session session_;
};

}  // namespace

core::Result<std::unique_ptr<Books>> open_books_here(const ReconcileOptions& options) {
  return BooksHere::open(options);
}

}  // namespace tallygate::app
