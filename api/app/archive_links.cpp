#include "api/app/archive_links.hpp"

#include <system_error>
#include <utility>

#include "audit/archived_log.hpp"
#include "eventstore/data_file.hpp"

namespace tallygate::app {
namespace {

namespace fs = std::filesystem;
using core::ErrorKind;
using core::failure;

// Whether it is that name in that directory, by whatever path: "./", or through a link.
bool is_at(const fs::path& file, const fs::path& name) {
  std::error_code error;
  return file.filename() == name.filename() && fs::equivalent(file.parent_path(), name.parent_path(), error);
}

}  // namespace

core::Status link_archive(const DataDirectory& directory, std::string_view tenant,
                          const eventstore::ArchivedRange& range, const fs::path& file) {
  const fs::path link = audit::archive_path(directory.archives(), tenant, range);
  std::error_code error;
  if (auto made = eventstore::create_directories_durably(link.parent_path()); !made) return made;
  if (is_at(file, link)) return core::Done{};
  const auto there = fs::symlink_status(link, error);
  if (fs::exists(there) && !fs::is_symlink(there))
    return failure(ErrorKind::invalid, link.string() + " is in the way: a link to " + file.string() + " belongs there");
  auto fresh = link;
  fresh += ".new";
  if (is_at(file, fresh))
    return failure(ErrorKind::invalid, file.string() + " is the name of a link that is being made: move the archive");
  fs::remove(fresh, error);
  fs::create_symlink(file, fresh, error);
  if (!error) fs::rename(fresh, link, error);
  if (error) return failure(ErrorKind::io, "cannot make the link " + link.string() + ": " + error.message());
  return eventstore::sync_directory(link.parent_path());
}

core::OperatingError with_archives(const DataDirectory& directory, const core::OperatingError& error) {
  if (error.kind != ErrorKind::archived) return error;
  core::OperatingError out = error;
  std::error_code ignored;
  for (const auto& tenant : fs::directory_iterator(directory.archives(), ignored)) {
    for (const auto& entry : fs::directory_iterator(tenant.path(), ignored)) {
      if (!entry.is_symlink(ignored) || fs::exists(entry.path(), ignored)) continue;
      out.message += " " + entry.path().string() + " leads to " + fs::read_symlink(entry.path(), ignored).string() +
                     ", where nothing is.";
    }
  }
  out.message += " Archives are looked for in " + (directory.archives() / "TENANT").string() +
                 ": put it there under its name, or a link to where it is now (ln -sfn FILE NAME), and try again.";
  return out;
}

core::Status GivenArchives::open(const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    auto archive = audit::ArchiveFile::open(file, audit::ArchiveFile::Between::closed);
    const auto say = [&] { return "the archive " + file + ": " + archive.error().message; };
    if (archive)
      given_.push_back({std::move(*archive), false});
    else if (archive.error().kind == ErrorKind::corrupt)
      damaged_.push_back(say());
    else
      return failure(archive.error().kind, say());
  }
  return core::Done{};
}

core::Result<std::shared_ptr<audit::ArchiveFile>> GivenArchives::find(const DataDirectory& directory,
                                                                      const std::string& tenant,
                                                                      const eventstore::ArchivedRange& range) {
  for (Given& given : given_) {
    if (given.archive->range().manifest != range.manifest || given.archive->manifest().of.tenant != tenant) continue;
    given.used = true;
    return given.archive;
  }
  const fs::path path = audit::archive_path(directory.archives(), tenant, range);
  auto found = audit::open_archive(path, tenant, range, audit::ArchiveFile::Between::closed);
  if (found || found.error().kind != ErrorKind::not_found) return found;
  std::error_code error;
  const fs::path leads_to = fs::read_symlink(path, error);
  return failure(ErrorKind::not_found,
                 (error ? path.string() : leads_to.string()) + " is not there: give where it is with --archive FILE");
}

core::Status GivenArchives::all_used() const {
  for (const Given& given : given_) {
    if (given.used) continue;
    const auto& range = given.archive->range();
    return failure(ErrorKind::invalid, "no log here names the archive " + given.archive->path().string() +
                                           ": it holds records " + std::to_string(range.first) + " to " +
                                           std::to_string(range.end - 1) + " of the tenant " +
                                           given.archive->manifest().of.tenant);
  }
  return core::Done{};
}

}  // namespace tallygate::app
