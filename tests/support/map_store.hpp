// What left memory, in a map: a cold store for tests, which can also fail.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "core/cold_store.hpp"

namespace tallygate::tests {

class MapStore final : public core::ColdStore {
 public:
  core::Result<std::optional<std::string>> find(const core::Hash16& key) const override {
    ++asked_;
    if (fails_) return core::failure(core::ErrorKind::io, "cannot read what left memory");
    const auto at = values_.find(key);
    if (at == values_.end()) return std::optional<std::string>();
    return std::optional(at->second);
  }
  core::PutCold put() {
    return [this](const core::Hash16& key, std::string value) { values_[key] = std::move(value); };
  }
  void fail(bool fails) { fails_ = fails; }
  std::size_t size() const { return values_.size(); }
  std::size_t asked() const { return asked_; }
  std::map<core::Hash16, std::string>& values() { return values_; }

 private:
  std::map<core::Hash16, std::string> values_;
  bool fails_ = false;
  mutable std::size_t asked_ = 0;
};

}  // namespace tallygate::tests
