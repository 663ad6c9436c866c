#include "audit/cosigner.hpp"

#include <utility>

#include "audit/cosignature.hpp"
#include "core/hash.hpp"

namespace tallygate::audit {
namespace {

// An origin may hold what a file name may not.
std::string file_name(std::string_view origin) {
  return core::to_hex(core::view(core::sha256(origin)));
}

Cosigner::Answer says(int status, std::string sentence) {
  return {.status = status, .content_type = {}, .body = std::move(sentence) + "\n"};
}

}  // namespace

core::Result<std::unique_ptr<Cosigner>> Cosigner::open(const std::filesystem::path& directory, std::string name,
                                                       core::SigningKey key, const std::vector<Verifier>& logs) {
  auto lock = eventstore::DirectoryLock::acquire(directory);
  if (!lock) return lock.error();
  std::unique_ptr<Cosigner> cosigner(new Cosigner(std::move(*lock), std::move(name), std::move(key)));
  for (const Verifier& verifier : logs) {
    Log& log = cosigner->logs_[verifier.name];
    for (const Verifier& other : log.keys)
      if (other.key == verifier.key)
        return core::failure(core::ErrorKind::invalid, "a key of the log " + verifier.name + " is named twice");
    log.keys.push_back(verifier);
    log.file = directory / file_name(verifier.name);
  }
  for (auto& [origin, log] : cosigner->logs_)
    if (auto read = read_back(log); !read) return read.error();
  return cosigner;
}

core::Status Cosigner::read_back(Log& log) {
  log.last = std::nullopt;
  const auto note = read_checkpoint_file(log.file);
  if (!note && note.error().kind == core::ErrorKind::not_found) return core::Done{};
  if (!note) return note.error();
  for (const Verifier& key : log.keys) {
    log.last = open_checkpoint(*note, key);
    if (log.last && log.last->origin == key.name) return core::Done{};
  }
  log.last = std::nullopt;
  return core::failure(core::ErrorKind::corrupt, log.file.string() + " is not a checkpoint that " +
                                                     log.keys.front().name + " signed, under a key that was named");
}

Cosigner::Answer Cosigner::add_checkpoint(std::string_view body, std::uint64_t seconds) {
  const auto request = parse_add_checkpoint(body);
  if (!request) return says(400, "The request is not an old size, a proof and a checkpoint.");
  const auto origin = claimed_origin(request->checkpoint);
  if (!origin) return says(400, "The checkpoint is malformed.");
  const std::scoped_lock lock(mutex_);
  const auto found = logs_.find(*origin);
  if (found == logs_.end()) return says(404, "This witness does not know that origin.");
  Log& log = found->second;
  Judgement judged = judge(*request, log.keys, log.last);
  if (judged.status == 409)
    return {.status = 409, .content_type = "text/x.tlog.size", .body = std::to_string(judged.latest) + "\n"};
  if (judged.status != 200) return says(judged.status, std::move(judged.detail));
  // Durable before anyone sees the cosignature: a witness that forgets could be made to cosign a fork.
  if (auto kept = write_checkpoint_file(log.file, request->checkpoint); !kept) {
    if (!read_back(log)) logs_.erase(found);  // what the disk holds is not known: nothing of this log is cosigned
    return says(500, "The checkpoint could not be kept.");
  }
  log.last = std::move(judged.checkpoint);
  return {.status = 200, .content_type = {}, .body = cosignature_line(judged.text, name_, key_, seconds)};
}

}  // namespace tallygate::audit
