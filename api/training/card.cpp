#include "api/training/card.hpp"

#include <cstdio>

#include "api/training/number_text.hpp"
#include "core/canonical_json.hpp"

namespace tallygate::training {
namespace {

constexpr const char* kFormat = "tallygate.model_card/1";

class CardWriter {
 public:
  explicit CardWriter(std::string& out) : writer_(out) {}

  void card(const Card& card) {
    writer_.begin_object();
    writer_.member("as_of", core::format_time(card.as_of));
    features(card.features);
    writer_.member("format", kFormat);
    writer_.member("kind", card.kind);
    writer_.member("leave_out_known", card.leave_out_known);
    writer_.member("model_sha256", core::to_hex(core::view(card.model)));
    writer_.member("name", card.name);
    parameters(card.parameters);
    writer_.key("table");
    writer_.begin_object();
    writer_.member("rows", card.table_rows);
    writer_.member("sha256", core::to_hex(core::view(card.table)));
    writer_.end_object();
    rows("test", card.test, card.rule, true);
    rows("train", card.train, card.rule, false);
    writer_.end_object();
  }

 private:
  void number(std::string_view key, double value) {
    writer_.key(key);
    writer_.raw(number_text(value));
  }

  void features(const std::vector<CardFeature>& features) {
    writer_.key("features");
    writer_.begin_array();
    for (const CardFeature& feature : features) {
      writer_.begin_object();
      number("contribution", feature.contribution);
      number("high", feature.high);
      number("low", feature.low);
      number("mean", feature.mean);
      number("missing", feature.missing);
      writer_.member("name", feature.name);
      writer_.end_object();
    }
    writer_.end_array();
  }

  void parameters(const Parameters& parameters) {
    writer_.key("parameters");
    writer_.begin_object();
    for (const auto& [name, value] : parameters) writer_.member(name, value);
    writer_.end_object();
  }

  void figure(std::string_view key, const Figure& figure, bool interval) {
    writer_.key(key);
    writer_.begin_object();
    if (interval) {
      number("high", figure.high);
      number("low", figure.low);
    }
    number("value", figure.value);
    writer_.end_object();
  }

  void metrics(const Metrics& metrics, const MetricsRule& rule, bool interval) {
    writer_.key("metrics");
    writer_.begin_object();
    figure("auc", metrics.auc, interval);
    figure("average_precision", metrics.average_precision, interval);
    if (interval) {
      writer_.key("bootstrap");
      writer_.begin_object();
      writer_.member("replicates", rule.replicates);
      writer_.member("seed", rule.seed);
      writer_.end_object();
    }
    if (metrics.card_precision) {
      figure("card_precision", *metrics.card_precision, interval);
      writer_.member("card_precision_k", rule.card_precision_k);
    }
    writer_.member("days", metrics.days);
    figure("recall_at_0_1_percent", metrics.recall_at_0_1_percent, interval);
    figure("recall_at_1_percent", metrics.recall_at_1_percent, interval);
    writer_.end_object();
  }

  void rows(std::string_view key, const CardRows& rows, const MetricsRule& rule, bool interval) {
    writer_.key(key);
    writer_.begin_object();
    writer_.member("first_key", rows.first_key);
    writer_.member("from", core::format_time(rows.span.from));
    writer_.member("last_key", rows.last_key);
    writer_.member("left_out", rows.left_out);
    if (rows.metrics) metrics(*rows.metrics, rule, interval);
    writer_.member("not_yet_known", rows.not_yet_known);
    writer_.member("positives", rows.positives);
    writer_.member("rows", rows.rows);
    writer_.member("to", core::format_time(rows.span.to));
    writer_.member("unlabelled", rows.unlabelled);
    writer_.end_object();
  }

  core::JsonWriter writer_;
};

std::string digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

std::string three(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", value);
  return text;
}

// A name in a cell of a table.
std::string cell(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '|' || c == '\\' || c == '`') out += '\\';
    out += c;
  }
  return out;
}

