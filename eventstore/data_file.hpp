// What is looked at before LMDB may map its file: it would take an empty file for a new log, trust any length, and a
// page that lies behind the end of the file is a bus error, not a return code.
#pragma once

#include <filesystem>

#include "core/result.hpp"

namespace tallygate::eventstore {

// Done when path does not exist (a new log). corrupt: too short, no LMDB file, meta pages that are damaged or cannot
// both be (tree_page.hpp), or cut off; version: another LMDB format. `repair_tail` lengthens a file that misses only
// pages at its end which nothing uses. A whole file costs two reads.
core::Status check_data_file(const std::filesystem::path& path, bool repair_tail);

// Flushes the file's pages out of the system's cache, so that the next read shows what the disk holds: after a failed
// fsync the cache may claim more. Best effort.
void forget_cached_pages(const std::filesystem::path& path);

// mkdir -p with mode 0700 where each new entry is durable in its parent.
core::Status create_directories_durably(const std::filesystem::path& directory);
// Makes the entries of a directory durable.
core::Status sync_directory(const std::filesystem::path& directory);
// Makes durable what a file holds, whoever wrote it.
core::Status sync_file(const std::filesystem::path& path);

}  // namespace tallygate::eventstore
