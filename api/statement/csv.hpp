// CSV as channels write it (RFC 4180, and what is usual beside it): fields in double quotes with "" for one, line ends
// LF, CRLF or CR, any delimiter of one byte, a byte order mark at the beginning. Not thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tallygate::statement {

inline constexpr std::size_t kFieldsMax = 256;           // of a record
inline constexpr std::size_t kFieldBytesMax = 4 * 1024;  // of a field

struct CsvRecord {
  std::vector<std::string> fields;
  std::size_t line = 0;   // where it begins, from 1
  std::size_t begin = 0;  // its bytes in the text, line end included
  std::size_t end = 0;
};

class CsvReader {
 public:
  // Of a text that outlives it.
  CsvReader(std::string_view text, char delimiter);

  // The next record; an empty line is one with one empty field. False at the end, and at a fault.
  bool next(CsvRecord& out);
  // Passes over whole lines, whatever is in them.
  void skip_lines(std::size_t lines);
  // The line that comes next, without its end; empty at the end of the text.
  std::string_view rest_of_line() const;
  bool at_end() const { return at_ == text_.size(); }
  // What is wrong with the text, a sentence with its line; empty where nothing is.
  const std::string& fault() const { return fault_; }

 private:
  bool fail(std::string what);
  bool field(std::string& out);
  bool quoted(std::string& out);
  bool end_line();

  std::string_view text_;
  char delimiter_;
  std::size_t at_ = 0, line_ = 1;
  std::string fault_;
};

}  // namespace tallygate::statement
