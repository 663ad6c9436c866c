#include "audit/witness.hpp"

#include "audit/note_lines.hpp"

namespace tallygate::audit {
namespace {

Judgement refused(int status, std::string detail, std::uint64_t latest = 0) {
  return {.status = status, .detail = std::move(detail), .latest = latest, .checkpoint = {}, .text = {}};
}

}  // namespace

std::optional<AddCheckpoint> parse_add_checkpoint(std::string_view body) {
  if (body.size() > kAddCheckpointBytesMax) return std::nullopt;
  AddCheckpoint out;
  const auto first = take_line(body);
  if (!first || !first->starts_with("old ")) return std::nullopt;
  const auto old_size = decimal(first->substr(4));
  if (!old_size) return std::nullopt;
  out.old_size = *old_size;
  for (auto line = take_line(body);; line = take_line(body)) {
    if (!line) return std::nullopt;
    if (line->empty()) break;
    const auto hash = base64_digest(*line);
    if (!hash || out.proof.size() == kProofHashesMax) return std::nullopt;
    out.proof.push_back(*hash);
  }
  if (body.empty()) return std::nullopt;
  out.checkpoint = body;
  return out;
}

std::string write_add_checkpoint(const AddCheckpoint& request) {
  std::string body = "old " + std::to_string(request.old_size) + "\n";
  for (const core::Digest& hash : request.proof) body += core::to_base64(core::view(hash)) + "\n";
  body += "\n";
  body += request.checkpoint;
  return body;
}

std::optional<std::string> claimed_origin(std::string_view note) {
  const auto parts = split_note(note);
  const auto checkpoint = parts ? parse_checkpoint_text(parts->text) : std::nullopt;
  return checkpoint ? std::optional(checkpoint->origin) : std::nullopt;
}

Judgement judge(const AddCheckpoint& request, std::span<const Verifier> keys, const std::optional<Checkpoint>& last) {
  std::optional<std::string> text;
  for (const Verifier& key : keys)
    if (!text) text = open_note(request.checkpoint, key);
  if (!text) return refused(403, "The checkpoint is not signed by " + (keys.empty() ? "" : keys.front().name) + ".");
  const auto offered = parse_checkpoint_text(*text);
  if (!offered || offered->origin != keys.front().name) return refused(403, "The key is not of that origin.");
  if (request.old_size > offered->size) return refused(400, "The old size is above the checkpoint's.");
  const std::uint64_t latest = last ? last->size : 0;
  if (request.old_size != latest) return refused(409, "The old size is not the last one.", latest);
  const core::Digest before = last ? last->root : core::empty_root();
  if (offered->size == latest && last && offered->root != before)
    return refused(409, "A tree of this size was cosigned with another root.", latest);
  if (!verify_consistency(latest, offered->size, request.proof, before, offered->root))
    return refused(422, "The consistency proof does not hold.");
  return {.status = 200, .detail = {}, .latest = latest, .checkpoint = *offered, .text = std::move(*text)};
}

}  // namespace tallygate::audit
