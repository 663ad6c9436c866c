#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "tests/lint/text_rules.hpp"
#include "tests/lint/tiers.hpp"

namespace tallygate::lint {
namespace {

constexpr std::size_t kLinesMax = 500;

bool is_program_text(const SourceFile& file) {
  constexpr std::array extensions = {".cpp", ".hpp", ".py", ".sh", ".ts", ".js"};
  return std::ranges::any_of(extensions, [&](const char* extension) { return file.path.ends_with(extension); });
}

std::string file_name(const SourceFile& file) {
  return file.path.substr(file.path.rfind('/') + 1);
}

Findings one_idea_a_file(const SourceFile& file) {
  if (!is_program_text(file) || file.lines.size() <= kLinesMax) return {};
  return {{file.path, 0, std::to_string(file.lines.size()) + " lines: split it by idea"}};
}

Findings no_drawers(const SourceFile& file) {
  static const RE2 drawer("(?i)(.*_)?(utils?|helpers?|common|misc|managers?)(_.*)?\\.[a-z]+");
  if (!is_program_text(file) || !RE2::FullMatch(file_name(file), drawer)) return {};
  return {{file.path, 0, "a drawer has no owner: name what is in it"}};
}

Findings snake_case(const SourceFile& file) {
  static const RE2 snake("[a-z][a-z0-9]*(_[a-z0-9]+)*\\.[a-z]+");
  if (!is_program_text(file) || RE2::FullMatch(file_name(file), snake)) return {};
  return {{file.path, 0, "file names are snake_case"}};
}

// A header opens with what it holds; the guard stands before or after that comment.
Findings header_says_what_it_holds(const SourceFile& file) {
  if (!file.is_header()) return {};
  Findings findings;
  if (std::ranges::find(file.lines, "#pragma once") == file.lines.end())
    findings.push_back({file.path, 0, "no #pragma once"});
  for (const std::string& line : file.lines) {
    if (line.empty() || line == "#pragma once") continue;
    if (!line.starts_with("// ")) findings.push_back({file.path, 1, "opens without saying what it holds"});
    break;
  }
  return findings;
}

// Folder = namespace; below a folder it may go on (tallygate::risk::cel, tallygate::vault::text). api's parts are
// called after themselves.
Findings namespace_is_folder(const SourceFile& file) {
  std::string folder(tier_folder(file.path));
  if (!file.is_cpp() || folder.empty() || folder == "tests" || folder == "bench" || folder.starts_with("api/"))
    return {};
  folder = folder.substr(0, folder.find('/'));
  static const RE2 opening("(?m)^namespace tallygate::([a-z]+)");
  std::string found;
  re2::StringPiece rest(file.text);
  while (RE2::FindAndConsume(&rest, opening, &found)) {
    if (found != folder) return {{file.path, 0, "namespace tallygate::" + found + " in folder " + folder}};
  }
  return {};
}

Findings ends_with_one_newline(const SourceFile& file) {
  if (file.text.empty() || (file.text.ends_with('\n') && !file.text.ends_with("\n\n"))) return {};
  return {{file.path, file.lines.size(), "a text file ends with one newline"}};
}

std::string many_lines(std::size_t n) {
  std::string text;
  for (std::size_t i = 0; i < n; ++i) text += "int x;\n";
  return text;
}

}  // namespace

const std::vector<FileRule>& file_rules() {
  static const std::vector<FileRule> rules = {
      {"OneIdeaAFile", one_idea_a_file, source_file("core/a.cpp", many_lines(kLinesMax + 1)),
       source_file("core/a.cpp", many_lines(kLinesMax))},
      {"NoDrawers", no_drawers, source_file("core/string_utils.hpp", ""), source_file("core/commonwealth.hpp", "")},
      {"SnakeCase", snake_case, source_file("core/MoneyBag.cpp", ""), source_file("core/money_bag2.cpp", "")},
      {"HeaderSaysWhatItHolds", header_says_what_it_holds,
       source_file("core/a.hpp", "#pragma once\n\n#include <array>\n"),
       source_file("core/a.hpp", "#pragma once\n// What a holds.\n#include <array>\n")},
      {"HeaderIsGuarded", header_says_what_it_holds, source_file("core/a.hpp", "// What a holds.\n"),
       source_file("core/a.hpp", "// What a holds.\n#pragma once\n")},
      {"NamespaceIsFolder", namespace_is_folder, source_file("core/a.cpp", "namespace tallygate::ledger {\n"),
       source_file("core/a.cpp", "namespace tallygate::core {\n")},
      {"EndsWithOneNewline", ends_with_one_newline, source_file("docs/a.md", "a"), source_file("docs/a.md", "a\n")},
  };
  return rules;
}

}  // namespace tallygate::lint
