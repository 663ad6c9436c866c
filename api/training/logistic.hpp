// Logistic regression with an L2 penalty, by Newton's method (McCullagh and Nelder 1989, 2.5): convex, so there is one
// answer, and the sums are made in a fixed order with core/deterministic_math.hpp, so it is the same bits everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/result.hpp"

namespace tallygate::training {

struct LogisticFit {
  double intercept = 0;
  std::vector<double> weights;  // one a column
  std::size_t steps = 0;
};

// Minimizes the negative log-likelihood + l2 / 2 * the sum of the squared weights (not of the intercept). `values`:
// rows of `columns` finite numbers, standardised ones by preference; `positive`: one a row. l2 > 0. An error where it
// does not converge, which rounding alone can cause. `after_step` is called with the number of steps that are done.
core::Result<LogisticFit> fit_logistic(std::span<const double> values, std::size_t columns,
                                       std::span<const std::uint8_t> positive, double l2,
                                       const std::function<void(std::size_t)>& after_step = {});

}  // namespace tallygate::training
