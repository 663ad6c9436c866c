// Where the archives of a data directory's logs are: DIR/archives/<tenant>/<20 digits of the first seq>.tar, each a
// link to an archive or the archive itself.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "api/app/data_directory.hpp"
#include "audit/verify_pages.hpp"
#include "core/result.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::app {

// Makes the link, durably; one that led elsewhere is replaced. invalid: a file of that name is there.
core::Status link_archive(const DataDirectory& directory, std::string_view tenant,
                          const eventstore::ArchivedRange& range, const std::filesystem::path& file);

// The error as it is, but for `archived`: with which links lead nowhere, and how to go on.
core::OperatingError with_archives(const DataDirectory& directory, const core::OperatingError& error);

// The archives that verify was given, and those that the directory links to, each open only while it is read.
class GivenArchives {
 public:
  // An error: a file is missing, or is no archive.
  core::Status open(const std::vector<std::string>& files);
  core::Result<std::shared_ptr<audit::ArchiveFile>> find(const DataDirectory& directory, const std::string& tenant,
                                                         const eventstore::ArchivedRange& range);
  // A sentence a file that was damaged, which none can be found by.
  const std::vector<std::string>& damaged() const { return damaged_; }
  // invalid: one that no log asked for.
  core::Status all_used() const;

 private:
  struct Given {
    std::shared_ptr<audit::ArchiveFile> archive;
    bool used = false;
  };
  std::vector<Given> given_;
  std::vector<std::string> damaged_;
};

}  // namespace tallygate::app
