#include "audit/epoch.hpp"

#include <algorithm>

#include "audit/rotation.hpp"
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

// What log.opened or epoch.opened at `seq` begins.
template <class Opened>
Epoch begun(const Opened& opened, std::uint64_t seq, std::uint64_t lost) {
  return {opened.epoch, opened.origin, opened.public_key, seq, lost, {{opened.public_key, seq + 1, std::nullopt}}, {}};
}

std::optional<std::size_t> place_of(const Epoch& epoch, std::string_view vkey) {
  const auto found = std::ranges::find(epoch.keys, vkey, &LogKey::vkey);
  if (found == epoch.keys.end()) return std::nullopt;
  return static_cast<std::size_t>(found - epoch.keys.begin());
}

bool opened_by(std::string_view note, std::string_view vkey) {
  const auto verifier = parse_vkey(vkey);
  return verifier && open_note(note, *verifier);
}

// Of a key whose term is over, or has not begun.
std::string out_of_term(const LogKey& key, std::uint64_t size) {
  const bool retired = key.to && size > *key.to;
  return "is signed only by " + key.vkey + ", which " +
         (retired ? "was retired after " + std::to_string(*key.to) : "signs only from " + std::to_string(key.from)) +
         " records" + (retired ? "" : " on");
}

}  // namespace

std::optional<std::string> not_signed(const Epoch& epoch, std::string_view note, std::uint64_t size,
                                      const std::optional<Verifier>& given) {
  std::size_t first = 0;
  if (given && given->name == epoch.origin) {
    const auto place = place_of(epoch, make_vkey(given->name, given->key));
    if (!place) return open_note(note, *given) ? std::nullopt : std::optional("is not signed by " + given->name);
    first = *place;
  }
  for (std::size_t i = first; i < epoch.keys.size(); ++i)
    if (epoch.keys[i].signs(size) && opened_by(note, epoch.keys[i].vkey)) return std::nullopt;
  for (const LogKey& key : epoch.keys)
    if (!key.signs(size) && opened_by(note, key.vkey)) return out_of_term(key, size);
  return "is not signed by " + epoch.origin;
}

std::string origin_of_next(const Epoch& epoch) {
  return base_of(epoch) + "/" + std::to_string(epoch.number + 1);
}

std::string recovery_name(const Epoch& epoch) {
  return base_of(epoch) + "/recovery";
}

std::optional<Verifier> recovery_verifier(const Epoch& epoch, std::string_view hex) {
  Verifier recovery{recovery_name(epoch), {}};
  const auto key = core::from_hex(hex);
  if (!key || key->size() != recovery.key.size()) return std::nullopt;
  std::ranges::copy(*key, reinterpret_cast<char*>(recovery.key.data()));
  return recovery;
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
  const auto found = std::ranges::find_if(epochs_, [&](const Epoch& e) { return place_of(e, vkey).has_value(); });
  return found == epochs_.end() ? nullptr : &*found;
}

std::optional<std::string> Epochs::next(const core::Record& record, const core::Digest& root_before) {
  if (const auto* opened = std::get_if<core::LogOpened>(&record.effect)) {
    recovery_ = opened->recovery_public_key;
    epochs_.push_back(begun(*opened, record.seq, 0));
    return std::nullopt;
  }
  if (epochs_.empty()) return "an epoch follows none";
  if (const auto* rotated = std::get_if<core::KeyRotated>(&record.effect)) return rotate(record, *rotated, root_before);
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
  const auto recovery = recovery_verifier(last, recovery_);
  if (!recovery) return "record 0 names no recovery key";
  const auto statement = open_note(opened.statement, *recovery);
  if (!statement) return "the epoch's statement is not signed by the recovery key";
  if (*statement != epoch_statement(*predecessor, *newest, opened.origin, opened.public_key))
    return "the epoch's statement says something else than its record";
  for (LogKey& old : epochs_.back().keys) old.to = std::min(old.to.value_or(record.seq), record.seq);
  epochs_.push_back(begun(opened, record.seq, newest->size - record.seq));
  return std::nullopt;
}

std::optional<std::string> Epochs::rotate(const core::Record& record, const core::KeyRotated& rotated,
                                          const core::Digest& root_before) {
  Epoch& last = epochs_.back();
  if (auto wrong = wrong_in_rotation(rotated, last, recovery_, record, root_before)) return wrong;
  for (LogKey& old : last.keys) {  // the one before goes on through the overlap, older ones end here
    const bool overlaps = rotated.overlap_until && &old == &last.keys.back();
    if (!overlaps) old.to = std::min(old.to.value_or(record.seq), record.seq);
  }
  last.keys.push_back({rotated.public_key, record.seq + 1, std::nullopt});
  last.vkey = rotated.public_key;
  last.overlap_until = rotated.overlap_until;
  return std::nullopt;
}

// The tree that ends with the record before this one is the last that the old key signs.
void Epochs::end_overlap(std::uint64_t seq, core::Time at) {
  Epoch& last = epochs_.back();
  if (at < *last.overlap_until) return;
  last.keys[last.keys.size() - 2].to = seq;
  last.overlap_until.reset();
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
