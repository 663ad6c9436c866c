// Cuts a body that arrives in pieces into lines. Keeps at most one unfinished line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace tallygate::http {

class LineSplitter {
 public:
  explicit LineSplitter(std::size_t line_bytes_max) : max_(line_bytes_max) {}

  // Calls take(line, whole) for every line that ends in `piece`; `whole` is false for one that was longer than the
  // limit (then `line` is its beginning). A line that was cut by a piece's end is wiped once it was taken. take returns
  // false to stop: the rest of the piece is dropped.
  template <class Take>
  void feed(std::string_view piece, Take&& take) {
    while (!piece.empty()) {
      const std::size_t end = piece.find('\n');
      if (end == std::string_view::npos) return keep(piece);
      const std::string_view line = piece.substr(0, end);
      piece.remove_prefix(end + 1);
      bool go_on = true;
      if (rest_.empty() && !cut_) {
        go_on = line.size() <= max_ ? take(line, true) : take(line.substr(0, max_), false);
      } else {
        keep(line);
        go_on = flush(take);
      }
      if (!go_on) return;
    }
  }

  // The last line, where the body does not end in a newline.
  template <class Take>
  void finish(Take&& take) {
    if (!rest_.empty() || cut_) flush(take);
  }

 private:
  void keep(std::string_view part) {
    const std::size_t room = max_ - rest_.size();
    if (part.size() > room) cut_ = true;
    rest_.append(part.substr(0, room));
  }
  template <class Take>
  bool flush(Take&& take) {
    const bool go_on = take(std::string_view(rest_), !std::exchange(cut_, false));
    rest_.assign(rest_.size(), '\0');
    rest_.clear();
    return go_on;
  }

  std::size_t max_;
  std::string rest_;
  bool cut_ = false;
};

}  // namespace tallygate::http
