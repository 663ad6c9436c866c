#include "audit/epoch.hpp"

#include <algorithm>

#include "core/bytes.hpp"

namespace tallygate::audit {
namespace {

// The origin without its epoch.
std::string base_of(const Epoch& epoch) {
  const std::string suffix = "/" + std::to_string(epoch.number);
  return epoch.origin.ends_with(suffix) ? epoch.origin.substr(0, epoch.origin.size() - suffix.size()) : epoch.origin;
}

// A checkpoint that the epoch's key signed, of its origin.
std::optional<Checkpoint> checkpoint_of(const Epoch& epoch, std::string_view note) {
  const auto verifier = parse_vkey(epoch.vkey);
  if (!verifier) return std::nullopt;
  auto checkpoint = open_checkpoint(note, *verifier);
  if (!checkpoint || checkpoint->origin != epoch.origin) return std::nullopt;
  return checkpoint;
}

}  // namespace

std::string origin_of_next(const Epoch& epoch) {
  return base_of(epoch) + "/" + std::to_string(epoch.number + 1);
}

std::string recovery_name(const Epoch& epoch) {
  return base_of(epoch) + "/recovery";
}

std::string epoch_statement(const Checkpoint& predecessor, const Checkpoint& lost_to, std::string_view origin,
                            std::string_view vkey) {
  const auto size_and_root = [](const Checkpoint& c) {
    return std::to_string(c.size) + "\n" + core::to_base64(core::view(c.root)) + "\n";
  };
  return "epoch/1\n" + std::string(origin) + "\n" + std::string(vkey) + "\n" + predecessor.origin + "\n" +
         size_and_root(predecessor) + size_and_root(lost_to);
}

const Epoch* Epochs::of_origin(std::string_view origin) const {
  const auto found = std::ranges::find(epochs_, origin, &Epoch::origin);
  return found == epochs_.end() ? nullptr : &*found;
}

const Epoch* Epochs::of_vkey(std::string_view vkey) const {
  const auto found = std::ranges::find(epochs_, vkey, &Epoch::vkey);
  return found == epochs_.end() ? nullptr : &*found;
}

std::optional<std::string> Epochs::next(const core::Record& record, const core::Digest& root_before) {
  if (const auto* opened = std::get_if<core::LogOpened>(&record.effect)) {
    recovery_ = opened->recovery_public_key;
    epochs_.push_back({opened->epoch, opened->origin, opened->public_key, record.seq, 0});
    return std::nullopt;
  }
  if (epochs_.empty()) return "an epoch follows none";
  return follow(record, core::effect_as<core::EpochOpened>(record), root_before);
}

std::optional<std::string> Epochs::follow(const core::Record& record, const core::EpochOpened& opened,
                                          const core::Digest& root_before) {
  const Epoch& last = epochs_.back();
  const auto predecessor = checkpoint_of(last, opened.predecessor);
  if (!predecessor) return "the epoch's predecessor is not signed by " + last.vkey;
  if (predecessor->size != record.seq || predecessor->root != root_before)
    return "the epoch's predecessor is not the log before it";
  auto newest = predecessor;
  if (opened.published) {
    newest = checkpoint_of(last, *opened.published);
    if (!newest) return "what the epoch says was published is not signed by " + last.vkey;
    if (newest->size <= record.seq) return "what the epoch says was published is not beyond it";
  }
  const auto vkey = parse_vkey(opened.public_key);
  if (opened.epoch != last.number + 1 || opened.origin != origin_of_next(last) || !vkey || vkey->name != opened.origin)
    return "the epoch does not follow from " + last.origin;
  Verifier recovery{recovery_name(last), {}};
  const auto key = core::from_hex(recovery_);
  if (!key || key->size() != recovery.key.size()) return "record 0 names no recovery key";
  std::ranges::copy(*key, reinterpret_cast<char*>(recovery.key.data()));
  const auto statement = open_note(opened.statement, recovery);
  if (!statement) return "the epoch's statement is not signed by the recovery key";
  if (*statement != epoch_statement(*predecessor, *newest, opened.origin, opened.public_key))
    return "the epoch's statement says something else than its record";
  epochs_.push_back({opened.epoch, opened.origin, opened.public_key, record.seq, newest->size - record.seq});
  return std::nullopt;
}

core::Result<core::EpochOpened> open_epoch(const Epoch& last, std::string_view predecessor_note,
                                           const std::optional<std::string>& published_note,
                                           const core::SigningKey& recovery, const core::PublicKey& key) {
  const auto invalid = [](std::string why) { return core::failure(core::ErrorKind::invalid, std::move(why)); };
  const auto predecessor = checkpoint_of(last, predecessor_note);
  if (!predecessor) return invalid("the checkpoint of the restored records is not signed by " + last.vkey);
  auto newest = predecessor;
  if (published_note) newest = checkpoint_of(last, *published_note);
  if (!newest) return invalid("the published checkpoint is not signed by " + last.vkey);
  core::EpochOpened opened;
  opened.epoch = last.number + 1;
  opened.origin = origin_of_next(last);
  opened.predecessor = predecessor_note;
  opened.public_key = make_vkey(opened.origin, key);
  if (published_note && newest->size > predecessor->size) opened.published = *published_note;
  opened.statement = sign_note(epoch_statement(*predecessor, newest->size > predecessor->size ? *newest : *predecessor,
                                               opened.origin, opened.public_key),
                               recovery_name(last), recovery);
  return opened;
}

}  // namespace tallygate::audit
