// Rules about the pages: links lead somewhere, named make targets exist, and docs/formats.md lists every frozen number.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/lint/source_tree.hpp"

namespace tallygate::lint {

// Relative links that lead to no file below `root` (a path on this machine), or to no heading of the page they name.
Findings link_target_findings(const SourceFile& page, const std::string& root);

// Pages below the index's own folder that the index does not link.
Findings unlisted_page_findings(const std::vector<SourceFile>& files, const SourceFile& index);

// `make something` in a page where the Makefile has no such target.
Findings make_target_findings(const SourceFile& page, const SourceFile& makefile);

// The enumerators of `enum class NAME` in a header, with their numbers; those without one are an error of the caller's
// file.
std::map<std::string, int> enumerators(const SourceFile& header, std::string_view enum_name);

// Enumerators that have no table row "| number | `name` |" in a page.
Findings undocumented(const std::map<std::string, int>& numbers, const SourceFile& page);

// Names that stand as a word in none of the files.
Findings named_nowhere(const std::map<std::string, int>& names, const std::vector<SourceFile>& files);

}  // namespace tallygate::lint
