// A witness with its memory: the last checkpoint of each configured log, kept in a directory before it is cosigned.
// Thread-safe; requests of all logs are taken one after the other, which is what makes compare and set one step.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/witness.hpp"
#include "core/result.hpp"
#include "core/signing.hpp"
#include "eventstore/directory_lock.hpp"

namespace tallygate::audit {

class Cosigner {
 public:
  struct Answer {
    int status = 500;
    std::string content_type;  // empty: plain text
    std::string body;          // with 200 the cosignature line
  };

  // Takes the directory's lock and reads what was kept. `locked` when another process holds it; `corrupt` when a file
  // there is not a checkpoint of its log: a witness that has lost its memory must not go on. Several keys of one name
  // are those of one log.
  static core::Result<std::unique_ptr<Cosigner>> open(const std::filesystem::path& directory, std::string name,
                                                      core::SigningKey key, const std::vector<Verifier>& logs);

  // The body of POST add-checkpoint; `seconds` since 1970 by the witness's clock.
  Answer add_checkpoint(std::string_view body, std::uint64_t seconds);

 private:
  struct Log {
    std::vector<Verifier> keys;  // of one name: several while the log rotates its key
    std::filesystem::path file;
    std::optional<Checkpoint> last;
  };
  Cosigner(eventstore::DirectoryLock lock, std::string name, core::SigningKey key)
      : lock_(std::move(lock)), name_(std::move(name)), key_(std::move(key)) {}
  static core::Status read_back(Log& log);

  const eventstore::DirectoryLock lock_;
  const std::string name_;
  const core::SigningKey key_;
  std::mutex mutex_;  // over the logs and their files
  std::map<std::string, Log, std::less<>> logs_;
};

}  // namespace tallygate::audit
