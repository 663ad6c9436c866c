#include "tests/lint/source_tree.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

namespace tallygate::lint {
namespace {

namespace fs = std::filesystem;

// Folders that hold our own text. samples/ holds data beside its scripts, so only scripts and pages are taken there.
constexpr std::array kFolders = {"core",  "eventstore", "risk", "ledger", "vault",   "engine",  "audit", "api",
                                 "tests", "bench",      "docs", "cmake",  "scripts", "samples", ".ci",   "console"};
constexpr std::array kExtensions = {".cpp", ".hpp", ".md",   ".txt",  ".cmake", ".sh", ".py",
                                    ".ts",  ".js",  ".json", ".toml", ".html",  ".css"};

bool is_ours(const fs::path& path) {
  const std::string name = path.filename().string();
  if (name == "Makefile" || name == "CMakeLists.txt" || path.parent_path().filename() == ".ci") return true;
  return std::ranges::find(kExtensions, path.extension().string()) != kExtensions.end();
}

bool is_left_out(const fs::path& directory) {
  const std::string name = directory.filename().string();
  // Golden records and fuzz corpora are bytes, not text.
  return name == "records" || name == "logs" || name == "node_modules" || name == "__pycache__" || name == "corpus" ||
         name == "dist";
}

std::vector<SourceFile> read_repository() {
  const fs::path root = TALLYGATE_SOURCE_DIR;
  std::vector<SourceFile> files;
  const auto take = [&](const fs::path& path) {
    files.push_back(source_file(fs::relative(path, root).generic_string(), read_text(path)));
  };
  for (const auto& entry : fs::directory_iterator(root)) {
    if (entry.is_regular_file() && is_ours(entry.path())) take(entry.path());
  }
  for (const std::string_view folder : kFolders) {
    if (!fs::exists(root / folder)) continue;
    for (auto it = fs::recursive_directory_iterator(root / folder); it != fs::recursive_directory_iterator(); ++it) {
      if (it->is_directory() && is_left_out(it->path())) it.disable_recursion_pending();
      if (it->is_regular_file() && is_ours(it->path())) take(it->path());
    }
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

}  // namespace

std::string read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

bool SourceFile::is_cpp() const {
  return path.ends_with(".cpp") || path.ends_with(".hpp");
}
bool SourceFile::is_header() const {
  return path.ends_with(".hpp");
}
bool SourceFile::is_markdown() const {
  return path.ends_with(".md");
}
bool SourceFile::is_under(std::string_view folder) const {
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

SourceFile source_file(std::string path, std::string text) {
  SourceFile file{std::move(path), std::move(text), {}};
  std::istringstream in(file.text);
  for (std::string line; std::getline(in, line);) file.lines.push_back(line);
  return file;
}

const std::vector<SourceFile>& repository() {
  static const std::vector<SourceFile> files = read_repository();
  return files;
}

const SourceFile* repository_file(std::string_view path) {
  const auto found = std::ranges::find(repository(), path, &SourceFile::path);
  return found == repository().end() ? nullptr : &*found;
}

std::string describe(const Findings& findings) {
  std::ostringstream out;
  for (const Finding& finding : findings) {
    out << "\n  " << finding.path;
    if (finding.line != 0) out << ':' << finding.line;
    out << ": " << finding.what;
  }
  return out.str();
}

}  // namespace tallygate::lint
