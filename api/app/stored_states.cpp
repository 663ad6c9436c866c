#include "api/app/stored_states.hpp"

#include <memory>
#include <system_error>

#include "engine/state_file.hpp"

namespace tallygate::app {
namespace {

core::Result<audit::StoredState> read_stored(const std::filesystem::path& file, const std::string& tenant,
                                             const audit::FindBlob& find) {
  const auto ruleset = [&find](const core::Digest& sha256) -> std::shared_ptr<const risk::Ruleset> {
    const auto text = find(sha256);
    std::vector<risk::RulesetError> errors;
    return text ? risk::Ruleset::compile(*text, errors) : nullptr;
  };
  const auto saved = engine::read_state_file(file, tenant, ruleset, {});
  if (saved) return audit::StoredState{saved->position, saved->leaf, saved->state->digest()};
  std::error_code error;
  const bool gone = !std::filesystem::exists(file, error);  // a server beside has made a newer one
  return gone ? core::failure(core::ErrorKind::not_found, "it is gone") : saved.error();
}

}  // namespace

std::vector<audit::StateToRead> stored_states(const std::filesystem::path& directory, const std::string& tenant) {
  std::vector<audit::StateToRead> out;
  for (const auto& file : engine::state_files(directory, tenant))
    out.push_back(
        {file.path.filename().string(), file.position,
         [path = file.path, tenant](const audit::FindBlob& find) { return read_stored(path, tenant, find); }});
  return out;
}

}  // namespace tallygate::app
