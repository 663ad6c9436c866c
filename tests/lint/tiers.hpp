// The tier table of docs/architecture.md as data, and the scan of includes and link lines against it.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/lint/source_tree.hpp"

namespace tallygate::lint {

// What a folder may include: other folders of ours, and outside libraries by the beginning of the include path. The C++
// standard library is free for all; POSIX headers where `posix` says so.
struct Tier {
  std::string_view folder;
  std::set<std::string_view> ours;
  std::set<std::string_view> outside;
  bool posix;
  bool anything = false;  // the composition root, tests and benchmarks
};
std::span<const Tier> tiers();

// The folder whose row applies to a path ("api/https/tls.cpp" -> "api/https"); empty for a path outside the table.
std::string_view tier_folder(std::string_view path);

struct Include {
  std::string target;
  bool angled;
  std::size_t line;
};
std::vector<Include> includes_of(const SourceFile& file);

// Every include that the table does not allow.
Findings include_findings(const std::vector<SourceFile>& files);

// Which folder includes which, and a loop among them ("a -> b -> a"), empty when there is none.
using FolderGraph = std::map<std::string, std::set<std::string>>;
FolderGraph folder_graph(const std::vector<SourceFile>& files);
std::string loop_in(const FolderGraph& graph);

// A folder that includes a library without linking it, or links one that it never includes.
Findings link_findings(const std::vector<SourceFile>& files);

}  // namespace tallygate::lint
