#include "tests/lint/tiers.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <utility>

namespace tallygate::lint {
namespace {

const std::vector<Tier>& table() {
  static const std::vector<Tier> rows = {
      {"core", {}, {"openssl/", "sodium.h", "simdjson.h"}, false},
      {"eventstore", {"core"}, {"lmdb.h"}, true},
      {"risk", {"core"}, {"re2/", "toml++/"}, false},
      {"ledger", {"core"}, {}, false},
      {"vault/text", {"core"}, {"unicode/", "sodium.h", "toml++/"}, false},
      {"vault", {"core"}, {"sodium.h"}, true},
      {"engine", {"core", "eventstore", "risk", "ledger"}, {"boost/unordered/"}, true},
      {"audit", {"core", "eventstore"}, {}, true},
      {"api/capacity", {"core", "eventstore", "risk", "vault", "engine"}, {"malloc.h"}, true},
      {"api/statement", {"core"}, {"toml++/", "simdjson.h"}, false},
      {"api/training", {"core", "risk", "api/statement"}, {"xgboost/", "dlfcn.h", "simdjson.h"}, false},
      {"api/stepup", {"core"}, {"openssl/", "sodium.h", "simdjson.h"}, false},
      {"api/https", {}, {"boost/", "openssl/"}, true},
      {"api/http",
       {"core", "engine", "audit", "vault", "api/https"},
       {"boost/", "openssl/", "simdjson.h", "sodium.h", "maxminddb.h"},
       true},
      {"api/app", {}, {}, true, true},
      {"tests", {}, {}, true, true},
      {"bench", {}, {}, true, true},
  };
  return rows;
}

// core does no I/O, reads no clock and starts no thread; what could is not even included.
constexpr std::array kNotInCore = {"iostream", "fstream", "filesystem", "chrono", "thread", "future", "random"};

const Tier* row_of(std::string_view folder) {
  const auto found = std::ranges::find(table(), folder, &Tier::folder);
  return found == table().end() ? nullptr : &*found;
}

bool is_posix(std::string_view target) {
  static const RE2 posix(
      R"((unistd|fcntl|poll|signal|pthread|dirent|termios|netdb)\.h|(sys|arpa|netinet|net|linux)/.*)");
  return RE2::FullMatch({target.data(), target.size()}, posix);
}

bool is_standard(std::string_view target) {
  return target.find_first_of("./") == std::string_view::npos;
}

std::optional<std::string> refusal(const Tier& row, const Include& include) {
  if (!include.angled) {
    const std::string_view folder = tier_folder(include.target);
    if (folder.empty()) return "\"" + include.target + "\" is not included from the root";
    if (folder == row.folder || row.anything || row.ours.contains(folder)) {
      const bool upward = (folder == "tests" || folder == "bench") && !(row.folder == "tests" || row.folder == "bench");
      if (!upward) return std::nullopt;
    }
    return std::string(row.folder) + " may not include " + std::string(folder) + " (" + include.target + ")";
  }
  if (row.anything) return std::nullopt;
  if (is_standard(include.target)) {
    if (row.folder == "core" && std::ranges::find(kNotInCore, include.target) != kNotInCore.end()) {
      return "core does no I/O, reads no clock and starts no thread: <" + include.target + ">";
    }
    return std::nullopt;
  }
  if (is_posix(include.target) && row.posix) return std::nullopt;
  const bool allowed = std::ranges::any_of(
      row.outside, [&](std::string_view prefix) { return std::string_view(include.target).starts_with(prefix); });
  if (allowed) return std::nullopt;
  return std::string(row.folder) + " may not include <" + include.target + ">";
}

// The CMake names of what is included: (include prefix, link names of which one must stand in the folder's link lines).
struct OutsideLink {
  std::string_view include_prefix;
  std::vector<std::string_view> names;
};
const std::vector<OutsideLink>& outside_links() {
  static const std::vector<OutsideLink> links = {
      {"openssl/", {"OpenSSL::SSL", "OpenSSL::Crypto"}},
      {"sodium.h", {"PkgConfig::SODIUM"}},
      {"simdjson.h", {"simdjson::simdjson"}},
      {"lmdb.h", {"PkgConfig::LMDB"}},
      {"re2/", {"PkgConfig::RE2"}},
      {"toml++/", {"tomlplusplus::tomlplusplus"}},
      {"maxminddb.h", {"PkgConfig::MAXMINDDB"}},
      {"unicode/", {"PkgConfig::ICU"}},
      {"boost/", {"Boost::headers", "Boost::boost"}},
      {"CLI/", {"CLI11::CLI11"}},
  };
  return links;
}

struct LinkLine {
  std::set<std::string> names;
  std::string cmake_path;
};

// What the CMakeLists.txt of a folder (api/http, core) name after a library of ours or of others.
std::map<std::string, LinkLine> link_lines(const std::vector<SourceFile>& files) {
  static const RE2 name(R"((tallygate_[a-z_]+|[A-Za-z0-9]+::[A-Za-z0-9_]+))");
  static const RE2 defined(
      R"((?:tallygate_library|add_library|add_executable|tallygate_test|function)\s*\(\s*([a-z_]+))");
  std::map<std::string, LinkLine> lines;
  for (const SourceFile& file : files) {
    if (!file.path.ends_with("/CMakeLists.txt")) continue;
    const std::string folder(tier_folder(file.path));
    const Tier* row = row_of(folder);
    if (row == nullptr || row->anything) continue;
    LinkLine& line = lines[folder];
    line.cmake_path = file.path;
    std::string uncommented;
    for (const std::string& text : file.lines) uncommented += text.substr(0, text.find('#')) + "\n";
    re2::StringPiece rest(uncommented);
    for (std::string found; RE2::FindAndConsume(&rest, name, &found);) line.names.insert(found);
    for (const std::string_view word : {"tallygate_library", "tallygate_flags", "tallygate_test"})
      line.names.erase(std::string(word));
  }
  return lines;
}

std::string library_of(std::string_view folder) {
  const auto slash = folder.rfind('/');
  return "tallygate_" + std::string(slash == std::string_view::npos ? folder : folder.substr(slash + 1));
}

bool includes_outside(const std::set<std::string>& included, std::string_view prefix) {
  return std::ranges::any_of(included, [&](const std::string& target) { return target.starts_with(prefix); });
}

}  // namespace

std::span<const Tier> tiers() {
  return table();
}

std::string_view tier_folder(std::string_view path) {
  for (const Tier& row : table()) {
    if (path.starts_with(row.folder) && path.size() > row.folder.size() && path[row.folder.size()] == '/')
      return row.folder;
  }
  return {};
}

std::vector<Include> includes_of(const SourceFile& file) {
  static const RE2 directive(R"re(\s*#\s*include\s*([<"])([^>"]+)[>"].*)re");
  std::vector<Include> found;
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    std::string quote;
    std::string target;
    if (RE2::FullMatch(file.lines[i], directive, &quote, &target)) found.push_back({target, quote == "<", i + 1});
  }
  return found;
}

