// `tallygate serve`: the composition root, and how it ends.
#pragma once

#include <optional>
#include <string>

namespace tallygate::app {

struct ServeOptions {
  std::string data;
  std::optional<std::string> listen, metrics_listen, geoip;
  std::optional<std::size_t> io_threads;
  std::string config;  // path of a TOML file; empty: none
};

int run_serve(const ServeOptions& options);

}  // namespace tallygate::app
