// What a log has promised outside: the receipt and the anchors that `verify` is given, held against what it has read.
#pragma once

#include <filesystem>
#include <optional>

#include "api/app/data_directory.hpp"
#include "api/app/verify.hpp"
#include "audit/promises.hpp"
#include "audit/verify_pages.hpp"
#include "core/result.hpp"

namespace tallygate::app {

// Every tenant of a report that holds; it says, too, where no anchor was given. The error is one of reading.
core::Status hold_promises(const VerifyCommand& command, const DataDirectory& directory,
                           const std::optional<audit::Verifier>& verifier, audit::PagesReport& report);

// The same for an exported file or a tenant's backup, whose records `each` reads.
core::Status hold_promises(const VerifyCommand& command, const audit::EachLine& each,
                           const std::optional<audit::Verifier>& verifier, audit::VerifyReport& report);
audit::EachLine lines_of_file(const std::filesystem::path& file);
audit::EachLine lines_of_backup(const std::filesystem::path& backup);

}  // namespace tallygate::app