Findings include_findings(const std::vector<SourceFile>& files) {
  Findings findings;
  for (const SourceFile& file : files) {
    const Tier* row = file.is_cpp() ? row_of(tier_folder(file.path)) : nullptr;
    if (row == nullptr) continue;
    for (const Include& include : includes_of(file)) {
      if (auto why = refusal(*row, include)) findings.push_back({file.path, include.line, *std::move(why)});
    }
  }
  return findings;
}

FolderGraph folder_graph(const std::vector<SourceFile>& files) {
  FolderGraph graph;
  for (const SourceFile& file : files) {
    const std::string from(tier_folder(file.path));
    if (!file.is_cpp() || from.empty()) continue;
    for (const Include& include : includes_of(file)) {
      const std::string to(include.angled ? std::string_view{} : tier_folder(include.target));
      // tests and bench are one top: they lend each other clients and fixtures, and nothing else includes either.
      const bool among_the_top = (from == "tests" && to == "bench") || (from == "bench" && to == "tests");
      if (!to.empty() && to != from && !among_the_top) graph[from].insert(to);
    }
  }
  return graph;
}

std::string loop_in(const FolderGraph& graph) {
  std::vector<std::string> path;
  std::set<std::string> finished;
  std::string loop;
  const std::function<bool(const std::string&)> visit = [&](const std::string& folder) {
    if (const auto seen = std::ranges::find(path, folder); seen != path.end()) {
      for (auto it = seen; it != path.end(); ++it) loop += *it + " -> ";
      loop += folder;
      return true;
    }
    if (!finished.insert(folder).second) return false;
    path.push_back(folder);
    if (const auto edges = graph.find(folder); edges != graph.end()) {
      for (const std::string& next : edges->second) {
        if (visit(next)) return true;
      }
    }
    path.pop_back();
    return false;
  };
  for (const auto& [folder, _] : graph) {
    if (visit(folder)) break;
  }
  return loop;
}

Findings link_findings(const std::vector<SourceFile>& files) {
  std::map<std::string, std::set<std::string>> outside;
  for (const SourceFile& file : files) {
    if (!file.is_cpp()) continue;
    for (const Include& include : includes_of(file)) {
      if (include.angled) outside[std::string(tier_folder(file.path))].insert(include.target);
    }
  }
  FolderGraph ours = folder_graph(files);

  Findings findings;
  for (const auto& [folder, line] : link_lines(files)) {
    const auto complain = [&](const std::string& what) { findings.push_back({line.cmake_path, 0, what}); };
    if (!ours.contains(folder) && !outside.contains(folder)) continue;  // no sources yet
    std::set<std::string> expected = {library_of(folder)};
    for (const std::string& other : ours[folder]) {
      expected.insert(library_of(other));
      if (!line.names.contains(library_of(other))) complain(folder + " includes " + other + " and does not link it");
    }
    for (const OutsideLink& link : outside_links()) {
      const bool included = includes_outside(outside[folder], link.include_prefix);
      const bool linked = std::ranges::any_of(
          link.names, [&](std::string_view name) { return line.names.contains(std::string(name)); });
      if (included && !linked)
        complain(folder + " includes " + std::string(link.include_prefix) + " and does not link it");
      if (!included && linked) complain(folder + " links " + std::string(link.names[0]) + " and never includes it");
    }
    for (const std::string& name : line.names) {
      if (name.starts_with("tallygate_") && !expected.contains(name)) {
        complain(folder + " links " + name + " and never includes it");
      }
    }
  }
  return findings;
}

}  // namespace tallygate::lint
