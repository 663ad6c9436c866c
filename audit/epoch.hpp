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

// A key that signs for an epoch, and for trees of which sizes.
struct LogKey {
  std::string vkey;
  std::uint64_t from = 1;           // the smallest
  std::optional<std::uint64_t> to;  // the largest; absent while it signs on
  bool signs(std::uint64_t size) const { return from <= size && (!to || size <= *to); }
};

struct Epoch {
  std::int64_t number = 1;
  std::string origin, vkey;     // the newest key's
  std::uint64_t first_seq = 0;  // of its log.opened or epoch.opened
  std::uint64_t lost = 0;       // records that the epoch before had published and this one does not have
  std::vector<LogKey> keys{};   // in order; the last is the newest, and at most the last two sign for one size
  // Of the last rotation: the key before the newest signs on until a record's `at` reaches it. Absent without an
  // overlap, and once it is over.
  std::optional<core::Time> overlap_until{};
};

// Follows the records that open epochs. Not thread-safe.
class Epochs {
 public:
  // log.opened, epoch.opened or key.rotated, with the root of all records before it. A sentence when something does not
  // hold.
  std::optional<std::string> next(const core::Record& record, const core::Digest& root_before);
  // Any record, in order: its time may end the overlap of two keys.
  void reached(std::uint64_t seq, core::Time at) {
    if (!epochs_.empty() && epochs_.back().overlap_until) end_overlap(seq, at);
  }

  const std::vector<Epoch>& all() const { return epochs_; }  // in order; the last one is the log's
  const Epoch* of_origin(std::string_view origin) const;
  const Epoch* of_vkey(std::string_view vkey) const;                    // of any of its keys
  const std::string& recovery_public_key() const { return recovery_; }  // hex, record 0's

 private:
  std::optional<std::string> follow(const core::Record& record, const core::EpochOpened& opened,
                                    const core::Digest& root_before);
  std::optional<std::string> rotate(const core::Record& record, const core::KeyRotated& rotated,
                                    const core::Digest& root_before);
  void end_overlap(std::uint64_t seq, core::Time at);
  std::vector<Epoch> epochs_;
  std::string recovery_;
};

// Whether a key that signed for the epoch at `size` has signed the note: nothing when one has, else a clause. A key
// that is given is held to in place of the records' own, unless it is one of them: then it and the later ones count.
std::optional<std::string> not_signed(const Epoch& epoch, std::string_view note, std::uint64_t size,
                                      const std::optional<Verifier>& given = std::nullopt);

// "localhost/shop/1" of epoch 1 becomes "localhost/shop/2"; the recovery key signs as "localhost/shop/recovery".
std::string origin_of_next(const Epoch& epoch);
std::string recovery_name(const Epoch& epoch);
// The recovery key under that name; nothing where record 0 names none. `hex` is record 0's recovery_public_key.
std::optional<Verifier> recovery_verifier(const Epoch& epoch, std::string_view hex);

// What the recovery key signs: eight lines, as docs/formats.md says. `lost_to` is the newest known checkpoint.
std::string epoch_statement(const Checkpoint& predecessor, const Checkpoint& lost_to, std::string_view origin,
                            std::string_view vkey);

// The effect that opens the epoch after `last`. invalid, with the reason, when the notes are not the old epoch's.
core::Result<core::EpochOpened> open_epoch(const Epoch& last, std::string_view predecessor_note,
                                           const std::optional<std::string>& published_note,
                                           const core::SigningKey& recovery, const core::PublicKey& key);

}  // namespace tallygate::audit
