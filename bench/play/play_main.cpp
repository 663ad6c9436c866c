// tallygate-play: a fresh data directory, a server, a month of real orders over HTTPS, and a summary. `make run`.
//   --data DIR --orders CSV [--geoip MMDB] [--totals FILE.json] [--seed N]
// On a terminal it keeps serving until Ctrl-C; else it ends with 0, or with 1 when something it checked does not hold.
#include <signal.h>
#include <simdjson.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

#include "bench/play/closing.hpp"
#include "bench/play/player.hpp"
#include "bench/play/summary.hpp"
#include "core/canonical_json.hpp"

namespace tallygate::play {
namespace {

struct Arguments {
  std::string data, orders, geoip, totals, program;
  std::uint64_t seed = 20101201;
};

bool parse(int argc, char** argv, Arguments& out) {
  out.program = (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "tallygate").string();
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i], value = argv[i + 1];
    if (name == "--data")
      out.data = value;
    else if (name == "--orders")
      out.orders = value;
    else if (name == "--geoip")
      out.geoip = value;
    else if (name == "--totals")
      out.totals = value;
    else if (name == "--seed")
      out.seed = std::stoull(value);
    else
      return false;
  }
  return argc % 2 == 1 && !out.data.empty() && !out.orders.empty();
}

int fail(const std::string& why) {
  std::cerr << "tallygate-play: " << why << "\n";
  return 2;
}

// The commission plan, put by one person and approved by another; the distributor tree; the merchants.
bool prepare(const Month& month, Caller& platform, Caller& operator_client, Caller& approver, std::string& why) {
  const auto plan = operator_client.call(
      "PUT", "/v1/commission-plans/default",
      R"({"currency":"GBP","platform_fee_bp":500,"levels":[{"level":1,"tiers":[{"from_gmv":0,"bp":500}]},)"
      R"({"level":2,"tiers":[{"from_gmv":0,"bp":200}]}],"matures_after_s":604800})");
  if (!plan || plan->status != 202)
    return why = "the plan was not taken: " + (plan ? plan->body : operator_client.why()), false;
  simdjson::dom::parser parser;
  std::string_view id;
  if (parser.parse(simdjson::padded_string(plan->body)).at_pointer("/approval/id").get(id) != simdjson::SUCCESS)
    return why = "no approval id: " + plan->body, false;
  const auto approved = approver.call("POST", "/v1/approvals/" + std::string(id),
                                      R"({"approve":true,"note":"the plan of the sample month"})");
  if (!approved || approved->status != 200)
    return why = "the plan was not approved: " + (approved ? approved->body : approver.why()), false;
  for (const auto& d : month.distributors) {
    std::string body;
    core::JsonWriter w(body);
    w.begin_object();
    w.member("device", d.device);
    w.member("ip", d.ip);
    w.key("pii");
    w.begin_object();
    w.member("name", d.name);
    w.member("phone", d.phone);
    w.end_object();
    w.key("roles");
    w.begin_array();
    w.string("distributor");
    w.end_array();
    if (!d.upline.empty()) w.member("upline", d.upline);
    w.end_object();
    const auto put = platform.call("PUT", "/v1/parties/" + d.id, body);
    if (!put || put->status > 201)
      return why = "a distributor was not taken: " + (put ? put->body : platform.why()), false;
  }
  return true;
}

// Posts the labels of the episodes, as the analyst who found out later.
bool label(const Month& month, Caller& analyst, std::string& why) {
  std::string ndjson;
  const auto known = month.to + core::days(10);
  for (const auto& o : month.orders)
    if (!o.episode.empty()) ndjson += label_line("order:" + o.id, o.episode, known);
  for (const auto& l : month.logins)
    if (!l.episode.empty()) ndjson += label_line("login:" + l.id, l.episode, known);
  bench::HttpsConnection connection;
  if (!connection.connect(analyst.options())) return why = connection.why(), false;
  const auto answer = connection.request(
      "POST", "/v1/batch", {{"Authorization", "Bearer " + analyst.token()}, {"Content-Type", "application/x-ndjson"}},
      ndjson);
  if (!answer || answer->status != 200)
    return why = "the labels were not taken: " + (answer ? answer->body : connection.why()), false;
  return true;
}

