// The repository as text, for the source rules: every file that is ours, read once.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tallygate::lint {

struct SourceFile {
  std::string path;  // from the root, with '/'
  std::string text;
  std::vector<std::string> lines;

  bool is_cpp() const;  // .cpp or .hpp
  bool is_header() const;
  bool is_markdown() const;
  bool is_under(std::string_view folder) const;  // "tests", "api/https"
};

std::string read_text(const std::filesystem::path& path);
SourceFile source_file(std::string path, std::string text);

// The files of the house's folders and of the root, by path; what is built, hidden or binary is left out.
const std::vector<SourceFile>& repository();
// One of them, nullptr when there is none.
const SourceFile* repository_file(std::string_view path);

// A rule's complaint. Rules return findings; a test expects none in the repository and some in a bad example.
struct Finding {
  std::string path;
  std::size_t line;  // from 1; 0 for the whole file
  std::string what;
};
using Findings = std::vector<Finding>;
std::string describe(const Findings& findings);

}  // namespace tallygate::lint
