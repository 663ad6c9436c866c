#include "api/statement/csv.hpp"

#include <algorithm>
#include <utility>

namespace tallygate::statement {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

CsvReader::CsvReader(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {
  if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
}

bool CsvReader::fail(std::string what) {
  if (fault_.empty()) fault_ = "line " + std::to_string(line_) + ": " + std::move(what);
  return false;
}

bool CsvReader::end_line() {
  if (at_ < text_.size() && text_[at_] == '\r') {
    ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
  } else if (at_ < text_.size() && text_[at_] == '\n') {
    ++at_;
  } else {
    return false;
  }
  ++line_;
  return true;
}

std::string_view CsvReader::rest_of_line() const {
  const std::string_view left = text_.substr(at_);
  return left.substr(0, left.find_first_of("\r\n"));
}

void CsvReader::skip_lines(std::size_t lines) {
  for (; lines > 0 && !at_end(); --lines) {
    at_ += rest_of_line().size();
    end_line();
  }
}

bool CsvReader::quoted(std::string& out) {
  const std::size_t opened_at = line_;
  ++at_;
  for (; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == '"') {
      ++at_;
      if (at_ == text_.size() || text_[at_] != '"') return true;
    }
    if (c == '\n' || (c == '\r' && (at_ + 1 == text_.size() || text_[at_ + 1] != '\n'))) ++line_;
    out.push_back(c);
    if (out.size() > kFieldBytesMax) break;
  }
  line_ = opened_at;
  return fail("a quoted field does not end, or is longer than " + std::to_string(kFieldBytesMax) + " bytes");
}

bool CsvReader::field(std::string& out) {
  if (at_ < text_.size() && text_[at_] == '"') {
    if (!quoted(out)) return false;
    const bool ends = at_ == text_.size() || text_[at_] == delimiter_ || text_[at_] == '\r' || text_[at_] == '\n';
    return ends || fail("something follows a quoted field");
  }
  while (at_ < text_.size() && text_[at_] != delimiter_ && text_[at_] != '\r' && text_[at_] != '\n') {
    out.push_back(text_[at_++]);
    if (out.size() > kFieldBytesMax) return fail("a field is longer than " + std::to_string(kFieldBytesMax) + " bytes");
  }
  return true;
}

bool CsvReader::next(CsvRecord& out) {
  if (!fault_.empty() || at_end()) return false;
  out.fields.clear();
  out.line = line_;
  out.begin = at_;
  for (;;) {
    if (out.fields.size() == kFieldsMax) return fail("a line has more than " + std::to_string(kFieldsMax) + " fields");
    if (!field(out.fields.emplace_back())) return false;
    if (at_ == text_.size() || text_[at_] != delimiter_) break;
    ++at_;
  }
  end_line();
  out.end = at_;
  return true;
}

}  // namespace tallygate::statement
