// State checkpoints as files: DIR/state/<tenant>/<position>.state holds everything a TenantState holds in memory but
// the idempotency keys, as of the first <position> records of the log, and names the runs beside it that hold the rest
// (the keys, objects that nothing changed for long). Disposable: whatever is wrong with one, or with a run that it
// names, the log makes the state again.
//
//   "tallygate state\n", u32 format, i64 sem, text tenant, u64 position, leaf of record position − 1,
//   runs of keys, runs of objects (each: u64 how many; newest first: digest, u64 entries, u64 bytes of the file),
//   i64 log time up to which and i64 microseconds after which objects had left, the state, its digest, SHA-256 of all
//   before it       (integers little-endian; a text is u32 length and its bytes)
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "engine/cold_state.hpp"
#include "engine/tenant_state.hpp"

namespace tallygate::engine {

// Raised with every change of what a state holds, how it is saved, or what apply() makes of a record: a file of another
// format is discarded. tests/property/engine_state_file_test.cpp holds it against the bytes of a small state.
constexpr std::uint32_t kStateFormat = 21;
constexpr std::size_t kStateFilesKept = 2;                 // of a tenant: the newest, and one to fall back on
constexpr std::uint64_t kStateFileBytesMax = 16ULL << 30;  // read whole, so memory has to hold it beside the state

struct SavedState {
  std::unique_ptr<TenantState> state;
  std::uint64_t position = 0;  // records that are in it, at least 1
  core::Digest leaf{};         // of the last of them
};

struct NamedRuns {  // newest first
  std::vector<eventstore::RunName> keys, objects;
  ledger::ColdRule rule;  // of what is in `objects`
};

// Writes it under another name, makes it durable and renames it; then removes the tenant's oldest, and the runs that no
// one names any more. state->cold() must be as of its position, and its runs in the tenant's directory. Piece by piece,
// each on its way to the disk before the next, so that the log's own syncs never wait for much. unavailable once `stop`
// is set.
core::Status write_state_file(const std::filesystem::path& directory, const SavedState& saved,
                              const std::atomic<bool>& stop);

// All checks but those against the log, with the runs opened (those that `known` has are not opened again). An error
// says what is wrong: `version` for another format or sem, `corrupt` for bytes that are not what was written.
core::Result<SavedState> read_state_file(const std::filesystem::path& file, const std::string& tenant,
                                         const FindRuleset& find, const ColdState& known);
// The bytes alone: the state has no runs yet.
core::Result<SavedState> read_state(std::string_view bytes, const std::string& tenant, const FindRuleset& find,
                                    NamedRuns& named);

struct StateFile {
  std::filesystem::path path;
  std::uint64_t position = 0;  // as its name says
};
std::vector<StateFile> state_files(const std::filesystem::path& directory, std::string_view tenant);  // newest first

// Where the tenant's files are.
std::filesystem::path state_files_of(const std::filesystem::path& directory, std::string_view tenant);
// What a kill left, and the runs that no state file names. Not beside a write_state_file of the same tenant.
void remove_unfinished(const std::filesystem::path& directory, std::string_view tenant);
// Every state file of the tenant, so that the next start reads the log: after damage in a run that may be in them all.
void discard_state_files(const std::filesystem::path& directory, std::string_view tenant);

}  // namespace tallygate::engine
