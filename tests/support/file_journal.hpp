// What the shim (tests/fault/shim) wrote down of a program's file operations, in their order.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/fault/shim/journal_format.hpp"

namespace tallygate::tests {

struct FileOperation {
  shim::Header header;
  std::string path, other, data;
};

// Whole entries among the first `bytes` of the file.
std::vector<FileOperation> read_journal(const std::filesystem::path& journal, std::uint64_t bytes = ~std::uint64_t{0});

}  // namespace tallygate::tests
