#include "api/app/reconcile.hpp"

#include <simdjson.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <system_error>

#include "api/app/books.hpp"
#include "api/app/command.hpp"
#include "api/app/progress_bar.hpp"
#include "api/statement/rows.hpp"
#include "core/canonical_json.hpp"
#include "core/hash.hpp"
#include "core/ids.hpp"
#include "ledger/account_names.hpp"
#include "ledger/matches.hpp"

namespace tallygate::app {
namespace {

constexpr std::size_t kBreaksShown = 1'000;

core::Result<std::string> read_bytes(const std::string& path, std::size_t bytes_max) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file) return core::failure(core::ErrorKind::not_found, "cannot read " + path);
  if (size > bytes_max)
    return core::failure(core::ErrorKind::invalid, path + " has more than " + std::to_string(bytes_max) + " bytes");
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

// The file's name with what no id may have replaced.
std::string id_of(const std::string& path) {
  std::string out = std::filesystem::path(path).filename().string().substr(0, core::kIdLengthMax);
  for (char& c : out)
    if (!core::valid_id(std::string_view(&c, 1)) && c != '.' && c != '_' && c != '-') c = '-';
  return core::valid_id(out) ? out : "f" + out.substr(0, core::kIdLengthMax - 1);
}

std::string text_of(const simdjson::dom::element& object, std::string_view name) {
  std::string_view text;
  std::int64_t number = 0;
  if (object.at_key(name).get(text) == simdjson::SUCCESS) return std::string(text);
  if (object.at_key(name).get(number) == simdjson::SUCCESS) return std::to_string(number);
  return {};
}

// Of each break of all pages, the oldest first, until `each` has enough.
core::Status each_break(Books& books, const std::string& state, const std::string& kind,
                        const std::function<bool(const simdjson::dom::element&)>& each) {
  simdjson::dom::parser parser;
  std::string cursor;
  for (;;) {
    auto page = books.breaks(state, kind, cursor);
    if (!page) return page.error();
    simdjson::dom::element root;
    simdjson::dom::array items;
    if (page->status != 200 || parser.parse(simdjson::padded_string(page->body)).get(root) != simdjson::SUCCESS ||
        root.at_key("items").get(items) != simdjson::SUCCESS)
      return core::failure(core::ErrorKind::invalid, "no list of breaks: " + page->body);
    for (const simdjson::dom::element item : items)
      if (!each(item)) return core::Done{};
    cursor = text_of(root, "next_cursor");
    if (cursor.empty()) return core::Done{};
  }
}

void print_break(const simdjson::dom::element& b) {
  const std::string ours = text_of(b, "ours"), theirs = text_of(b, "theirs"), since = text_of(b, "since");
  std::cout << text_of(b, "id") << "  " << text_of(b, "kind") << "  " << text_of(b, "subject") << "  ";
  if (!ours.empty()) std::cout << "ours " << ours << "  theirs " << theirs << "  ";
  std::cout << text_of(b, "amount") << " " << text_of(b, "currency") << "  " << text_of(b, "account") << "  since "
            << (since.empty() ? text_of(b, "opened_at") : since) << "\n";
}

struct Sent {
  std::uint64_t rows = 0, pieces = 0;
  std::set<std::string, std::less<>> subjects;  // that its rows are about
};

// Whether it is a difference about one of the file's rows, whatever record opened it.
bool is_about(const simdjson::dom::element& b, const Sent& sent, const std::string& channel) {
  return !text_of(b, "ours").empty() && sent.subjects.contains(text_of(b, "subject")) &&
         text_of(b, "account").ends_with(":" + channel);
}

// An unknown channel is for the server to refuse.
core::Status send(Books& books, const ReconcileOptions& options, const std::string& text,
                  const statement::ReadFile& file, Sent& out) {
  const std::string sha256 = core::to_hex(core::view(core::sha256(text)));
  const auto channel = ledger::channel_called(options.channel);
  ProgressBar bar("reconcile");
  for (std::size_t at = 0; at < file.pieces.size(); ++at) {
    bar.show(at, file.pieces.size());
    const std::string body = statement::piece_body(text, file, at, options.statement, sha256);
    const std::string key =
        "statement-" + core::to_hex(core::view(core::sha256(options.channel + "\n" + body))).substr(0, 40);
    auto said = books.report(options.channel, key, body);
    if (!said) return said.error();
    if (said->status != 201)
      return core::failure(core::ErrorKind::invalid, "piece " + std::to_string(at + 1) + " is refused: " + said->body);
    out.rows += file.pieces[at].rows.size();
    ++out.pieces;
    for (const core::StatementRow& row : file.pieces[at].rows) {
      const std::string match = channel ? ledger::match_of_row(row, *channel) : std::string();
      if (!match.empty()) out.subjects.insert(match.substr(0, match.find('@')));
    }
  }
  return core::Done{};
}

int print_sent(const ReconcileOptions& options, const statement::ReadFile& file, const Sent& sent, Books& books) {
  std::uint64_t opened = 0;
  const auto shown = each_break(books, "open", "", [&](const simdjson::dom::element& b) {
    if (!is_about(b, sent, options.channel)) return true;
    if (++opened <= kBreaksShown && !options.json) print_break(b);
    return true;
  });
  if (!shown) return cannot(shown.error());
  if (options.json) {
    std::string out;
    core::JsonWriter json(out);
    json.begin_object();
    json.member("breaks", opened);
    json.member("passed_over", file.passed_over);
    json.member("pieces", sent.pieces);
    json.member("rows", sent.rows);
    json.member("statement_id", options.statement);
    json.end_object();
    std::cout << out << "\n";
  } else {
    std::cout << "statement    " << options.statement << "\nrows         " << sent.rows << "\npassed over  "
              << file.passed_over << "\npieces       " << sent.pieces << "\nbreaks       " << opened << "\n";
  }
  return opened > 0 ? kDoesNotHold : kHolds;
}

}  // namespace

