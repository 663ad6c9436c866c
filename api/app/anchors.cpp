#include "api/app/anchors.hpp"

#include <system_error>

namespace tallygate::app {
namespace {

core::OperatingError contradicts(const AnchoredLog& whose, const std::string& holder, const std::string& what) {
  return core::failure(core::ErrorKind::corrupt, "The log of tenant " + whose.tenant +
                                                     " is not the one whose checkpoint was published last (" + holder +
                                                     "): " + what + ".");
}

}  // namespace

core::Result<audit::Checkpoint> hold_against(const eventstore::EventLog& log, const AnchoredLog& whose,
                                             const std::string& note, const std::string& holder) {
  auto checkpoint = audit::claimed_checkpoint(note);
  if (!checkpoint || checkpoint->origin != whose.epoch.origin)
    return contradicts(whose, holder, "the file is not a checkpoint of " + whose.epoch.origin + " under its key");
  if (auto why = audit::not_signed(whose.epoch, note, checkpoint->size))
    return contradicts(whose, holder,
                       "the file is not a checkpoint of " + whose.epoch.origin + " under its key: it " + *why);
  const auto head = log.head(whose.tenant);
  if (!head) return head.error();
  const std::string size = std::to_string(checkpoint->size);
  if (checkpoint->size > head->size)
    return contradicts(whose, holder,
                       "it covers " + size + " records and the log holds only " + std::to_string(head->size));
  const auto root = log.root_at(whose.tenant, checkpoint->size);
  if (!root) return root.error();
  if (*root != checkpoint->root)
    return contradicts(whose, holder,
                       "the first " + size + " records of " + std::to_string(head->size) + " have another root");
  return *checkpoint;
}

std::filesystem::path anchor_file(const std::filesystem::path& directory, std::string_view origin) {
  std::string name;
  for (const char c : origin) {
    if (c == '/')
      name += "%2F";
    else if (c == '%')
      name += "%25";
    else
      name += c;
  }
  return directory / name;
}

core::Result<Anchors> Anchors::open(const std::vector<std::string>& directories) {
  Anchors anchors;
  for (const std::string& directory : directories) {
    std::error_code error;
    if (!std::filesystem::is_directory(directory, error))
      return core::failure(core::ErrorKind::invalid,
                           "the anchor " + directory + " is not a directory: is its volume mounted?");
    anchors.directories_.emplace_back(directory);
  }
  return anchors;
}

core::Result<std::size_t> Anchors::check(const eventstore::EventLog& log, const AnchoredLog& whose) const {
  std::size_t held = 0;
  for (const auto& directory : directories_) {
    const auto file = anchor_file(directory, whose.epoch.origin);
    const auto note = audit::read_checkpoint_file(file);
    if (!note && note.error().kind == core::ErrorKind::not_found) continue;
    if (!note) return note.error();
    if (auto holds = hold_against(log, whose, *note, "the anchor " + file.string()); !holds) return holds.error();
    ++held;
  }
  return held;
}

core::Status Anchors::begin(const std::string& origin, const std::string& note) const {
  core::Status all = core::Done{};
  for (const auto& directory : directories_) {
    const auto file = anchor_file(directory, origin);
    if (const auto held = audit::read_checkpoint_file(file); held || held.error().kind != core::ErrorKind::not_found)
      continue;
    if (auto kept = audit::write_checkpoint_file(file, note); !kept && all) all = kept;
  }
  return all;
}

core::Status Anchors::keep(const std::string& origin, const std::string& note) const {
  core::Status all = core::Done{};
  for (const auto& directory : directories_)
    if (auto kept = audit::write_checkpoint_file(anchor_file(directory, origin), note); !kept && all) all = kept;
  return all;
}

}  // namespace tallygate::app
