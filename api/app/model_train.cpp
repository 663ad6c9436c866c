#include "api/app/model_train.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>

#include "api/app/command.hpp"
#include "api/app/period.hpp"
#include "api/app/progress_bar.hpp"

namespace tallygate::app {
namespace {

core::Result<std::string> read_training_table(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) return core::failure(core::ErrorKind::not_found, "cannot read " + path + ": " + error.message());
  if (size > training::kTableBytesMax) return core::failure(core::ErrorKind::invalid, path + " is larger than 1 GiB");
  std::string text(size, '\0');
  std::ifstream in(path, std::ios::binary);
  in.read(text.data(), static_cast<std::streamsize>(size));
  if (!in) return core::failure(core::ErrorKind::io, "cannot read " + path);
  return text;
}

core::Status write_model_file(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  return file ? core::Status(core::Done{}) : core::Status(core::failure(core::ErrorKind::io, "cannot write " + path));
}

core::Result<training::SplitRule> split_rule(const ModelTrainCommand& command) {
  const auto train = parse_period(command.train_from, command.train_to);
  const auto test = parse_period(command.test_from, command.test_to);
  const auto as_of = parse_period(command.as_of, "");
  if (!train || !test || !as_of)
    return core::failure(core::ErrorKind::invalid,
                         "--train-from, --train-to, --test-from, --test-to and --as-of are RFC 3339 times or dates: "
                         "2026-11-01 or 2026-11-01T00:00:00Z");
  training::SplitRule rule;
  rule.train = {train->from.value_or(core::kTimeMin), train->to.value_or(core::kTimeMax)};
  rule.test = {test->from.value_or(rule.train.to), test->to.value_or(core::kTimeMax)};
  rule.as_of = as_of->from.value_or(rule.test.from);
  rule.leave_out_known = command.leave_out_known;
  return rule;
}

core::Result<training::TrainRule> train_rule(const ModelTrainCommand& command) {
  const auto split = split_rule(command);
  if (!split) return split.error();
  if (command.leave_out_known && command.columns.entity.empty())
    return core::failure(core::ErrorKind::invalid, "--leave-out-known needs --entity-column");
  training::TrainRule rule;
  rule.name = command.name.empty() ? std::filesystem::path(command.output).stem().string() : command.name;
  rule.columns = command.columns;
  rule.split = *split;
  if (command.kind == "trees") {
    training::TreesRule trees = command.trees;
    trees.l2 = command.l2;
    rule.kind = trees;
  } else {
    rule.kind = training::ScorecardRule{command.l2};
  }
  rule.metrics.card_precision_k = command.card_precision_k;
  rule.metrics.replicates = command.replicates;
  rule.metrics.seed = command.trees.seed;
  return rule;
}

void print_figure(const char* name, const training::Figure& f) {
  std::printf("%-28s %.3f   %.3f to %.3f\n", name, f.value, f.low, f.high);
}

void print_trained(const training::Card& card) {
  std::printf("%-28s %zu rows, %zu positive\n", "trained from", card.train.rows, card.train.positives);
  std::printf("%-28s %zu rows, %zu positive\n", "tried on", card.test.rows, card.test.positives);
  if (const auto& metrics = card.test.metrics) {
    print_figure("AUC", metrics->auc);
    print_figure("average precision", metrics->average_precision);
    if (metrics->card_precision)
      print_figure(("card precision at " + std::to_string(card.rule.card_precision_k)).c_str(),
                   *metrics->card_precision);
    print_figure("recall at 0.1 % false", metrics->recall_at_0_1_percent);
    print_figure("recall at 1 % false", metrics->recall_at_1_percent);
  } else {
    std::printf("%-28s there are not both labels among the rows to try it on\n", "not measured");
  }
}

}  // namespace

int run_model_train(const ModelTrainCommand& command) {
  const auto rule = train_rule(command);
  if (!rule) return cannot(rule.error());
  const auto table = read_training_table(command.table);
  if (!table) return cannot(table.error());
  std::unique_ptr<ProgressBar> bar;
  std::string_view stage;
  const auto trained = training::train(*table, *rule, [&](std::string_view now, std::size_t done, std::size_t total) {
    if (now != stage) bar = std::make_unique<ProgressBar>(std::string(now));
    stage = now;
    bar->show(done, total);
  });
  bar.reset();
  if (!trained) return cannot(command.table + ": " + trained.error().message);

  const std::string json = training::card_json(trained->card);
  if (const auto written = write_model_file(command.output, trained->json); !written) return cannot(written.error());
  if (!command.card.empty()) {
    const bool markdown = command.card.ends_with(".md");
    const auto written = write_model_file(command.card, markdown ? training::card_markdown(trained->card) : json);
    if (!written) return cannot(written.error());
  }
  if (command.json) {
    std::cout << json;
  } else {
    print_trained(trained->card);
  }
  return kHolds;
}

}  // namespace tallygate::app
