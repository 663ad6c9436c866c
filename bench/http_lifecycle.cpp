// tallygate-http-bench: order lifecycles (place, pay, complete) over HTTPS against the real server on this machine,
// every answer fsynced before it is given. NDJSON batches of 1,000 lines on two connections, then one command a request
// on 64. Prints a figure a line: name value unit. Usage: tallygate-http-bench [seconds each]
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "bench/load_client.hpp"
#include "bench/play/platform.hpp"
#include "core/random.hpp"

namespace tallygate::bench {
namespace {

constexpr std::size_t kLines = 1'000, kBatchConnections = 2, kConnections = 64;

// The bodies of one connection's lifecycles. The same spread of buyers, sellers and addresses as the PostgreSQL peer. A
// device is its buyer's own: shared ones are a signal (BRU-16) that would hold orders.
class Lifecycles {
 public:
  explicit Lifecycles(std::string prefix, std::uint64_t seed) : prefix_(std::move(prefix)), random_(seed) {}

  struct Step {
    const char* op;
    std::string key, path, target, body;
  };
  Step next() {
    const auto order = prefix_ + std::to_string(n_);
    switch (step_++ % 3) {
      case 0: {
        amount_ = 100 + random_.below(100'000);
        const auto ip = random_.below(60'000);
        const auto buyer = std::to_string(random_.below(100'000));
        return {"order.place", "k" + order + "a", "", "/v1/orders",
                "{\"order_id\":\"" + order + "\",\"buyer\":\"b" + buyer + "\",\"merchant\":\"s" +
                    std::to_string(random_.below(1'000)) + "\",\"amount\":" + std::to_string(amount_) +
                    ",\"currency\":\"CNY\",\"plan\":\"default\",\"referrer\":\"u" +
                    std::to_string(random_.below(5'000)) + "\",\"device\":\"d" + buyer + "\",\"ip\":\"36." +
                    std::to_string(110 + ip / 65'536) + "." + std::to_string(ip / 256 % 256) + "." +
                    std::to_string(ip % 256) + "\"}"};
      }
      case 1:
        return {"order.pay", "k" + order + "b", order, "/v1/orders/" + order + "/payments",
                "{\"payment_id\":\"p" + order + "\",\"channel\":\"wechat_pay\",\"amount\":" + std::to_string(amount_) +
                    ",\"currency\":\"CNY\"}"};
      default:
        ++n_;
        return {"order.complete", "k" + order + "c", order, "/v1/orders/" + order + "/complete", "{}"};
    }
  }

 private:
  std::string prefix_;
  core::SeededRandom random_;
  std::uint64_t n_ = 0, step_ = 0, amount_ = 0;
};

struct Count {
  std::uint64_t done = 0, refused = 0, failed = 0;
  std::vector<std::int64_t> latencies;
  void add(int status, std::int64_t latency) {
    ++(status < 400 ? done : status < 500 ? refused : failed);
    latencies.push_back(latency);
  }
  double latency_ms(double quantile) {
    if (latencies.empty()) return 0;
    const auto at =
        latencies.begin() + static_cast<std::ptrdiff_t>(quantile * static_cast<double>(latencies.size() - 1));
    std::nth_element(latencies.begin(), at, latencies.end());
    return static_cast<double>(*at) / 1e6;
  }
};

// What the server has used so far.
struct ServerCpu {
  explicit ServerCpu(const play::ServerProcess& server)
      : all_s(server.cpu_seconds()), by_thread_s(server.cpu_seconds_by_thread()) {}
  double all_s;
  std::map<std::string, double> by_thread_s;
};

void print(const char* name, Count& count, const LoadResult& result, const ServerCpu& before, const ServerCpu& after) {
  std::printf("%s_commands %.0f commands/s\n", name, static_cast<double>(result.answers) / result.seconds);
  std::printf(
      "%s_refused %.2f percent\n", name,
      100.0 * static_cast<double>(count.refused) / static_cast<double>(std::max<std::uint64_t>(result.answers, 1)));
  std::printf("%s_failed %llu commands\n", name, static_cast<unsigned long long>(count.failed + result.failures));
  std::printf("%s_latency_p50 %.2f ms\n%s_latency_p99 %.2f ms\n", name, count.latency_ms(0.5), name,
              count.latency_ms(0.99));
  const auto us_per_command = [&result](double seconds) {
    return seconds * 1e6 / static_cast<double>(std::max<std::uint64_t>(result.answers, 1));
  };
  std::printf("%s_server_cpu %.1f us/command\n", name, us_per_command(after.all_s - before.all_s));
  for (const auto& [thread, seconds] : after.by_thread_s) {
    const auto found = before.by_thread_s.find(thread);
    const double used = us_per_command(seconds - (found == before.by_thread_s.end() ? 0 : found->second));
    if (used >= 0.1) std::printf("%s_server_cpu_%s %.1f us/command\n", name, thread.c_str(), used);
  }
  if (!result.why.empty()) std::fprintf(stderr, "%s: %s\n", name, result.why.c_str());
}

// The status member of an answer line, which comes last in canonical order.
int status_of(std::string_view line) {
  const auto at = line.rfind("\"status\":");
  return at == std::string_view::npos ? 0 : std::atoi(line.data() + at + 9);
}

LoadResult batches(const play::Caller& platform, std::chrono::milliseconds duration, Count& count) {
  LoadOptions options;
  options.client = platform.options();
  options.connections = kBatchConnections;
  options.duration = duration;
  std::vector<Lifecycles> lives;
  for (std::size_t c = 0; c < kBatchConnections; ++c) lives.emplace_back("B" + std::to_string(c) + "-", c + 1);
  const ClientHeaders headers = {{"Authorization", "Bearer " + platform.token()},
                                 {"Content-Type", "application/x-ndjson"}};
  return LoadRunner::run_batches(
      options, "/v1/batch", headers,
      [&](std::size_t c, std::string& ndjson) {
        for (std::size_t i = 0; i < kLines; ++i) {
          const auto step = lives[c].next();
          ndjson.append("{\"op\":\"").append(step.op).append("\",\"key\":\"").append(step.key);
          if (!step.path.empty())
            ndjson.append("\",\"path\":{\"id\":\"")
                .append(step.path)
                .append("\"},\"body\":")
                .append(step.body)
                .append("}\n");
          else
            ndjson.append("\",\"body\":").append(step.body).append("}\n");
        }
        return true;
      },
      [&](std::size_t, int status, std::size_t, std::int64_t latency, std::string_view answer) {
        count.add(status == 200 ? status_of(answer) : status, latency);
      });
}

LoadResult singles(const play::Caller& platform, std::chrono::milliseconds duration, Count& count) {
  LoadOptions options;
  options.client = platform.options();
  options.connections = kConnections;
  options.duration = duration;
  std::vector<Lifecycles> lives;
  for (std::size_t c = 0; c < kConnections; ++c) lives.emplace_back("S" + std::to_string(c) + "-", 100 + c);
  const std::string authorization = "Bearer " + platform.token(), host = "127.0.0.1";
  return LoadRunner::run(
      options,
      [&](std::size_t c, std::string& bytes) {
        const auto step = lives[c].next();
        bytes = serialise_request(
            "POST", step.target, host,
            {{"Authorization", authorization}, {"Content-Type", "application/json"}, {"Idempotency-Key", step.key}},
            step.body);
        return true;
      },
      [&](std::size_t, int status, std::int64_t latency, std::string_view) { count.add(status, latency); });
}

// The plan (fee 5 %, levels 5 % and 2 %) and 5,000 distributors with their uplines.
bool prepare(play::Caller& platform, play::Caller& operator_client, play::Caller& approver, std::string& why) {
  const auto plan = operator_client.call(
      "PUT", "/v1/commission-plans/default",
      R"({"currency":"CNY","platform_fee_bp":500,"levels":[{"level":1,"tiers":[{"from_gmv":0,"bp":500}]},)"
      R"({"level":2,"tiers":[{"from_gmv":0,"bp":200}]}]})");
  if (!plan || plan->status != 202) return why = plan ? plan->body : operator_client.why(), false;
  const auto at = plan->body.find("\"approval\":{\"id\":\"") + 18;
  const auto approved = approver.call("POST", "/v1/approvals/" + plan->body.substr(at, plan->body.find('"', at) - at),
                                      R"({"approve":true})");
  if (!approved || approved->status != 200) return why = approved ? approved->body : approver.why(), false;
  std::string ndjson;
  for (int u = 0; u < 5'000; ++u) {
    const auto id = std::to_string(u);
    ndjson += R"({"op":"party.put","key":"u)" + id + R"(","path":{"id":"u)" + id +
              R"("},"body":{"roles":["distributor"],"upline":"v)" + id + "\"}}\n";
  }
  HttpsConnection connection;
  if (!connection.connect(platform.options())) return why = connection.why(), false;
  const auto put = connection.request(
      "POST", "/v1/batch", {{"Authorization", "Bearer " + platform.token()}, {"Content-Type", "application/x-ndjson"}},
      ndjson);
  return put && put->status == 200;
}

int run(double seconds) {
  const auto data = (std::filesystem::current_path() / ("http-bench-" + std::to_string(::getpid()))).string();
  const auto program = (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "tallygate").string();
  struct Remove {
    std::string path;
    ~Remove() { std::filesystem::remove_all(path); }
  } remove{data};
  play::ServerProcess server;
  if (!server.init(program, data, "bench") || !server.serve(program, data, ""))
    return std::fprintf(stderr, "%s\n", server.why().c_str()), 2;
  play::Caller platform, operator_client, approver;
  std::string why;
  const auto credentials = data + "/credentials.json";
  for (const auto& [caller, name] :
       {std::pair{&platform, "platform"}, std::pair{&operator_client, "operator"}, std::pair{&approver, "approver"}})
    if (!caller->connect(credentials, name, server.port()))
      return std::fprintf(stderr, "%s\n", caller->why().c_str()), 2;
  if (!prepare(platform, operator_client, approver, why)) return std::fprintf(stderr, "%s\n", why.c_str()), 2;
  const auto duration = std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
  Count batch, single;
  const ServerCpu cpu_before(server);
  const auto batch_result = batches(platform, duration, batch);
  const ServerCpu cpu_between(server);
  print("https_batch", batch, batch_result, cpu_before, cpu_between);
  const auto single_result = singles(platform, duration, single);
  print("https_single", single, single_result, cpu_between, ServerCpu(server));
  const auto verified = play::run({program, "verify", data});
  std::printf("https_log_verified %d bool\n", verified.code == 0);
  return verified.code == 0 ? 0 : 1;
}

}  // namespace
}  // namespace tallygate::bench

int main(int argc, char** argv) {
  return tallygate::bench::run(argc > 1 ? std::atof(argv[1]) : 10.0);
}
