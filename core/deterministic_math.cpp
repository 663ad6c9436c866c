#include "core/deterministic_math.hpp"

#include <cstdint>

namespace tallygate::core {
namespace {

// Taylor series (Abramowitz and Stegun 4.3.65, 4.3.66) on |x| <= pi/4, where the first term left out is below 1e-17.
double sine_near_zero(double x) {
  const double s = x * x;
  double term = x, sum = x;
  for (int n = 1; n <= 9; ++n) {
    term = -term * s / static_cast<double>((2 * n) * (2 * n + 1));
    sum = sum + term;
  }
  return sum;
}
double cosine_near_zero(double x) {
  const double s = x * x;
  double term = 1.0, sum = 1.0;
  for (int n = 1; n <= 9; ++n) {
    term = -term * s / static_cast<double>((2 * n - 1) * (2 * n));
    sum = sum + term;
  }
  return sum;
}

struct Reduced {
  double rest;  // in [-pi/4, pi/4]
  int quarter;  // 0 to 3
};
// Cody and Waite: pi/2 in two parts, the first with trailing zeros, so that n * first is exact.
Reduced reduce(double x) {
  constexpr double kHalfPiHigh = 1.57079632673412561417, kHalfPiLow = 6.07710050650619224932e-11;
  const double turns = x / (kPi / 2);
  const auto n = static_cast<std::int64_t>(turns < 0 ? turns - 0.5 : turns + 0.5);
  const auto whole = static_cast<double>(n);
  return {(x - whole * kHalfPiHigh) - whole * kHalfPiLow, static_cast<int>(((n % 4) + 4) % 4)};
}

}  // namespace

double square_root(double x) {
  return __builtin_elementwise_sqrt(x);
}

double sine(double x) {
  const Reduced r = reduce(x);
  switch (r.quarter) {
    case 0:
      return sine_near_zero(r.rest);
    case 1:
      return cosine_near_zero(r.rest);
    case 2:
      return -sine_near_zero(r.rest);
    default:
      return -cosine_near_zero(r.rest);
  }
}

double cosine(double x) {
  const Reduced r = reduce(x);
  switch (r.quarter) {
    case 0:
      return cosine_near_zero(r.rest);
    case 1:
      return -sine_near_zero(r.rest);
    case 2:
      return -cosine_near_zero(r.rest);
    default:
      return sine_near_zero(r.rest);
  }
}

// The series of A&S 4.4.40 on |x| <= 1/2, and arcsin x = pi/2 - 2 arcsin sqrt((1 - x) / 2) beyond.
double arc_sine(double x) {
  if (x < 0) return -arc_sine(-x);
  if (x > 1) x = 1;
  if (x > 0.5) return kPi / 2 - 2 * arc_sine(square_root((1 - x) / 2));
  const double s = x * x;
  double power = x, sum = x;
  for (int n = 1; n <= 25; ++n) {
    power = power * s * static_cast<double>(2 * n - 1) / static_cast<double>(2 * n);
    sum = sum + power / static_cast<double>(2 * n + 1);
  }
  return sum;
}

}  // namespace tallygate::core
