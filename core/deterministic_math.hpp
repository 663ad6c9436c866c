// Elementary functions whose result is the same bits on every machine: + - * / and sqrt in a fixed order (libm's differ
// by CPU and version). Meant for decisions, not for speed records; about 1e-15 accurate in the ranges given.
#pragma once

namespace tallygate::core {

inline constexpr double kPi = 3.14159265358979311600;

double square_root(double x);  // IEEE 754: exactly rounded; x >= 0
double sine(double x);         // radians, |x| <= 1000
double cosine(double x);       // radians, |x| <= 1000
double exponential(double x);  // -708 <= x <= 709 (outside it is taken as the nearest end)
double logarithm(double x);    // natural; x > 0, finite and no subnormal
double arc_sine(double x);     // -1 <= x <= 1 (outside it is taken as the nearest end); -pi/2 to pi/2

}  // namespace tallygate::core
