#include "audit/stored_states.hpp"

#include <utility>

namespace tallygate::audit {
namespace {

// What is wrong with it, a clause; nothing where it holds or cannot be told, which `left` then says.
std::optional<std::string> wrong_in_state(const StateToRead& state, const StoredState& is, const TenantPass& pass,
                                          std::uint64_t size, std::string& left) {
  if (is.position != state.position) return "it is of " + std::to_string(is.position) + " records, as its name is not";
  if (is.position > size)
    return "it is of " + std::to_string(is.position) + " records, the log holds only " + std::to_string(size);
  const auto* mark = pass.mark(is.position);
  if (mark == nullptr) {
    left = "the records up to its position were not all read";
    return std::nullopt;
  }
  if (mark->leaf != is.leaf) return "record " + std::to_string(is.position - 1) + " of the log is another one";
  if (!mark->state)
    left = "the state that the records fold to was not made";
  else if (*mark->state != is.digest)
    return "the state in it is not what the first " + std::to_string(is.position) + " records fold to";
  return std::nullopt;
}

}  // namespace

StatesHeld hold_states(const std::vector<StateToRead>& states, const std::string& tenant, const TenantPass& pass,
                       std::uint64_t size) {
  StatesHeld held;
  const FindBlob find = [&pass](const core::Digest& sha256) { return pass.blob(sha256); };
  for (const StateToRead& state : states) {
    const auto is = state.read(find);
    if (!is && is.error().kind == core::ErrorKind::not_found) continue;
    std::string left;
    std::optional<std::string> wrong;
    if (is)
      wrong = wrong_in_state(state, *is, pass, size, left);
    else if (is.error().kind == core::ErrorKind::version)
      left = is.error().message;
    else
      wrong = is.error().message;
    if (wrong)
      held.findings.push_back({tenant + "/state/" + state.name, {}, {}, {}, std::move(*wrong), false});
    else if (!left.empty())
      held.not_checked.push_back("the state checkpoint " + state.name + ": " + left);
    else
      ++held.compared;
  }
  if (states.empty())
    held.not_checked.push_back(
        "the state that the records fold to: no state checkpoint stands there to be held against");
  else if (held.compared > 0)
    held.not_checked.push_back("the runs that state checkpoints name are opened, and what they hold is not read");
  return held;
}

}  // namespace tallygate::audit
