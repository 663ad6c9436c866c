// The witnesses that a server is configured with: asks each to cosign a checkpoint (C2SP tlog-witness), all at once,
// and says what each answered. What a witness holds is never read from it: the protocol's refusals tell it.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "api/https/client.hpp"
#include "audit/checkpoint.hpp"
#include "audit/proofs.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::app {

struct WitnessConfig {
  std::string url;           // https, the prefix of add-checkpoint
  audit::Verifier verifier;  // of its cosignatures
  std::string ca_file;       // PEM of what its certificate chains to
};

struct WitnessesConfig {
  static constexpr std::size_t kMax = 14;  // a note has at most 16 signatures, and two may be the log's own
  std::vector<WitnessConfig> all;
  std::size_t quorum = 0;                    // cosignatures without which nothing is published; 0: as many as there are
  std::chrono::milliseconds timeout{2'000};  // of each request; one checkpoint takes at most two of each witness
};

struct WitnessAnswer {
  enum class Kind {
    cosigned,
    silent,  // no answer, or none of use: nothing is known
    ahead,   // it has cosigned more records than this checkpoint covers
    forked,  // it has cosigned another history
  };
  Kind kind = Kind::silent;
  std::string witness;     // its URL
  std::string line;        // cosigned: the signature line
  std::uint64_t held = 0;  // cosigned, ahead, forked: the size that it held before
  std::string why;         // else, a phrase
};

class Witnesses {
 public:
  Witnesses(WitnessesConfig config, const eventstore::EventLog& log) : config_(std::move(config)), maker_(log) {
    held_.resize(config_.all.size());
  }

  // `note` is the signed checkpoint; its records are in the log. One answer a witness, in their order. One caller at a
  // time; takes at most two timeouts.
  std::vector<WitnessAnswer> ask(const std::string& tenant, const std::string& note,
                                 const audit::Checkpoint& checkpoint);
  // Whether a quorum has cosigned this note.
  bool enough(const std::string& note) const;
  std::size_t quorum() const { return config_.quorum == 0 ? config_.all.size() : config_.quorum; }
  bool empty() const { return config_.all.empty(); }

 private:
  WitnessAnswer ask_one(const WitnessConfig& witness, std::uint64_t& held, const std::string& tenant,
                        const std::string& note, const audit::Checkpoint& checkpoint);

  const WitnessesConfig config_;
  audit::ProofMaker maker_;
  std::vector<std::map<std::string, std::uint64_t>> held_;  // by witness and tenant: the size it was last known to hold
};

}  // namespace tallygate::app
