// The effects of what is said about the log itself: its first record, a new epoch, another key (core/effects.hpp has
// the others).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/fields.hpp"
#include "core/time.hpp"

namespace tallygate::core {

struct OpenedCurrency {
  std::string code;
  std::int64_t exponent = 2;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("code", s.code);
    v("exponent", s.exponent);
  }
};

struct LogOpened {    // record 0
  std::string clock;  // "live" or "replay"
  std::vector<OpenedCurrency> currencies;
  std::int64_t epoch = 1;
  std::string log_id;  // 128 random bits, hex
  std::string origin;  // ends in "/<epoch>"
  std::optional<std::string> predecessor;
  std::string public_key;           // vkey (C2SP signed-note)
  std::string recovery_public_key;  // hex
  std::int64_t sem = 1;             // number of decide's and assess's behaviour
  std::string tenant;
  std::string time_zone;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("clock", s.clock);
    v("currencies", s.currencies, items(300));
    v("epoch", s.epoch);
    v("log_id", s.log_id);
    v("origin", s.origin, text(256));
    v("predecessor", s.predecessor, text(256));
    v("public_key", s.public_key, text(400));
    v("recovery_public_key", s.recovery_public_key);
    v("sem", s.sem);
    v("tenant", s.tenant);
    v("time_zone", s.time_zone);
  }
};

constexpr std::size_t kNoteLengthMax = 8'192;  // a signed note in a record, cosignatures and all

// epoch.opened: the log goes on after a restore that lost records, under a new origin and key. The signed notes stand
// whole, so that a record alone shows the join; audit/epoch.hpp makes and checks them.
struct EpochOpened {
  std::int64_t epoch = 2;
  std::string origin;                    // of this epoch; ends in "/<epoch>"
  std::string predecessor;               // the last epoch's signed checkpoint of exactly the records before this one
  std::string public_key;                // vkey of this epoch
  std::optional<std::string> published;  // the last epoch's newest known checkpoint, where it covers more: what is lost
  std::string statement;                 // all of this as a note that the recovery key signed
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("epoch", s.epoch);
    v("origin", s.origin, text(256));
    v("predecessor", s.predecessor, text(kNoteLengthMax));
    v("public_key", s.public_key, text(400));
    v("published", s.published, text(kNoteLengthMax));
    v("statement", s.statement, text(kNoteLengthMax));
  }
};

constexpr std::size_t kConsistencyHashesMax = 64;  // of a proof between any two sizes (RFC 6962)

// key.rotated: from here on the log's checkpoints and receipts are signed by another key. audit/rotation.hpp makes and
// checks it.
struct KeyRotated {
  std::optional<std::vector<std::string>> consistency;  // base64; from the predecessor to the records before this one,
                                                        // where it covers fewer
  std::optional<Time> overlap_until;  // the key before signs beside the new one until a record's `at` reaches it
  std::string predecessor;            // a checkpoint that the key before signed: it pins record 0
  std::string public_key;             // vkey of the new key, under the same origin
  std::string retires;                // vkey of the key before
  std::string statement;              // all of this as a note: signed by the new key, and by the key before or the
                                      // recovery key
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("consistency", s.consistency, items(kConsistencyHashesMax));
    v("overlap_until", s.overlap_until);
    v("predecessor", s.predecessor, text(kNoteLengthMax));
    v("public_key", s.public_key, text(400));
    v("retires", s.retires, text(400));
    v("statement", s.statement, text(kNoteLengthMax));
  }
};

}  // namespace tallygate::core
