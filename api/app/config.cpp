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

bool read_anchors(const toml::node& node, std::vector<std::string>& anchors) {
  if (!node.is_array()) return false;
  for (const toml::node& one : *node.as_array()) {
    const auto directory = one.value_exact<std::string>();
    if (!directory || directory->empty()) return false;
    anchors.push_back(*directory);
  }
  return true;
}

// The sentence when a [[witness]] is not as it must be.
std::optional<std::string> read_witnesses(const toml::node& node, std::vector<WitnessConfig>& witnesses) {
  if (!node.is_array_of_tables()) return "witness is a list of tables, [[witness]]";
  for (const toml::node& one : *node.as_array()) {
    WitnessConfig witness;
    std::string vkey;
    const std::map<std::string, std::string*> members = {
        {"url", &witness.url}, {"vkey", &vkey}, {"ca_file", &witness.ca_file}};
    for (const auto& [name, value] : *one.as_table()) {
      const auto member = members.find(std::string(name.str()));
      if (member == members.end()) return "there is no setting witness." + std::string(name.str());
      if (!text(*member->second)(value)) return "witness." + member->first + " is a text";
    }
    if (!https::parse_https_url(witness.url)) return "witness.url is not https://host[:port][/path]: " + witness.url;
    const auto verifier = audit::parse_vkey(vkey, audit::NoteKey::cosignature_v1);
    if (!verifier) return "witness.vkey is no vkey of a witness: " + vkey;
    if (witness.ca_file.empty()) return "the witness " + witness.url + " needs a ca_file";
    witness.verifier = *verifier;
    witnesses.push_back(std::move(witness));
  }
  if (witnesses.size() > WitnessesConfig::kMax)
    return "there are more than " + std::to_string(WitnessesConfig::kMax) + " witnesses";
  return std::nullopt;
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
  std::size_t cold_days = static_cast<std::size_t>(config.state_checkpoints.cold_after.us / core::days(1).us);
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
      {"witnesses",
       {{"quorum", size(config.witnesses.quorum, WitnessesConfig::kMax)},
        {"timeout_ms", milliseconds(config.witnesses.timeout)}}},
      {"state",
       {{"checkpoint_records", size(tail_records, 1'000'000'000)},
        {"checkpoint_minutes", size(tail_minutes, 100'000)},
        {"cold_after_days", size(cold_days, 36'500)}}},
  };
  for (const auto& [section, node] : table) {
    if (section.str() == "anchors") {
      if (!read_anchors(node, config.anchors)) return wrong(path, "anchors is a list of directories");
      continue;
    }
    if (section.str() == "witness") {
      if (auto why = read_witnesses(node, config.witnesses.all)) return wrong(path, *why);
      continue;
    }
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
  config.state_checkpoints.tail_records_most = 4 * tail_records;
  config.state_checkpoints.tail_records_least =
      std::min<std::uint64_t>(tail_records, config.state_checkpoints.tail_records_least);
  config.state_checkpoints.tail_age = std::chrono::minutes(tail_minutes);
  config.state_checkpoints.cold_after = core::days(static_cast<std::int64_t>(cold_days));
  if (config.certificate.empty() != config.key.empty())
    return wrong(path, "server.certificate and server.key go together");
  if (config.witnesses.quorum > config.witnesses.all.size())
    return wrong(path, "witnesses.quorum is above the number of witnesses");
  return config;
}

}  // namespace tallygate::app
