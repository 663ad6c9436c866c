// verify on an archive of records (audit/archive_file.hpp) alone, as far as a file can: its members against its
// manifest, the records' chain, and that they are in the tree of the published checkpoint that is in it. What only the
// records before it could tell is said in the report.
#pragma once

#include <filesystem>

#include "audit/verify.hpp"

namespace tallygate::audit {

// Without a verifier in the options the manifest's own key is used, which says nothing about who wrote it. not_found;
// version.
core::Result<VerifyReport> verify_archive(const std::filesystem::path& file, const VerifyOptions& options);

}  // namespace tallygate::audit
