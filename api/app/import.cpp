#include "api/app/import.hpp"

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <system_error>
#include <vector>

#include "api/app/command.hpp"
#include "api/app/geoip_database.hpp"
#include "api/app/host.hpp"
#include "api/app/open_log.hpp"
#include "api/app/progress_bar.hpp"
#include "api/http/edge.hpp"
#include "api/http/responses.hpp"
#include "core/canonical_json.hpp"

namespace tallygate::app {
namespace {

constexpr std::size_t kInFlightMax = 4'096;
constexpr std::size_t kLineBytesMax = 128 * 1024;
constexpr std::size_t kShownMax = 20;  // malformed lines that are named on standard error

// What became of the lines. Filled from the commit thread.
class Tally {
 public:
  void wait_for_room() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return in_flight_ < kInFlightMax; });
    ++in_flight_;
  }
  void answered(const engine::Answer& answer) {
    const std::scoped_lock lock(mutex_);
    --in_flight_;
    using Kind = engine::Answer::Kind;
    if (answer.kind == Kind::dropped)
      ++unknown;
    else if (answer.kind == Kind::replayed)
      ++replayed;
    else if (answer.kind != Kind::recorded)
      ++malformed;
    else if (answer.record->refusal)
      ++refused;
    else
      ++accepted;
    changed_.notify_one();
  }
  void wait_for_all() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return in_flight_ == 0; });
  }
  void bad_line() {
    const std::scoped_lock lock(mutex_);
    ++malformed;
  }
  std::uint64_t accepted = 0, refused = 0, replayed = 0, malformed = 0, unknown = 0;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t in_flight_ = 0;
};

http::Session importer(const http::Tenant& tenant) {
  http::Session session;
  session.tenant = &tenant;
  session.actor = {"import", ""};
  for (std::size_t i = 0; i < http::scope_names().size(); ++i) session.scopes.add(static_cast<http::Scope>(i));
  return session;
}

void say_bad_line(std::uint64_t number, const http::Refused& refused, std::uint64_t so_far) {
  if (so_far >= kShownMax) return;
  std::cerr << "line " << number << ": " << core::traits(refused.code).name;
  for (const auto& error : refused.errors) std::cerr << "  " << error.pointer << " " << error.code;
  std::cerr << "\n";
}

void play(std::istream& in, std::uint64_t bytes, Host& host, const http::Edge& edge, const http::Session& session,
          Tally& tally) {
  ProgressBar bar("import");
  std::string line;
  std::uint64_t number = 0, read = 0, bad = 0;
  while (std::getline(in, line)) {
    ++number;
    read += line.size() + 1;
    bar.show(read, bytes);
    if (line.empty()) continue;
    http::Prepared prepared;
    std::string key;
    std::optional<http::Refused> no;
    if (line.size() > kLineBytesMax) no = http::Refused{core::Code::body_too_large, {}, {}};
    if (!no) no = edge.line(line, session, prepared, key);
    if (no) {
      say_bad_line(number, *no, bad++);
      tally.bad_line();
      continue;
    }
    tally.wait_for_room();
    engine::Ticket ticket;
    ticket.tenant = session.tenant->name;
    ticket.commands.push_back(std::move(prepared.command));
    ticket.blobs = std::move(prepared.blobs);
    ticket.done = [&tally](std::vector<engine::Answer> answers) { tally.answered(answers.front()); };
    host.engine().submit(std::move(ticket));
  }
  tally.wait_for_all();
}

void print(const ImportOptions& options, const Tally& tally, std::uint64_t size) {
  if (!options.json) {
    std::cout << "accepted   " << tally.accepted << "\nrefused    " << tally.refused << "\nreplayed   "
              << tally.replayed << "\nmalformed  " << tally.malformed << "\nlog size   " << size << "\n";
    return;
  }
  std::string out;
  core::JsonWriter json(out);
  json.begin_object();
  json.member("accepted", tally.accepted);
  json.member("log_size", size);
  json.member("malformed", tally.malformed);
  json.member("refused", tally.refused);
  json.member("replayed", tally.replayed);
  json.end_object();
  std::cout << out << "\n";
}

}  // namespace

int run_import(const ImportOptions& options) {
  std::error_code error;
  const DataDirectory directory(std::filesystem::absolute(options.data, error));
  if (auto ours = own_directory(directory.root()); !ours) return cannot(ours.error());
  if (!std::filesystem::is_directory(directory.shards(), error))
    return cannot("there is no data directory at " + directory.root().string() + ": `tallygate init` makes one");
  auto host = Host::open(directory, {.state_checkpoints = engine::StateCheckpointLimits(), .say = {}});
  if (!host) return cannot(host.error());
  const http::Tenant* tenant = (*host)->tenants().find(options.tenant);
  if (tenant == nullptr) return cannot("there is no tenant " + options.tenant);
  if (!tenant->replay_clock)
    return cannot("the clock of " + options.tenant +
                  " is live: only a tenant made with init --clock replay takes an import");
  auto publisher = (*host)->open_publisher();
  if (!publisher) return cannot(publisher.error());
  auto geoip = open_geoip(std::nullopt);
  if (!geoip) return cannot(geoip.error());

  std::ifstream file;
  std::uint64_t bytes = 0;
  if (options.file != "-") {
    file.open(options.file, std::ios::binary);
    if (!file) return cannot("cannot read " + options.file);
    bytes = std::filesystem::file_size(options.file, error);
  }
  const http::Edge edge(geoip->get());
  Tally tally;
  play(options.file == "-" ? std::cin : file, bytes, **host, edge, importer(*tenant), tally);
  if (auto published = (*publisher)->publish_now(); !published) return cannot(published.error());
  print(options, tally, (*host)->engine().durable_head(options.tenant).size);
  if (tally.unknown > 0)
    return cannot("some lines were not made durable: import the file again, what is there is not done twice");
  return tally.malformed > 0 ? kDoesNotHold : kHolds;
}

}  // namespace tallygate::app