// What an independent recount of the CSV must arrive at: samples/online-retail/recount.py.
void write_totals(const std::string& path, const Month& month, const Player& player, const Closing& closing) {
  std::ofstream left_out(path + ".left_out");
  for (const auto& o : month.orders)
    if (!o.id.starts_with("syn-") && !player.paid().contains(o.id)) left_out << o.id << "\n";
  std::string out;
  core::JsonWriter w(out);
  w.begin_object();
  w.member("gross", closing.real_gross);
  w.member("orders", closing.real_accepted);
  w.member("refunded", closing.real_refunded);
  w.member("refunds", closing.real_refunds);
  w.end_object();
  std::ofstream(path) << out << "\n";
}

int play(const Arguments& arguments) {
  std::string why;
  auto month = read_month(arguments.orders, why);
  if (!why.empty()) return fail(why);
  core::SeededRandom random(arguments.seed);
  dress(month, random);
  add_abuse(month, random);

  ServerProcess server;
  const auto from = core::format_time(core::start_of(core::date_of(month.from)));
  if (!server.init(arguments.program, arguments.data, "demo", from) ||
      !server.serve(arguments.program, arguments.data, arguments.geoip))
    return fail(server.why());
  const auto credentials = arguments.data + "/credentials.json";
  Caller platform, analyst, operator_client, approver, auditor;
  for (const auto& [caller, name] : {std::pair<Caller*, const char*>{&platform, "platform"},
                                     {&analyst, "analyst"},
                                     {&operator_client, "operator"},
                                     {&approver, "approver"},
                                     {&auditor, "auditor"}})
    if (!caller->connect(credentials, name, server.port())) return fail(caller->why());
  if (!prepare(month, platform, operator_client, approver, why)) return fail(why);

  const bool terminal = ::isatty(STDERR_FILENO) == 1;
  const double span = static_cast<double>((month.to + core::days(5) - month.from).us);
  Player player(month, platform, analyst, [&](core::Time now, std::uint64_t lines) {
    if (!terminal) return;
    const auto done = std::clamp(static_cast<double>((now - month.from).us) / span, 0.0, 1.0);
    const auto filled = static_cast<std::size_t>(done * 40);
    std::cerr << "\r[" << std::string(filled, '#') << std::string(40 - filled, '.') << "] "
              << core::format_date(core::date_of(now)) << "  " << grouped(lines) << " commands " << std::flush;
  });
  if (!player.play()) return fail(player.why());
  if (terminal) std::cerr << "\r" << std::string(80, ' ') << "\r";
  if (!label(month, analyst, why)) return fail(why);

  Closing closing;
  count_real(month, player, closing);
  closing.rules = live_rules(analyst);
  closing.balances = read_balances(month, platform);
  if (!read_last_checkpoint(auditor, closing)) return fail("the last checkpoint was not published: " + auditor.why());
  const auto verified = run({arguments.program, "verify", arguments.data, "--vkey", auditor.vkey()});
  closing.verify = verified.out;
  closing.verified = verified.code == 0;
  closing.log_bytes = bytes_of(arguments.data + "/shards");
  print_summary(std::cout, month, player.tally(), closing);
  if (!arguments.totals.empty()) write_totals(arguments.totals, month, player, closing);

  std::int64_t sum = 0;
  for (const auto& b : closing.balances) sum += b.debit ? b.posted : -b.posted;
  if (!closing.verified) return fail("the log does not verify"), 1;
  if (sum != 0) return fail("the money does not add up"), 1;
  std::cout << "\nTry next:\n"
            << "  build/release/tallygate verify " << arguments.data << " --vkey '" << auditor.vkey() << "'\n"
            << "  build/release/tallygate report trial-balance --data " << arguments.data
            << " --tenant demo --format csv -o trial-balance.csv\n"
            << "  build/release/tallygate export --data " << arguments.data
            << " --tenant demo --format hledger -o month.journal && hledger -f month.journal balance\n";
  if (::isatty(STDOUT_FILENO) == 1 && ::isatty(STDIN_FILENO) == 1) {
    std::cout << "\nServing https://127.0.0.1:" << server.port() << " (credentials in " << credentials
              << ") until Ctrl-C.\n"
              << std::flush;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, nullptr);
    int signal = 0;
    sigwait(&set, &signal);
  }
  return 0;
}

}  // namespace
}  // namespace tallygate::play

int main(int argc, char** argv) {
  tallygate::play::Arguments arguments;
  if (!tallygate::play::parse(argc, argv, arguments)) {
    std::cerr << "usage: tallygate-play --data DIR --orders CSV [--geoip MMDB] [--totals FILE] [--seed N]\n";
    return 2;
  }
  return tallygate::play::play(arguments);
}
