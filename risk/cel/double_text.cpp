#include "risk/cel/double_text.hpp"

#include <charconv>
#include <limits>

namespace tallygate::risk::cel {
namespace {

bool equal_ignoring_case(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if ((text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 32 : text[i]) != lower[i]) return false;
  return true;
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// from_chars does not say whether a number out of range was too large or too small: the place of its first digit does.
double out_of_range(std::string_view text) {
  const std::size_t mark = text.find_first_of("eE");
  const bool small_exponent = mark != std::string_view::npos && text.substr(mark + 1).starts_with("-");
  const bool leading_zero = text.starts_with("0.") || text.starts_with(".");
  return small_exponent || (leading_zero && mark == std::string_view::npos) ? 0.0 : kInfinity;
}

}  // namespace

DoubleText double_text(double v) {
  DoubleText out;
  const auto literal = [&](std::string_view text) {
    out.size_ = text.copy(out.room_.data(), out.room_.size());
    return out;
  };
  if (v != v) return literal("NaN");
  if (v == kInfinity) return literal("+Inf");
  if (v == -kInfinity) return literal("-Inf");
  const double size = v < 0 ? -v : v;
  const bool fixed = size == 0 || (size >= 1e-5 && size < 1e21);
  const auto format = fixed ? std::chars_format::fixed : std::chars_format::scientific;
  const auto [end, error] = std::to_chars(out.room_.data(), out.room_.data() + out.room_.size(), v, format);
  out.size_ = static_cast<std::size_t>(end - out.room_.data());
  return out;
}

std::optional<double> parse_double(std::string_view text) {
  const bool negative = text.starts_with("-");
  if (negative || text.starts_with("+")) text.remove_prefix(1);
  const auto with_sign = [&](double v) { return negative ? -v : v; };
  if (equal_ignoring_case(text, "nan")) return std::numeric_limits<double>::quiet_NaN();
  if (equal_ignoring_case(text, "inf") || equal_ignoring_case(text, "infinity")) return with_sign(kInfinity);
  if (text.empty() || !((text[0] >= '0' && text[0] <= '9') || text[0] == '.')) return std::nullopt;
  double v = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v);
  if (end != text.data() + text.size() || error == std::errc::invalid_argument) return std::nullopt;
  if (error == std::errc::result_out_of_range) v = out_of_range(text);
  return with_sign(v);
}

}  // namespace tallygate::risk::cel
