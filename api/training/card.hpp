// A model's card: what it was fitted to, known by hashes, times and keys, and how well it ranks what came later. As
// JSON for programs (keys sorted, numbers shortest), as Markdown for people.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/training/fit.hpp"
#include "api/training/metrics.hpp"
#include "api/training/split.hpp"
#include "core/bytes.hpp"

namespace tallygate::training {

struct CardFeature {
  std::string name;
  double missing = 0;                  // the share of the training rows without it
  double mean = 0, low = 0, high = 0;  // of the others; 0 where there are none
  double contribution = 0;             // the mean of |contribution to the margin| over the training rows
};

struct CardRows {  // of a span
  Span span;
  std::size_t rows = 0, positives = 0, unlabelled = 0, not_yet_known = 0, left_out = 0;
  std::string first_key, last_key;  // in the order of the table: its positions
  std::optional<Metrics> metrics;   // none where a label is not among them
};

struct Card {
  std::string name, kind;
  core::Digest model{}, table{};  // SHA-256 of the files
  std::size_t table_rows = 0;
  core::Time as_of;
  bool leave_out_known = false;
  Parameters parameters;
  std::vector<CardFeature> features;
  CardRows train, test;
  MetricsRule rule;
};

std::string card_json(const Card& card);
std::string card_markdown(const Card& card);

}  // namespace tallygate::training
