#include "risk/cel/program.hpp"

#include <algorithm>
#include <utility>

#include "risk/cel/code.hpp"
#include "risk/cel/text.hpp"

namespace tallygate::risk::cel {

Program::Program(std::unique_ptr<const Code> code) : code_(std::move(code)) {}
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;
Program::~Program() = default;

const std::string& Program::source() const {
  return code_->source;
}
Type Program::result_type() const {
  return code_->type;
}
std::uint64_t Program::cost() const {
  return code_->cost;
}
std::span<const VariableRead> Program::variables() const {
  return code_->variables;
}
std::span<const std::uint16_t> Program::named_lists() const {
  return code_->named_lists;
}
std::size_t Program::patterns() const {
  return code_->patterns.size();
}
std::span<const Condition> Program::conditions() const {
  return code_->conditions;
}

std::string_view Program::text(const Condition& condition) const {
  return std::string_view(code_->source).substr(condition.begin, condition.end - condition.begin);
}

Position position_of(std::string_view source, std::uint32_t offset) {
  const std::string_view before = source.substr(0, std::min<std::size_t>(offset, source.size()));
  const std::size_t line_begin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  Position position;
  position.offset = static_cast<std::uint32_t>(before.size());
  position.line = static_cast<std::uint32_t>(1 + std::count(before.begin(), before.end(), '\n'));
  position.column = static_cast<std::uint32_t>(1 + code_points(before.substr(line_begin)));
  return position;
}

}  // namespace tallygate::risk::cel
