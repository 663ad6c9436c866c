// Epochs of a log. A restore that loses published records must not sign another history under the old name: the log
// goes on under a new origin and a new key, and the record epoch.opened joins the two. It carries the old epoch's own
// signed checkpoint of exactly the records before it, so that who trusts the old key trusts record 0 and with it the
// recovery key, and a statement that the recovery key signed (docs/formats.md, "Epoch").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/checkpoint.hpp"
#include "core/record.hpp"
#include "core/result.hpp"

namespace tallygate::audit {

struct Epoch {
  std::int64_t number = 1;
  std::string origin, vkey;
  std::uint64_t first_seq = 0;  // of its log.opened or epoch.opened
  std::uint64_t lost = 0;       // records that the epoch before had published and this one does not have
};

// Follows the records that open epochs. Not thread-safe.
class Epochs {
 public:
  // log.opened or epoch.opened, with the root of all records before it. A sentence when something does not hold.
  std::optional<std::string> next(const core::Record& record, const core::Digest& root_before);

  const std::vector<Epoch>& all() const { return epochs_; }  // in order; the last one is the log's
  const Epoch* of_origin(std::string_view origin) const;
  const Epoch* of_vkey(std::string_view vkey) const;
  const std::string& recovery_public_key() const { return recovery_; }  // hex, record 0's

 private:
  std::optional<std::string> follow(const core::Record& record, const core::EpochOpened& opened,
                                    const core::Digest& root_before);
  std::vector<Epoch> epochs_;
  std::string recovery_;
};

// "localhost/shop/1" of epoch 1 becomes "localhost/shop/2"; the recovery key signs as "localhost/shop/recovery".
std::string origin_of_next(const Epoch& epoch);
std::string recovery_name(const Epoch& epoch);

// What the recovery key signs: eight lines, as docs/formats.md says. `lost_to` is the newest known checkpoint.
std::string epoch_statement(const Checkpoint& predecessor, const Checkpoint& lost_to, std::string_view origin,
                            std::string_view vkey);

// The effect that opens the epoch after `last`. invalid, with the reason, when the notes are not the old epoch's.
core::Result<core::EpochOpened> open_epoch(const Epoch& last, std::string_view predecessor_note,
                                           const std::optional<std::string>& published_note,
                                           const core::SigningKey& recovery, const core::PublicKey& key);

}  // namespace tallygate::audit
