// Reads the rows of a leaf page of a table with integer keys, values and all, into memory of its own. Where a writing
// process has moved them since the survey, they are found again from the newest state. One a thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/page_survey.hpp"

namespace tallygate::eventstore {

class LeafReader {
 public:
  struct Row {
    std::uint64_t key = 0;
    std::uint64_t page = 0;  // where the row stands
    std::string_view value;  // until the next read
  };

  // `table`: its whole name. `meta`: of the survey. Rows at or after `end` are left out where they were written since.
  LeafReader(const PageSource& source, const MetaPage& meta, std::string table, std::uint64_t end)
      : source_(source), meta_(meta), table_(std::move(table)), end_(end) {}

  // The rows with keys of that place, in order. corrupt: what is wrong, a clause.
  core::Result<std::vector<Row>> read(const LeafPlace& place);

 private:
  struct Kept {
    std::uint64_t key = 0, page = 0;
    std::size_t end = 0;
  };
  bool moved_on() const;  // another process has committed since the survey
  core::Status read_here(const LeafPlace& place);
  core::Status read_anew(const LeafPlace& place);
  core::Status keep(const MetaPage& meta, const TreePage& page, std::uint64_t number, const LeafPlace& place);

  const PageSource& source_;
  const MetaPage& meta_;
  const std::string table_;
  const std::uint64_t end_;
  std::string bytes_;
  std::vector<Kept> kept_;
};

}  // namespace tallygate::eventstore