void add_metric(std::string& out, const char* name, const Card& card, Figure Metrics::* figure) {
  out += std::string("| ") + name + " | " + (card.train.metrics ? three(((*card.train.metrics).*figure).value) : "–") +
         " | ";
  if (card.test.metrics) {
    const Figure& f = (*card.test.metrics).*figure;
    out += three(f.value) + " (" + three(f.low) + " to " + three(f.high) + ")";
  } else {
    out += "–";
  }
  out += " |\n";
}

void add_rows(std::string& out, const char* name, const CardRows& rows) {
  out += std::string("| ") + name + " | " + core::format_time(rows.span.from) + " | " +
         core::format_time(rows.span.to) + " | " + std::to_string(rows.rows) + " | " + std::to_string(rows.positives) +
         " | " + std::to_string(rows.unlabelled) + " | " + std::to_string(rows.not_yet_known) + " | " +
         std::to_string(rows.left_out) + " | " + cell(rows.first_key) + " | " + cell(rows.last_key) + " |\n";
}

void add_card_precision(std::string& out, const Card& card) {
  const bool in_train = card.train.metrics && card.train.metrics->card_precision;
  if (!card.test.metrics || !card.test.metrics->card_precision) return;
  const Figure& f = *card.test.metrics->card_precision;
  out += "| card precision at " + std::to_string(card.rule.card_precision_k) + " a day | " +
         (in_train ? three(card.train.metrics->card_precision->value) : "–") + " | " + three(f.value) + " (" +
         three(f.low) + " to " + three(f.high) + ") |\n";
}

}  // namespace

std::string card_json(const Card& card) {
  std::string out;
  CardWriter(out).card(card);
  return out + "\n";
}

std::string card_markdown(const Card& card) {
  std::string out = "# " + cell(card.name) + "\n\nA " +
                    (card.kind == "trees" ? "forest of gradient-boosted trees" : card.kind) +
                    ", fitted with what was known at " + core::format_time(card.as_of) + ".\n\n";
  out += "- model: SHA-256 `" + core::to_hex(core::view(card.model)) + "`\n";
  out +=
      "- table: SHA-256 `" + core::to_hex(core::view(card.table)) + "`, " + std::to_string(card.table_rows) + " rows\n";
  out += "- parameters:";
  for (const auto& [name, value] : card.parameters) out += " " + name + " " + value + ";";
  out.back() = '\n';
  if (card.leave_out_known)
    out += "- entities that were known as positive before a day began are not tried on that day\n";
  out +=
      "\n## Data\n\n| rows | from | to | labelled | positive | unlabelled | known too late | left out | first key | "
      "last key |\n"
      "|---|---|---|---|---|---|---|---|---|---|\n";
  add_rows(out, "train", card.train);
  add_rows(out, "test", card.test);
  out += "\n## How well it ranks\n\n| | train | test (95 % of " + std::to_string(card.rule.replicates) +
         " bootstrap replicates over entities, seed " + std::to_string(card.rule.seed) + ") |\n|---|---|---|\n";
  add_metric(out, "AUC", card, &Metrics::auc);
  add_metric(out, "average precision", card, &Metrics::average_precision);
  add_card_precision(out, card);
  add_metric(out, "recall at 0.1 % false positives", card, &Metrics::recall_at_0_1_percent);
  add_metric(out, "recall at 1 % false positives", card, &Metrics::recall_at_1_percent);
  out +=
      "\n## Features\n\n| feature | missing | mean | from | to | mean of \\|contribution\\| "
      "|\n|---|---|---|---|---|---|\n";
  for (const CardFeature& f : card.features)
    out += "| " + cell(f.name) + " | " + digits(f.missing) + " | " + digits(f.mean) + " | " + digits(f.low) + " | " +
           digits(f.high) + " | " + digits(f.contribution) + " |\n";
  return out;
}

}  // namespace tallygate::training
