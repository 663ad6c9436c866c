// Which pages of a file have been met: each belongs to one place. One bit a page.
#pragma once

#include <cstdint>
#include <vector>

namespace tallygate::eventstore {

class PageMap {
 public:
  explicit PageMap(std::uint64_t pages) : met_(pages) {}
  // False where any of them lies outside of the file or was met before; those that were not are met now.
  bool claim(std::uint64_t first, std::uint64_t count = 1) {
    if (first >= met_.size() || count > met_.size() - first) return false;
    bool fresh = true;
    for (std::uint64_t page = first; page < first + count; ++page) {
      fresh = fresh && !met_[page];
      met_[page] = true;
    }
    return fresh;
  }
  bool inside(std::uint64_t first, std::uint64_t count) const {
    return first < met_.size() && count <= met_.size() - first;
  }
  std::uint64_t unmet() const {
    std::uint64_t out = 0;
    for (const bool met : met_) out += met ? 0 : 1;
    return out;
  }

 private:
  std::vector<bool> met_;
};

}  // namespace tallygate::eventstore
