// Runs the official conformance files of the language (cel-spec, tests/simple/testdata/*.textproto, message
// SimpleTestFile) against compile() and evaluate(). A test is skipped only for a reason of the published list: what the
// subset leaves out, or what is not built yet.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace tallygate::risk::cel {

struct ConformanceCase {
  std::string name;  // "section/test"
  std::string why;   // the reason of a skip, what came instead of a pass
};

struct ConformanceFile {
  std::string name;  // of the file, without its folder
  std::size_t passed = 0;
  std::vector<ConformanceCase> failed;
  std::vector<ConformanceCase> skipped;
};

// The cases of one file's text; an error names the line that is not protobuf text.
core::Result<ConformanceFile> run_conformance_text(std::string name, std::string_view text);

// All files, in order; the first that cannot be read is the error.
core::Result<std::vector<ConformanceFile>> run_conformance(std::span<const std::string> paths);

// "basic: 43 passed, 0 failed, 2 skipped"; the last line of a report is the same for "total".
std::string conformance_line(const ConformanceFile& file);
std::string conformance_report(std::span<const ConformanceFile> files);

}  // namespace tallygate::risk::cel
