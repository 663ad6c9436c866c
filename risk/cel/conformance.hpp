// Runs the official conformance files of the language (cel-spec, tests/simple/testdata/*.textproto, message
// SimpleTestFile) against compile() and evaluate(). A test is skipped only where it needs something that the subset
// leaves out (risk/cel/conformance_needs.hpp); what is merely not built fails.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace tallygate::risk::cel {

struct ConformanceCase {
  std::string name;    // "section/test"
  std::string why;     // what in the test a skip is for, what came instead of a pass
  std::string reason;  // of a skip: a code of left_out_texts()
};

struct ConformanceFile {
  std::string name;  // as it was given
  std::size_t passed = 0;
  std::vector<ConformanceCase> failed;
  std::vector<ConformanceCase> skipped;
};

// The cases of one file's text; an error names the line that is not protobuf text.
core::Result<ConformanceFile> run_conformance_text(std::string name, std::string_view text);

// All files, in order; the first that cannot be read is the error.
core::Result<std::vector<ConformanceFile>> run_conformance(std::span<const std::string> paths);

// "basic.textproto: 43 passed, 0 failed, 2 skipped"; the last line of a report is the same for "total".
std::string conformance_line(const ConformanceFile& file);
std::string conformance_report(std::span<const ConformanceFile> files);

// The skip list for programs: tab-separated, a heading and a line a test, files without their folders.
std::string conformance_skips(std::span<const ConformanceFile> files);

}  // namespace tallygate::risk::cel
