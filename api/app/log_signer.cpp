#include "api/app/log_signer.hpp"

#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "api/app/private_file.hpp"
#include "eventstore/data_file.hpp"

namespace tallygate::app {
namespace {

namespace fs = std::filesystem;

bool there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

// The key in a file, where it is the one of the vkey.
std::optional<core::SigningKey> key_of(const fs::path& file, const std::string& origin, const std::string& vkey) {
  if (!there(file)) return std::nullopt;
  auto key = read_signing_key(file);
  if (!key || audit::make_vkey(origin, key->public_key()) != vkey) return std::nullopt;
  return std::move(key).value();
}

core::Status move_key(const fs::path& from, const fs::path& to) {
  if (auto made = make_private_directory(to.parent_path()); !made) return made;
  std::error_code error;
  fs::rename(from, to, error);
  if (error) return core::failure(core::ErrorKind::io, "cannot rename " + from.string() + ": " + error.message());
  for (const auto& path : {to.parent_path(), from.parent_path()})
    if (auto synced = eventstore::sync_directory(path); !synced) return synced;
  return core::Done{};
}

// The vkey of the key before the newest, while it signs; nothing when it does not.
std::optional<std::string> retiring_of(const audit::Epoch& epoch) {
  if (!epoch.overlap_until || epoch.keys.size() < 2) return std::nullopt;
  return epoch.keys[epoch.keys.size() - 2].vkey;
}

// Each file where it belongs by the log: a crash may have come between any two steps.
core::Status settle(const DataDirectory& directory, const std::string& tenant, const audit::Epoch& epoch) {
  const fs::path main = directory.key_file(tenant), next = directory.next_key_file(tenant),
                 retiring = directory.retiring_key_file(tenant);
  const auto before = retiring_of(epoch);
  if (key_of(next, epoch.origin, epoch.vkey)) {  // its record is in the log
    if (before && key_of(main, epoch.origin, *before)) {
      if (auto removed = destroy_private_file(retiring); !removed) return removed;
      if (auto moved = move_key(main, retiring); !moved) return moved;
    }
    if (auto removed = destroy_private_file(main); !removed) return removed;
    if (auto moved = move_key(next, main); !moved) return moved;
  }
  if (auto removed = destroy_private_file(next); !removed) return removed;
  if (before && key_of(retiring, epoch.origin, *before)) return core::Done{};
  return destroy_private_file(retiring);
}

}  // namespace

core::Result<std::unique_ptr<LogSigner>> LogSigner::open(const DataDirectory& directory, const std::string& tenant,
                                                         audit::Epochs epochs, core::Time last_at) {
  const audit::Epoch epoch = epochs.all().back();
  if (auto settled = settle(directory, tenant, epoch); !settled) return settled.error();
  const fs::path main = directory.key_file(tenant);
  auto key = key_of(main, epoch.origin, epoch.vkey);
  if (!key)
    return core::failure(core::ErrorKind::invalid, main.string() + " is not there or not the key that the log of " +
                                                       tenant + " names, " + epoch.vkey +
                                                       ". Where it is lost: tallygate rotate-key --recovery-key.");
  std::unique_ptr<LogSigner> signer(new LogSigner(directory, tenant, std::move(epochs), std::move(*key)));
  if (const auto before = retiring_of(epoch); before && last_at < *epoch.overlap_until) {
    signer->retiring_ = key_of(directory.retiring_key_file(tenant), epoch.origin, *before);
    signer->until_ = *epoch.overlap_until;
    signer->lacks_retiring_ = !signer->retiring_;
  }
  return signer;
}

std::vector<audit::NoteSigner> LogSigner::signers(core::Time at) const {
  std::vector<audit::NoteSigner> all{{origin(), &key_}};
  if (retiring_ && at < until_) all.push_back({origin(), &*retiring_});
  return all;
}

std::string LogSigner::checkpoint(const audit::Checkpoint& checkpoint, core::Time at) const {
  return audit::sign_checkpoint(checkpoint, signers(at));
}

std::string LogSigner::receipt(const audit::Receipt& receipt, core::Time at) const {
  return audit::sign_receipt(receipt, signers(at));
}

core::Result<bool> LogSigner::retire(core::Time at) {
  if (!retiring_ || retired_ || at < until_) return false;
  retired_ = true;
  if (auto removed = destroy_private_file(directory_.retiring_key_file(tenant_)); !removed) return removed.error();
  return true;
}

}  // namespace tallygate::app
