// The keys that sign in a log's name: the one that the log names last and, while it overlaps, the one before. The log
// alone says which; the key files are put in order by it, so that a rotation that was cut off by a crash is finished,
// or undone where its record was not written.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/app/data_directory.hpp"
#include "audit/checkpoint.hpp"
#include "audit/epoch.hpp"
#include "audit/receipt.hpp"
#include "core/result.hpp"
#include "core/signing.hpp"
#include "core/time.hpp"

namespace tallygate::app {

class LogSigner {
 public:
  // `last_at` is of the log's last record. invalid when the key that the log names is not in the directory. Removes the
  // files of keys that sign no more.
  static core::Result<std::unique_ptr<LogSigner>> open(const DataDirectory& directory, const std::string& tenant,
                                                       audit::Epochs epochs, core::Time last_at);

  const std::string& origin() const { return epochs_.all().back().origin; }
  const std::string& vkey() const { return epochs_.all().back().vkey; }
  const audit::Epochs& epochs() const { return epochs_; }
  const core::SigningKey& key() const { return key_; }  // the newest
  // Two keys overlap, and the one before is not in the directory: what is signed carries one line.
  bool lacks_retiring_key() const { return lacks_retiring_; }

  // With a line of each key that signs where the last record is at `at`, the newest first. Any thread.
  std::string checkpoint(const audit::Checkpoint& checkpoint, core::Time at) const;
  std::string receipt(const audit::Receipt& receipt, core::Time at) const;

  // After a checkpoint without the key before was published: its file goes. True when it was there until now. One
  // thread.
  core::Result<bool> retire(core::Time at);

 private:
  LogSigner(DataDirectory directory, std::string tenant, audit::Epochs epochs, core::SigningKey key)
      : directory_(std::move(directory)),
        tenant_(std::move(tenant)),
        epochs_(std::move(epochs)),
        key_(std::move(key)) {}
  std::vector<audit::NoteSigner> signers(core::Time at) const;

  const DataDirectory directory_;
  const std::string tenant_;
  const audit::Epochs epochs_;
  const core::SigningKey key_;
  std::optional<core::SigningKey> retiring_;
  core::Time until_;  // of retiring_
  bool lacks_retiring_ = false, retired_ = false;
};

}  // namespace tallygate::app
