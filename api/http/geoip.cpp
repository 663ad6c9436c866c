#include "api/http/geoip.hpp"

#include <maxminddb.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "core/hash.hpp"

namespace tallygate::http {

struct GeoIp::State {
  MMDB_s database{};
  core::Digest sha256{};
  bool opened = false;
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (opened) MMDB_close(&database);
  }
};

GeoIp::GeoIp(std::unique_ptr<State> state) : state_(std::move(state)) {}
GeoIp::~GeoIp() = default;

core::Result<std::unique_ptr<GeoIp>> GeoIp::open(const std::string& path) {
  auto state = std::make_unique<State>();
  const int status = MMDB_open(path.c_str(), MMDB_MODE_MMAP, &state->database);
  if (status != MMDB_SUCCESS)
    return core::failure(core::ErrorKind::invalid,
                         "the GeoIP database " + path + " cannot be opened: " + MMDB_strerror(status));
  state->opened = true;
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  state->sha256 = core::sha256(bytes);
  return std::unique_ptr<GeoIp>(new GeoIp(std::move(state)));
}

std::string GeoIp::country(const std::string& address) const {
  int address_error = 0;
  int lookup_error = MMDB_SUCCESS;
  MMDB_lookup_result_s found = MMDB_lookup_string(&state_->database, address.c_str(), &address_error, &lookup_error);
  if (address_error != 0 || lookup_error != MMDB_SUCCESS || !found.found_entry) return {};
  MMDB_entry_data_s data{};
  const char* const path[] = {"country_code", nullptr};
  if (MMDB_aget_value(&found.entry, &data, path) != MMDB_SUCCESS || !data.has_data) return {};
  if (data.type != MMDB_DATA_TYPE_UTF8_STRING || data.data_size != 2) return {};
  return {data.utf8_string, data.data_size};
}

const core::Digest& GeoIp::sha256() const {
  return state_->sha256;
}

}  // namespace tallygate::http
