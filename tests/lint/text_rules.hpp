// Rules about single lines and whole files. Each carries an example that it must find, so that a rule that has gone
// blind fails too.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/lint/source_tree.hpp"

namespace tallygate::lint {

enum class Reads { everything, code };  // code: C++ sources without their comments

struct LineRule {
  std::string_view name;
  std::string_view why;
  std::string pattern;  // RE2, found anywhere in a line
  Reads reads;
  std::vector<std::string_view> only;    // folders; empty for all
  std::vector<std::string_view> except;  // folders or paths
  std::string bad_path;                  // with `bad` in it, the rule must fire here
  std::string bad;
  std::string good;  // and must not fire on this
};
inline void PrintTo(const LineRule& rule, std::ostream* out) {
  *out << rule.why;
}
const std::vector<LineRule>& line_rules();
Findings line_findings(const LineRule& rule, const std::vector<SourceFile>& files);

struct FileRule {
  std::string_view name;
  std::function<Findings(const SourceFile&)> check;
  SourceFile bad;
  SourceFile good;
};
inline void PrintTo(const FileRule& rule, std::ostream* out) {
  *out << rule.name;
}
const std::vector<FileRule>& file_rules();

}  // namespace tallygate::lint