int run_reconcile_import(const ReconcileOptions& asked) {
  ReconcileOptions options = asked;
  const auto toml = read_bytes(options.mapping, statement::kMappingBytesMax);
  if (!toml) return cannot(toml.error());
  const auto mapping = statement::read_mapping(*toml);
  if (!mapping) return cannot("the mapping " + options.mapping + ": " + mapping.error().message);
  if (options.channel.empty()) options.channel = mapping->channel;
  if (options.channel.empty()) return cannot("neither --channel nor the mapping says whose file it is");
  if (!mapping->channel.empty() && mapping->channel != options.channel)
    return cannot("the mapping is of " + mapping->channel + ", not of " + options.channel);
  if (options.statement.empty()) options.statement = id_of(options.file);
  if (!core::valid_id(options.statement)) return cannot("--statement is an id, [A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  const auto text = read_bytes(options.file, statement::kFileBytesMax);
  if (!text) return cannot(text.error());
  const statement::ReadFile file = statement::read_file(*text, *mapping);
  if (!file.faults.empty()) {
    for (const std::string& fault : file.faults) std::cerr << options.file << ": " << fault << "\n";
    return cannot("nothing of the file is recorded");
  }
  auto books = open_books(options);
  if (!books) return cannot(books.error());
  Sent sent;
  const auto status = send(**books, options, *text, file, sent);
  if (auto ended = (*books)->end(); !ended) return cannot(ended.error());
  if (!status) return cannot(status.error());
  return print_sent(options, file, sent, **books);
}

int run_reconcile_list(const ReconcileOptions& options) {
  auto books = open_books(options);
  if (!books) return cannot(books.error());
  const auto listed = each_break(**books, options.state, options.kind, [&](const simdjson::dom::element& b) {
    if (options.json) {
      std::cout << simdjson::minify(b) << "\n";
    } else {
      print_break(b);
    }
    return true;
  });
  return listed ? kHolds : cannot(listed.error());
}

}  // namespace tallygate::app
