#include "api/app/serve.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "api/app/command.hpp"
#include "api/app/config.hpp"
#include "api/app/end_signals.hpp"
#include "api/app/geoip_database.hpp"
#include "api/app/host.hpp"
#include "api/app/open_log.hpp"
#include "api/http/application.hpp"
#include "api/http/failure_lines.hpp"
#include "api/http/operation.hpp"
#include "api/https/server.hpp"
#include "audit/trail.hpp"

namespace tallygate::app {
namespace {

constexpr std::chrono::seconds kGrace{5};

core::Result<Config> configure(const ServeOptions& options) {
  auto config = read_config(options.config);
  if (!config) return config;
  if (options.listen) config->listen = *options.listen;
  if (options.metrics_listen) {
    config->metrics_listen = *options.metrics_listen;
    config->metrics_required = true;
  }
  if (options.io_threads) config->io_threads = *options.io_threads;
  if (options.geoip) config->geoip = *options.geoip;
  return config;
}

core::Result<https::CertificateFiles> certificate(const Config& config, const DataDirectory& directory) {
  if (!config.certificate.empty()) return https::CertificateFiles{config.certificate, config.key};
  https::CertificateFiles files{directory.certificate().string(), directory.certificate_key().string()};
  if (auto why = https::ensure_self_signed(files)) return core::failure(core::ErrorKind::io, *why);
  return files;
}

void warn(const core::OperatingError& error) {
  std::cerr << "tallygate: " << error.message << "\n";
}

std::string address_of(const std::string& listen, std::uint16_t port) {
  return listen.substr(0, listen.rfind(':')) + ":" + std::to_string(port);
}

int serve(const Config& config, const DataDirectory& directory, const EndSignals& signals) {
  auto host = Host::open(directory, {.state_checkpoints = config.state_checkpoints,
                                     .say = [](const std::string& line) { std::cerr << "tallygate: " + line + "\n"; }});
  if (!host) return cannot(host.error());
  if ((*host)->tenants().all().empty())
    return cannot("there is no tenant in " + directory.root().string() + ": tallygate init makes one");
  auto geoip = open_geoip(config.geoip);
  if (!geoip) return cannot(geoip.error());
  auto files = certificate(config, directory);
  if (!files) return cannot(files.error());

  auto anchors = Anchors::open(config.anchors);
  if (!anchors) return cannot(anchors.error());
  auto publisher = (*host)->open_publisher(std::move(*anchors), config.witnesses);
  if (!publisher) return cannot(publisher.error());
  if (auto published = (*publisher)->publish_now(); !published) warn(published.error());

  http::FailureLines::of_process().to([](const std::string& line) { std::cerr << "tallygate: " + line + "\n"; });
  audit::Trail trail((*host)->log());
  http::Application application({.engine = (*host)->engine(),
                                 .log = (*host)->log(),
                                 .trail = trail,
                                 .published = **publisher,
                                 .tenants = (*host)->tenants(),
                                 .clock = (*host)->clock(),
                                 .random = (*host)->random(),
                                 .geoip = geoip->get(),
                                 .limits = config.limits,
                                 .io_threads = config.io_threads});
  const https::ServerConfig server_config{
      .listen = config.listen, .io_threads = config.io_threads, .tls = *files, .limits = config.server};
  https::Server server(server_config, application);
  application.attach(server);
  http::MetricsHandler metrics_handler((*host)->engine(), (*host)->tenants(), **publisher);
  metrics_handler.watch(server);
  https::Server metrics({.listen = config.metrics_listen, .io_threads = 1, .tls = std::nullopt, .limits = {}},
                        metrics_handler);
  if (!config.metrics_listen.empty()) {
    if (auto why = metrics.start()) {
      if (config.metrics_required) return cannot(*why + " --metrics-listen chooses another address.");
      std::cerr << "tallygate: no metrics: " << *why << "\n";
    } else {
      std::cerr << "metrics http://" << address_of(config.metrics_listen, metrics.port()) << "/metrics\n";
    }
  }
  (*publisher)->start();
  if (auto why = server.start()) return cannot(*why + " --listen chooses another address.");
  std::cerr << "listening https://" << address_of(config.listen, server.port()) << std::endl;
  signals.wait();
  server.stop(kGrace);
  metrics.stop(std::chrono::seconds(1));
  application.detach();
  (*publisher)->stop();
  (*host)->stop_engine();  // what still waits for the disk is answered to nobody, before those who would take it go
  if (auto published = (*publisher)->publish_now(); !published) warn(published.error());
  return kHolds;
}

}  // namespace

int run_serve(const ServeOptions& options) {
  const EndSignals signals;
  auto config = configure(options);
  if (!config) return cannot(config.error());
  std::error_code error;
  const DataDirectory directory(std::filesystem::absolute(options.data, error));
  if (auto ours = own_directory(directory.root()); !ours) return cannot(ours.error());
  if (!std::filesystem::is_directory(directory.root(), error))
    return cannot("there is no data directory at " + directory.root().string() + ": `tallygate init` makes one");
  return serve(*config, directory, signals);
}

}  // namespace tallygate::app
