#include "tests/support/file_journal.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string_view>

namespace tallygate::tests {

std::vector<FileOperation> read_journal(const std::filesystem::path& journal, std::uint64_t bytes) {
  std::ifstream file(journal, std::ios::binary);
  const std::string all{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  std::string_view rest = std::string_view(all).substr(0, std::min<std::uint64_t>(bytes, all.size()));
  std::vector<FileOperation> out;
  const auto take = [&rest](std::uint64_t n) {
    const auto piece = rest.substr(0, n);
    rest.remove_prefix(n);
    return std::string(piece);
  };
  FileOperation operation;
  while (rest.size() >= sizeof operation.header) {
    std::memcpy(&operation.header, rest.data(), sizeof operation.header);
    const auto& h = operation.header;
    if (rest.size() < sizeof h + h.path_bytes + h.other_bytes + h.data_bytes) break;
    rest.remove_prefix(sizeof h);
    operation.path = take(h.path_bytes);
    operation.other = take(h.other_bytes);
    operation.data = take(h.data_bytes);
    out.push_back(operation);
  }
  return out;
}

}  // namespace tallygate::tests
