// Blobs as they are stored: that each has the SHA-256 it stands under, and that each that a record names is there.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "audit/finding.hpp"
#include "audit/record_check.hpp"
#include "eventstore/page_survey.hpp"

namespace tallygate::audit {

class StoredBlobs {
 public:
  StoredBlobs(const eventstore::PageSource& source, const eventstore::MetaPage& meta,
              const eventstore::SurveyedTenant& tenant)
      : source_(source), meta_(meta), tenant_(tenant) {}

  void add(const ExaminedRecord& record);  // notes what it names
  void end();                              // reads all blobs

  // The content, where it is there and whole.
  core::Result<std::string> content(const core::Digest& sha256) const;
  const std::vector<Finding>& findings() const { return findings_; }

 private:
  void note(const core::Digest& sha256, std::uint64_t seq);

  const eventstore::PageSource& source_;
  const eventstore::MetaPage& meta_;
  const eventstore::SurveyedTenant& tenant_;
  std::map<core::Digest, std::uint64_t> named_;  // by the first record that names it
  core::Digest last_{};
  std::vector<Finding> findings_;
};

}  // namespace tallygate::audit
