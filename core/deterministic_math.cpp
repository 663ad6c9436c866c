#include "core/deterministic_math.hpp"

#include <array>
#include <bit>
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

// ln 2 in two parts, the first with trailing zeros, so that n * first is exact for every exponent of a double.
constexpr double kLn2High = 6.93147180369123816490e-01, kLn2Low = 1.90821492927058770002e-10;

constexpr std::array<double, 15> inverse_factorials() {
  std::array<double, 15> c{};
  double factorial = 1;  // exact up to 18!
  for (std::size_t n = 0; n < c.size(); ++n) {
    if (n > 0) factorial *= static_cast<double>(n);
    c[n] = 1 / factorial;
  }
  return c;
}
constexpr std::array<double, 12> inverse_odds() {
  std::array<double, 12> c{};
  for (std::size_t n = 0; n < c.size(); ++n) c[n] = 1 / static_cast<double>(2 * n + 1);
  return c;
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

// e^x = 2^n e^r with |r| <= ln 2 / 2, where the first term of the series (A&S 4.2.1) that is left out is below 1e-19.
double exponential(double x) {
  constexpr auto kTerms = inverse_factorials();
  if (x < -708) x = -708;
  if (x > 709) x = 709;
  const double turns = x / (kLn2High + kLn2Low);
  const auto n = static_cast<std::int64_t>(turns < 0 ? turns - 0.5 : turns + 0.5);
  const auto whole = static_cast<double>(n);
  const double r = (x - whole * kLn2High) - whole * kLn2Low;
  double sum = kTerms.back();
  for (std::size_t i = kTerms.size() - 1; i-- > 0;) sum = sum * r + kTerms[i];
  return sum * std::bit_cast<double>(static_cast<std::uint64_t>(n + 1023) << 52);
}

// x = 2^n m with m in [sqrt 1/2, sqrt 2), and ln m = 2 artanh((m - 1) / (m + 1)) by its series (A&S 4.1.27), where the
// first term left out is below 1e-18 of the sum.
double logarithm(double x) {
  constexpr auto kTerms = inverse_odds();
  constexpr std::uint64_t kFraction = (1ULL << 52) - 1;
  const auto bits = std::bit_cast<std::uint64_t>(x);
  auto n = static_cast<std::int64_t>(bits >> 52) - 1023;
  auto m = std::bit_cast<double>((bits & kFraction) | (1023ULL << 52));
  if (m > 1.41421356237309514547) {
    m = m / 2;
    ++n;
  }
  const double s = (m - 1) / (m + 1);
  const double squared = s * s;
  double sum = kTerms.back();
  for (std::size_t i = kTerms.size() - 1; i-- > 0;) sum = sum * squared + kTerms[i];
  const auto whole = static_cast<double>(n);
  return whole * kLn2High + (2 * s * sum + whole * kLn2Low);
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
