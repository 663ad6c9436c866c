#include "api/training/logistic.hpp"

#include <algorithm>
#include <cmath>

#include "core/deterministic_math.hpp"

namespace tallygate::training {
namespace {

constexpr std::size_t kStepsMax = 100;    // ten are usual
constexpr std::size_t kHalvingsMax = 40;  // of one step
constexpr double kGradientSmall = 1e-8;   // a row, of standardised columns

// The intercept is the last of the coefficients.
class Newton {
 public:
  Newton(std::span<const double> values, std::size_t columns, std::span<const std::uint8_t> positive, double l2)
      : values_(values),
        positive_(positive),
        columns_(columns),
        size_(columns + 1),
        l2_(l2),
        at_(size_, 0.0),
        gradient_(size_),
        hessian_(size_ * size_) {}

  core::Result<LogisticFit> run(const std::function<void(std::size_t)>& after_step) {
    double loss = loss_at(at_);
    for (std::size_t step = 1; step <= kStepsMax; ++step) {
      derive();
      const double steepest = std::abs(*std::ranges::max_element(gradient_, {}, [](double g) { return std::abs(g); }));
      if (steepest <= kGradientSmall * static_cast<double>(positive_.size())) return result(step - 1);
      if (!solve()) return core::failure(core::ErrorKind::invalid, "the regression's columns cannot be told apart");
      if (!go(loss)) return result(step - 1);  // no step gains anything: rounding is all that is left
      if (after_step) after_step(step);
    }
    return core::failure(core::ErrorKind::invalid, "the regression does not converge");
  }

 private:
  double margin(std::size_t row, const std::vector<double>& coefficients) const {
    const double* value = &values_[row * columns_];
    double sum = coefficients[columns_];
    for (std::size_t c = 0; c < columns_; ++c) sum += coefficients[c] * value[c];
    return sum;
  }

  double loss_at(const std::vector<double>& coefficients) const {
    double loss = 0;
    for (std::size_t c = 0; c < columns_; ++c) loss += l2_ / 2 * coefficients[c] * coefficients[c];
    for (std::size_t row = 0; row < positive_.size(); ++row) {
      const double m = margin(row, coefficients);
      const double against = positive_[row] != 0 ? -m : m;  // log(1 + e^against)
      loss += std::max(against, 0.0) + core::logarithm(1 + core::exponential(-std::abs(m)));
    }
    return loss;
  }

  void derive() {
    std::ranges::fill(gradient_, 0.0);
    std::ranges::fill(hessian_, 0.0);
    for (std::size_t row = 0; row < positive_.size(); ++row) {
      const double* value = &values_[row * columns_];
      const double p = 1 / (1 + core::exponential(-margin(row, at_)));
      const double residual = p - (positive_[row] != 0 ? 1.0 : 0.0);
      const double weight = p * (1 - p);
      for (std::size_t i = 0; i < columns_; ++i) {
        gradient_[i] += residual * value[i];
        const double weighted = weight * value[i];
        for (std::size_t j = 0; j <= i; ++j) hessian_[i * size_ + j] += weighted * value[j];
        hessian_[columns_ * size_ + i] += weighted;
      }
      gradient_[columns_] += residual;
      hessian_[columns_ * size_ + columns_] += weight;
    }
    for (std::size_t i = 0; i < columns_; ++i) {
      gradient_[i] += l2_ * at_[i];
      hessian_[i * size_ + i] += l2_;
    }
  }

  // Cholesky in the lower triangle; then gradient_ is the step.
  bool solve() {
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        double sum = hessian_[i * size_ + j];
        for (std::size_t k = 0; k < j; ++k) sum -= hessian_[i * size_ + k] * hessian_[j * size_ + k];
        if (i != j) {
          hessian_[i * size_ + j] = sum / hessian_[j * size_ + j];
        } else if (sum > 0) {
          hessian_[i * size_ + i] = core::square_root(sum);
        } else {
          return false;
        }
      }
    }
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::size_t k = 0; k < i; ++k) gradient_[i] -= hessian_[i * size_ + k] * gradient_[k];
      gradient_[i] /= hessian_[i * size_ + i];
    }
    for (std::size_t i = size_; i-- > 0;) {
      for (std::size_t k = i + 1; k < size_; ++k) gradient_[i] -= hessian_[k * size_ + i] * gradient_[k];
      gradient_[i] /= hessian_[i * size_ + i];
    }
    return true;
  }

  // The step, halved until it gains something.
  bool go(double& loss) {
    double share = 1;
    std::vector<double> next(size_);
    for (std::size_t halving = 0; halving < kHalvingsMax; ++halving) {
      for (std::size_t i = 0; i < size_; ++i) next[i] = at_[i] - share * gradient_[i];
      const double there = loss_at(next);
      share /= 2;
      if (!(there < loss)) continue;
      loss = there;
      at_ = next;
      return true;
    }
    return false;
  }

  LogisticFit result(std::size_t steps) const {
    return {at_[columns_], {at_.begin(), at_.begin() + static_cast<std::ptrdiff_t>(columns_)}, steps};
  }

  std::span<const double> values_;
  std::span<const std::uint8_t> positive_;
  std::size_t columns_, size_;
  double l2_;
  std::vector<double> at_, gradient_, hessian_;
};

}  // namespace

core::Result<LogisticFit> fit_logistic(std::span<const double> values, std::size_t columns,
                                       std::span<const std::uint8_t> positive, double l2,
                                       const std::function<void(std::size_t)>& after_step) {
  return Newton(values, columns, positive, l2).run(after_step);
}

}  // namespace tallygate::training
