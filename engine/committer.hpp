// Makes a batch durable: encode, hash, chain, one transaction with one fsync, then the answers. Runs on the commit
// thread alone.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "core/record_codec.hpp"
#include "engine/batch.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::engine {

class Committer {
 public:
  Committer(eventstore::EventLog& log, core::Random& random, DrainSideRows drain, Quarantine& quarantine,
            SignReceipt sign = {})
      : log_(log), random_(random), drain_(std::move(drain)), quarantine_(quarantine), sign_(std::move(sign)) {}

  // The heads that are durable after it, or the error after which nothing is known until the log is reopened. Leaves
  // are filled in on success. A command whose record cannot be encoded is a bug: it is quarantined, and the batch
  // fails.
  core::Result<std::map<std::string, eventstore::Head, std::less<>>> commit(Batch& batch);
  // Answers what the batch carried. Only after a commit that succeeded.
  void release(Batch& batch);
  // Closes what the batch carried unanswered: whether it is on the disk is not known.
  static void drop(Batch& batch);

 private:
  struct Encoded {
    std::string bytes;  // all records of one tenant, one after the other
    std::vector<std::size_t> ends;
    std::vector<eventstore::AppendRecord> records;
    std::vector<eventstore::Blob> blobs;
  };
  struct Promised {
    std::uint64_t size = 0;  // durable
    core::Digest last_leaf{};
    core::Time last_at;
    std::shared_ptr<const std::string> receipt;  // null until an answer needs it
  };
  void encode(const Batch::OfTenant& of, core::Digest prev, Encoded& out);
  core::Status encode_or_quarantine(std::string_view tenant, const Batch::OfTenant& of, core::Digest prev,
                                    Encoded& out);
  std::shared_ptr<const std::string> receipt_of(const std::string& tenant);

  eventstore::EventLog& log_;
  core::Random& random_;
  DrainSideRows drain_;
  Quarantine& quarantine_;
  SignReceipt sign_;
  std::map<std::string, Promised, std::less<>> promised_;
  core::RecordDecoder decoder_;
  std::map<std::string, std::vector<eventstore::SideRow>, std::less<>>
      unconfirmed_;               // drained, not known to be durable: written again, which changes nothing
  std::vector<Encoded> encoded_;  // kept, so that a batch allocates little
};

}  // namespace tallygate::engine
