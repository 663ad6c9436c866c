#include "api/app/config.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <sstream>

namespace tallygate::app {
namespace {

using Setter = std::function<bool(const toml::node&)>;

Setter text(std::string& where) {
  return [&where](const toml::node& node) {
    const auto value = node.value_exact<std::string>();
    if (value) where = *value;
    return value.has_value();
  };
}

Setter size(std::size_t& where, std::int64_t max) {
  return [&where, max](const toml::node& node) {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || *value < 1 || *value > max) return false;
    where = static_cast<std::size_t>(*value);
    return true;
  };
}

Setter milliseconds(std::chrono::milliseconds& where) {
  return [&where](const toml::node& node) {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || *value < 1 || *value > 3'600'000) return false;
    where = std::chrono::milliseconds(*value);
    return true;
  };
}

Setter number(double& where) {
  return [&where](const toml::node& node) {
    const auto value = node.value<double>();
    if (!value || *value < 1 || *value > 1e9) return false;
    where = *value;
    return true;
  };
}

Setter yes_or_no(bool& where) {
  return [&where](const toml::node& node) {
    const auto value = node.value_exact<bool>();
    if (value) where = *value;
    return value.has_value();
  };
}

core::OperatingError wrong(const std::string& path, const std::string& what) {
  return core::failure(core::ErrorKind::invalid, "the configuration " + path + ": " + what);
}

}  // namespace

core::Result<Config> read_config(const std::string& path) {
  Config config;
  if (path.empty()) return config;
  toml::table table;
  try {
    table = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    std::ostringstream where;
    where << error.description() << ", line " << error.source().begin.line;
    return wrong(path, where.str());
  }
  std::string geoip;
  std::size_t tail_records = config.state_checkpoints.tail_records;
  std::size_t tail_minutes = static_cast<std::size_t>(config.state_checkpoints.tail_age.count());
  const std::map<std::string, std::map<std::string, Setter>> known = {
      {"server",
       {{"listen", text(config.listen)},
        {"metrics_listen", text(config.metrics_listen)},
        {"io_threads", size(config.io_threads, 64)},
        {"certificate", text(config.certificate)},
        {"key", text(config.key)},
        {"connections", size(config.server.connections, 65'536)},
        {"header_timeout_ms", milliseconds(config.server.header_timeout)},
        {"body_timeout_ms", milliseconds(config.server.body_timeout)}}},
      {"limits",
       {{"requests_per_second", number(config.limits.per_client.per_second)},
        {"burst", number(config.limits.per_client.burst)},
        {"public_requests_per_second", number(config.limits.public_log.per_second)},
        {"public_burst", number(config.limits.public_log.burst)}}},
      {"log", {{"public", yes_or_no(config.limits.log_is_public)}}},
      {"geoip", {{"database", text(geoip)}}},
      {"state",
       {{"checkpoint_records", size(tail_records, 1'000'000'000)},
        {"checkpoint_minutes", size(tail_minutes, 100'000)}}},
  };
  for (const auto& [section, node] : table) {
    const auto settings = known.find(std::string(section.str()));
    if (settings == known.end() || !node.is_table())
      return wrong(path, "there is no table [" + std::string(section.str()) + "]");
    for (const auto& [name, value] : *node.as_table()) {
      const std::string full = settings->first + "." + std::string(name.str());
      const auto setter = settings->second.find(std::string(name.str()));
      if (setter == settings->second.end()) return wrong(path, "there is no setting " + full);
      if (!setter->second(value)) return wrong(path, full + " has a value that it cannot have");
      if (full == "geoip.database") config.geoip = geoip;
      if (full == "server.metrics_listen") config.metrics_required = true;
    }
  }
  config.state_checkpoints.tail_records = tail_records;
  config.state_checkpoints.tail_records_least =
      std::min<std::uint64_t>(tail_records, config.state_checkpoints.tail_records_least);
  config.state_checkpoints.tail_age = std::chrono::minutes(tail_minutes);
  if (config.certificate.empty() != config.key.empty())
    return wrong(path, "server.certificate and server.key go together");
  return config;
}

}  // namespace tallygate::app
