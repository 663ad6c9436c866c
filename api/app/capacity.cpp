#include "api/app/capacity.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "api/app/command.hpp"
#include "api/app/config.hpp"
#include "api/app/duration_text.hpp"
#include "api/app/progress_bar.hpp"
#include "api/app/scratch.hpp"
#include "api/capacity/model.hpp"
#include "api/capacity/sample.hpp"
#include "core/canonical_json.hpp"
#include "risk/ruleset.hpp"

namespace tallygate::app {
namespace {

using capacity::Line;
using capacity::Prediction;
using capacity::Question;

constexpr double kMillion = 1e6;
constexpr std::uint64_t kSteps = 100;

core::Result<std::string> ruleset_text(const std::string& file) {
  if (file.empty()) return std::string(risk::Ruleset::default_toml());
  std::ifstream in(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in) return core::failure(core::ErrorKind::not_found, "--ruleset: cannot read " + file);
  std::vector<risk::RulesetError> errors;
  if (risk::Ruleset::compile(text, errors) == nullptr)
    return core::failure(core::ErrorKind::invalid,
                         "--ruleset: " + file + " is no rule set: " +
                             (errors.empty() ? ""
                                             : "line " + std::to_string(errors.front().line) + ", " +
                                                   errors.front().where + ": " + errors.front().detail));
  return text;
}

core::Result<Question> question_of(const CapacityCommand& command) {
  Question q;
  q.rate = command.rate;
  const auto window = parse_duration(command.window, capacity::kWindowMax);
  q.window = window.value_or(core::Duration{0});  // which check() refuses
  q.mix = {command.buyers, command.merchants, command.distributors, command.levels, command.id_chars};
  q.commands_a_commit = command.commands_a_commit;
  if (const auto wrong = capacity::check(q))
    return core::failure(core::ErrorKind::invalid, "--" + wrong->flag + " " + wrong->why);
  auto ruleset = ruleset_text(command.ruleset);
  if (!ruleset) return ruleset.error();
  q.ruleset = std::move(*ruleset);
  if (!command.config.empty()) {
    const auto config = read_config(command.config);
    if (!config) return config.error();
    q.limits = config->state_checkpoints;
  }
  return capacity::completed(std::move(q));
}

void print_lines(const char* title, const std::vector<Line>& lines, std::uint64_t total) {
  std::printf("\n%-56s %14.1f MB\n", title, static_cast<double>(total) / kMillion);
  for (const Line& line : lines)
    std::printf("  %-54s %14.1f MB\n", line.what.c_str(), static_cast<double>(line.bytes) / kMillion);
}

void print_table(const CapacityCommand& command, const Question& q, const Prediction& p,
                 const capacity::Sample& sample) {
  std::printf(
      "%.6g orders a second, each placed, paid and completed: %.6g commands a second.\n"
      "After %s: %llu orders in %llu records, of %llu buyers, %llu merchants and %llu distributors (%u levels).\n"
      "%.4g commands a commit; a state checkpoint every %llu records.\n",
      q.rate, q.rate * static_cast<double>(capacity::kCommandsOfAnOrder), command.window.c_str(),
      static_cast<unsigned long long>(p.orders), static_cast<unsigned long long>(p.records),
      static_cast<unsigned long long>(q.mix.buyers), static_cast<unsigned long long>(q.mix.merchants),
      static_cast<unsigned long long>(q.mix.distributors), q.mix.levels, q.commands_a_commit,
      static_cast<unsigned long long>(p.records_between));
  print_lines("memory, between state checkpoints", p.memory, p.memory_held());
  if (!p.checkpoint_memory.empty()) {
    print_lines("and while one is made", p.checkpoint_memory, p.memory_most() - p.memory_held());
    print_lines("memory, in all", {}, p.memory_most());
  }
  print_lines("disk", p.disk, p.disk_bytes());
  if (p.disk_most() > p.disk_bytes())
    print_lines("and room on it for a while", p.disk_room, p.disk_most() - p.disk_bytes());
  std::printf(
      "\nMemory is what the process alone has (RssAnon); pages of the log that are mapped besides are the system's, "
      "which takes\n"
      "them back. A sample of %llu orders over the same time was run with the same rule set; the rest is arithmetic.\n",
      static_cast<unsigned long long>(sample.orders));
  if (sample.not_as_asked > 0)
    std::printf("The rules held or refused %llu of the sample's %llu commands: what is held waits, and takes more.\n",
                static_cast<unsigned long long>(sample.not_as_asked),
                static_cast<unsigned long long>(sample.orders * capacity::kCommandsOfAnOrder));
}

void write_lines(core::JsonWriter& json, const char* name, std::vector<Line> lines) {
  std::ranges::sort(lines, {}, &Line::what);
  json.key(name);
  json.begin_object();
  for (const Line& line : lines) json.member(line.what, line.bytes);
  json.end_object();
}

void print_json(const Question& q, const Prediction& p, const capacity::Sample& sample) {
  std::string out;
  core::JsonWriter json(out);
  json.begin_object();
  json.member("buyers", q.mix.buyers);
  write_lines(json, "checkpoint_memory", p.checkpoint_memory);
  write_lines(json, "disk", p.disk);
  json.member("disk_bytes", p.disk_bytes());
  json.member("disk_bytes_most", p.disk_most());
  write_lines(json, "disk_room", p.disk_room);
  json.member("distributors", q.mix.distributors);
  write_lines(json, "memory", p.memory);
  json.member("memory_bytes_held", p.memory_held());
  json.member("memory_bytes_most", p.memory_most());
  json.member("merchants", q.mix.merchants);
  json.member("orders", p.orders);
  json.member("records", p.records);
  json.member("records_between_checkpoints", p.records_between);
  json.member("sample_not_as_asked", sample.not_as_asked);
  json.member("sample_orders", sample.orders);
  json.end_object();
  std::printf("%s\n", out.c_str());
}

}  // namespace

int run_capacity(const CapacityCommand& command) {
  const auto question = question_of(command);
  if (!question) return cannot(question.error());
  std::error_code error;
  const auto in = std::filesystem::absolute(command.in, error);
  if (!std::filesystem::is_directory(in, error)) return cannot("--in: there is no directory " + in.string());
  const Scratch scratch(in);
  if (scratch.path().empty()) return cannot("--in: no directory can be made in " + in.string());
  core::Result<capacity::Sample> sample = capacity::Sample();
  {
    ProgressBar bar("sample");
    sample = capacity::take_sample(*question, scratch.path(), capacity::kSampleOrders, [&bar](double done) {
      bar.show(static_cast<std::uint64_t>(done * kSteps), kSteps);
    });
  }
  if (!sample) return cannot(sample.error());
  const auto prediction = capacity::predict(*question, *sample);
  command.json ? print_json(*question, prediction, *sample) : print_table(command, *question, prediction, *sample);
  return kHolds;
}

}  // namespace tallygate::app
