#include "tests/lint/pages.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

namespace tallygate::lint {
namespace {

namespace fs = std::filesystem;

// GitHub's anchor of a heading: lower case, punctuation dropped, spaces to hyphens.
std::string anchor_of(std::string_view heading) {
  std::string anchor;
  for (const char c : heading) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '_' || c == '-') anchor += static_cast<char>(std::tolower(byte));
    if (c == ' ') anchor += '-';
  }
  return anchor;
}

std::set<std::string> anchors_of(std::string_view text) {
  static const RE2 heading("(?m)^#{1,6} +(.*?) *$");
  std::set<std::string> anchors;
  re2::StringPiece rest(text.data(), text.size());
  for (std::string found; RE2::FindAndConsume(&rest, heading, &found);) anchors.insert(anchor_of(found));
  return anchors;
}

// Calls take(line number, text) for each line outside fenced code.
template <typename Take>
void for_prose_lines(const SourceFile& page, Take take) {
  bool fenced = false;
  for (std::size_t i = 0; i < page.lines.size(); ++i) {
    if (page.lines[i].starts_with("```")) fenced = !fenced;
    if (!fenced) take(i + 1, page.lines[i]);
  }
}

}  // namespace

Findings link_target_findings(const SourceFile& page, const std::string& root) {
  static const RE2 link(R"(\]\(([^)\s]+)\))");
  Findings findings;
  for_prose_lines(page, [&](std::size_t number, const std::string& line) {
    re2::StringPiece rest(line);
    for (std::string target; RE2::FindAndConsume(&rest, link, &target);) {
      if (target.find("://") != std::string::npos || target.starts_with("mailto:")) continue;
      const auto hash = target.find('#');
      const std::string file = target.substr(0, hash);
      const fs::path path =
          fs::path(root) / (file.empty() ? fs::path(page.path) : fs::path(page.path).parent_path() / file);
      if (!file.empty() && !fs::exists(path)) {
        findings.push_back({page.path, number, "leads nowhere: " + target});
      } else if (hash != std::string::npos) {
        const std::string text = file.empty() ? page.text : read_text(path);
        if (!anchors_of(text).contains(target.substr(hash + 1)))
          findings.push_back({page.path, number, "no such heading: " + target});
      }
    }
  });
  return findings;
}

Findings unlisted_page_findings(const std::vector<SourceFile>& files, const SourceFile& index) {
  const std::string folder = index.path.substr(0, index.path.rfind('/') + 1);
  Findings findings;
  for (const SourceFile& page : files) {
    if (!page.is_markdown() || !page.path.starts_with(folder) || page.path == index.path) continue;
    if (index.text.find("](" + page.path.substr(folder.size())) == std::string::npos) {
      findings.push_back({index.path, 0, "the reading order leaves out " + page.path});
    }
  }
  return findings;
}

Findings make_target_findings(const SourceFile& page, const SourceFile& makefile) {
  static const RE2 target("(?m)^([a-z-]+):");
  static const RE2 mention("`make ([a-z-]+)`|^make ([a-z-]+)");
  std::set<std::string> targets;
  re2::StringPiece rules(makefile.text);
  for (std::string found; RE2::FindAndConsume(&rules, target, &found);) targets.insert(found);

  Findings findings;
  for (std::size_t i = 0; i < page.lines.size(); ++i) {
    re2::StringPiece rest(page.lines[i]);
    std::string quoted;
    std::string bare;
    while (RE2::FindAndConsume(&rest, mention, &quoted, &bare)) {
      const std::string& name = quoted.empty() ? bare : quoted;
      if (!targets.contains(name)) findings.push_back({page.path, i + 1, "no make target: " + name});
    }
  }
  return findings;
}

std::map<std::string, int> enumerators(const SourceFile& header, std::string_view enum_name) {
  std::map<std::string, int> numbers;
  std::string code;
  for (const std::string& line : header.lines) code += line.substr(0, line.find("//")) + "\n";
  const auto begin = code.find("enum class " + std::string(enum_name));
  if (begin == std::string::npos) return numbers;
  const std::string body = code.substr(begin, code.find('}', begin) - begin);
  static const RE2 entry(R"(([a-z][a-z0-9_]*)\s*=\s*([0-9]+))");
  re2::StringPiece rest(body);
  std::string name;
  for (int number = 0; RE2::FindAndConsume(&rest, entry, &name, &number);) numbers[name] = number;
  return numbers;
}

Findings undocumented(const std::map<std::string, int>& numbers, const SourceFile& page) {
  static const RE2 row(R"(^\|\s*([0-9]+)\s*\|\s*`([a-z0-9_.]+)`\s*\|.*)");
  std::set<std::pair<std::string, int>> listed;  // several tables share a page, and names may stand in two of them
  for (const std::string& line : page.lines) {
    int number = 0;
    std::string name;
    if (RE2::FullMatch(line, row, &number, &name)) listed.emplace(name, number);
  }
  Findings findings;
  for (const auto& entry : numbers) {
    if (listed.contains(entry)) continue;
    findings.push_back({page.path, 0, "does not list " + std::to_string(entry.second) + " `" + entry.first + "`"});
  }
  return findings;
}

Findings named_nowhere(const std::map<std::string, int>& names, const std::vector<SourceFile>& files) {
  static const RE2 word("([a-z][a-z0-9_]*)");
  std::set<std::string> used;
  for (const SourceFile& file : files) {
    re2::StringPiece rest(file.text);
    for (std::string found; RE2::FindAndConsume(&rest, word, &found);) used.insert(found);
  }
  Findings findings;
  for (const auto& [name, number] : names)
    if (!used.contains(name))
      findings.push_back({"tests", 0, "nothing provokes " + std::to_string(number) + " " + name});
  return findings;
}

}  // namespace tallygate::lint
