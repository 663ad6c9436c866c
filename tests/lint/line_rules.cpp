#include <re2/re2.h>

#include <algorithm>

#include "tests/lint/text_rules.hpp"

namespace tallygate::lint {
namespace {

// The forbidden words are put together from halves, so that this file does not hold them.
const std::string kToDo = std::string("TO") + "DO";
const std::string kFixMe = std::string("FIX") + "ME";
const std::string kHack = std::string("HA") + "CK";
const std::string kCross = std::string("XX") + "X";
const std::string kNoLint = std::string("NO") + "LINT";
const std::string kDisabled = std::string("DISA") + "BLED_";
const std::string kSkip = std::string("GTEST_") + "SKIP";
const std::string kSleep = std::string("sleep_") + "for";
const std::string kPythonSleep = std::string("time\\.sl") + "eep";
const std::string kUsing = std::string("using name") + "space ";
const std::string kHome = std::string("/ho") + "me/";
const std::string kRoot = std::string("/ro") + "ot/";
const std::string kWork = std::string("/wo") + "rk/";
const std::string kDebianHost = std::string("debian") + "\\.org";
const std::string kNpmHost = std::string("npm") + "js\\.";

const std::vector<std::string_view> kProduct = {"core",  "eventstore", "risk",  "ledger",
                                                "vault", "engine",     "audit", "api"};
const std::vector<std::string_view> kDeterministic = {"core", "risk", "ledger", "api/stepup"};

std::vector<LineRule> rules_of_honesty() {
  return {
      {"Unfinished",
       "work left for later is an issue, not a comment",
       "\\b(" + kToDo + "|" + kFixMe + "|" + kHack + ")\\b|\\b" + kCross + ":",
       Reads::everything,
       {},
       {},
       "core/money.cpp",
       "// " + kToDo + ": overflow",
       "// overflow is refused"},
      {"Silenced",
       "a silenced check or test is worth nothing",
       kNoLint + "|" + kSkip + "|\\b" + kDisabled,
       Reads::everything,
       {},
       {},
       "tests/unit/core_money_test.cpp",
       "TEST(Money, " + kDisabled + "Adds) {",
       "TEST(Money, Adds) {"},
      {"SleepInTest",
       "wait for a condition: a sleep is slow where it is too long and fails where it is too short",
       kSleep + "|sleep_" + "until|\\b(u|nano)?sleep\\s*\\(|" + kPythonSleep,
       Reads::everything,
       {"tests"},
       {"tests/support/eventually.hpp"},
       "tests/e2e/serve_test.cpp",
       "std::this_thread::" + kSleep + "(1s);",
       "wait_until([&] { return ready(); });"},
      {"MachinePath",
       "a path of one machine",
       "(^|[^A-Za-z0-9_.}/])(" + kHome + "|" + kRoot + "|" + kWork + ")",
       Reads::everything,
       {},
       {},
       "scripts/run.sh",
       "cd " + kHome + "me/tallygate",
       "cd build/play"},
      {"RegistryHost",
       "package clients know their registries",
       kDebianHost + "|registry\\.|" + kNpmHost,
       Reads::everything,
       {},
       {},
       "scripts/setup.sh",
       std::string("curl https://deb.debian") + ".org/x",
       "apt-get install make"},
      {"LooseEnd",
       "spaces at the end of a line",
       "[ \\t]+$",
       Reads::everything,
       {},
       {},
       "docs/testing.md",
       "a line ",
       "a line"},
  };
}

std::vector<LineRule> rules_of_determinism() {
  return {
      {"WallClock",
       "time comes through core::Clock; only the process reads the wall clock",
       "system_clock::now|gettimeofday|clock_gettime|\\btime\\s*\\(\\s*(nullptr|NULL|0)\\s*\\)",
       Reads::code,
       kProduct,
       {"api/app", "api/https"},
       "engine/pipeline.cpp",
       "auto now = std::chrono::system_clock::now();",
       "auto now = clock.now();"},
      {"AnyClock",
       "what decides reads no clock at all",
       "_clock::now",
       Reads::code,
       kDeterministic,
       {},
       "ledger/decide.cpp",
       "auto t = std::chrono::steady_clock::now();",
       "auto t = now;"},
      {"Randomness",
       "randomness comes through core::Random",
       "random_device|\\bs?rand\\s*\\(|RAND_bytes|\\brandombytes|mt19937",
       Reads::code,
       kProduct,
       {"api/app", "api/https", "core/random.cpp"},
       "vault/pseudonyms.cpp",
       "std::random_device seed;",
       "random.fill(seed);"},
      {"FloatingMoney",
       "money is integers",
       "\\b(double|float)\\b",
       Reads::code,
       {"ledger", "core/money.hpp", "core/money.cpp", "core/posting.hpp", "core/posting.cpp"},
       {},
       "ledger/split.cpp",
       "double part = base * rate;",
       "const auto part = floor_share(base, rate);"},
      {"Libm",
       "the C library's exp, log and sin differ by CPU",
       "\\b(std::|::)?(exp2?|expm1|log|log2|log10|log1p|sin|cos|tan|pow|cbrt|tanh)\\s*\\(",
       Reads::code,
       {"risk", "ledger"},
       {},
       "risk/score.cpp",
       "return std::exp(-x);",
       "return core::exp_of(-x);"},
      {"FastMath",
       "decisions are the same bits everywhere",
       "-ffast-math|-Ofast|-march=native|-ffp-contract=(on|fast)",
       Reads::everything,
       {"cmake", "core", "risk", "ledger", "engine"},
       {},
       "risk/CMakeLists.txt",
       "target_compile_options(tallygate_risk PRIVATE -ffast-math)",
       "-ffp-contract=off -fno-fast-math"},
  };
}

std::vector<LineRule> rules_of_the_house() {
  return {
      {"Assert",
       "TALLYGATE_CHECK is always compiled in",
       "\\bassert\\s*\\(|<cassert>",
       Reads::code,
       kProduct,
       {},
       "ledger/apply.cpp",
       "assert(sum == 0);",
       "static_assert(sizeof(Time) == 8);"},
      {"ThrowingParse",
       "std::from_chars says where it stopped",
       "\\bato(i|l|ll|f)\\s*\\(|std::sto(i|l|ll|ul|ull|d|f)\\s*\\(|\\bstrto(l|ll|ul|ull|d)\\s*\\(",
       Reads::code,
       kProduct,
       {},
       "core/money.cpp",
       "return std::stoll(text);",
       "std::from_chars(begin, end, value);"},
      {"StandardOutput",
       "standard output is for results of commands",
       "std::c(out|err|log)\\b|\\bprintf\\s*\\(|\\bputs\\s*\\(",
       Reads::code,
       kProduct,
       {"api/app"},
       "engine/engine.cpp",
       "std::cout << seq;",
       "std::snprintf(buffer, n, \"%d\", x);"},
      {"UsingNamespaceStd",
       "a name says where it is from",
       kUsing + "std;",
       Reads::code,
       {},
       {},
       "core/hash.hpp",
       kUsing + "std;",
       "using namespace std::chrono_literals;"},
      {"DetachedThread",
       "a thread has an owner that joins it",
       "(?i)thread[^;]*\\.detach\\s*\\(",
       Reads::code,
       kProduct,
       {},
       "engine/engine.cpp",
       "std::thread(run).detach();",
       "thread.join();"},
      {"WeakenedWarnings",
       "warnings are errors",
       "-Wno-error|#pragma (clang|GCC) diagnostic ignored",
       Reads::everything,
       {"core", "eventstore", "risk", "ledger", "vault", "engine", "audit", "cmake"},
       {},
       "cmake/compiler.cmake",
       "add_compile_options(-Wno-error)",
       "-Werror"},
  };
}

std::string_view without_comment(std::string_view line, bool& in_block) {
  if (in_block) {
    const auto end = line.find("*/");
    if (end == std::string_view::npos) return {};
    in_block = false;
    line.remove_prefix(end + 2);
  }
  const auto block = line.find("/*");
  const auto comment = line.find("//");
  if (block != std::string_view::npos && block < comment && line.find("*/", block) == std::string_view::npos) {
    in_block = true;
    return line.substr(0, block);
  }
  return line.substr(0, comment);
}

bool covers(const std::vector<std::string_view>& places, const SourceFile& file) {
  return std::ranges::any_of(places,
                             [&](std::string_view place) { return file.path == place || file.is_under(place); });
}

}  // namespace

const std::vector<LineRule>& line_rules() {
  static const std::vector<LineRule> rules = [] {
    std::vector<LineRule> all;
    for (auto& group : {rules_of_honesty(), rules_of_determinism(), rules_of_the_house()}) {
      all.insert(all.end(), group.begin(), group.end());
    }
    return all;
  }();
  return rules;
}

Findings line_findings(const LineRule& rule, const std::vector<SourceFile>& files) {
  const RE2 pattern(rule.pattern);
  Findings findings;
  for (const SourceFile& file : files) {
    if (!rule.only.empty() && !covers(rule.only, file)) continue;
    if (covers(rule.except, file) || (rule.reads == Reads::code && !file.is_cpp())) continue;
    bool in_block = false;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      std::string_view line = file.lines[i];
      if (rule.reads == Reads::code) line = without_comment(line, in_block);
      if (RE2::PartialMatch({line.data(), line.size()}, pattern)) {
        findings.push_back({file.path, i + 1, std::string(rule.name) + ": " + std::string(rule.why)});
      }
    }
  }
  return findings;
}

}  // namespace tallygate::lint
