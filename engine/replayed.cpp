#include "engine/replayed.hpp"

#include <charconv>
#include <utility>

#include "core/body_codec.hpp"

namespace tallygate::engine {
namespace {

// What cannot be read is said in `answer`: where it stands in an archive the caller learns that, and may ask again.
std::optional<core::Decoded> read(const eventstore::EventLog& log, core::RecordDecoder& decoder,
                                  std::string_view tenant, std::uint64_t seq, core::Digest& leaf, Answer& answer) {
  const auto bytes = log.read_one(tenant, seq);
  if (!bytes && bytes.error().kind == core::ErrorKind::archived) {
    answer.kind = Answer::Kind::rejected;
    answer.code = core::Code::archive_unavailable;
    answer.detail = bytes.error().message;
  }
  if (!bytes) return std::nullopt;
  leaf = core::leaf_hash(*bytes);
  auto decoded = decoder.decode(*bytes);
  if (!decoded) return std::nullopt;
  return std::move(decoded).value();
}

// The line-th command of an applied atomic batch: keys stand on the first record of each.
std::optional<core::Decoded> read_line(const eventstore::EventLog& log, core::RecordDecoder& decoder,
                                       std::string_view tenant, const core::Record& batch, std::size_t line,
                                       core::Digest& leaf, Answer& answer) {
  if (!batch.group) return std::nullopt;
  std::size_t at = 0;
  for (auto seq = batch.seq + 1; seq < batch.group->first + batch.group->n; ++seq) {
    auto decoded = read(log, decoder, tenant, seq, leaf, answer);
    if (!decoded) return std::nullopt;
    if (!decoded->record.key.empty() && at++ == line) return decoded;
  }
  return std::nullopt;
}

}  // namespace

Answer answer_from_log(const eventstore::EventLog& log, core::RecordDecoder& decoder, std::string_view tenant,
                       const PendingAnswer& pending) {
  Answer answer;
  answer.kind = Answer::Kind::dropped;
  answer.as_of = pending.as_of;
  auto decoded = read(log, decoder, tenant, pending.known_seq, answer.leaf, answer);
  if (!decoded) return answer;
  const auto& then = decoded->record;
  if (!pending.same_content) {
    answer.kind = Answer::Kind::reused;
    answer.code = core::Code::key_reused;
    const bool same_call =
        then.command && then.command->op == pending.command->op && then.command->path_id == pending.command->path_id;
    if (same_call) answer.pointer = core::first_difference(then.command->request, pending.command->request);
    answer.detail = same_call ? "this key answered a call with other content" : "this key answered another call";
    return answer;
  }
  answer.kind = Answer::Kind::replayed;
  if (then.type == core::RecordType::batch_refused && then.refusal) {
    std::size_t failed = 0;
    const auto& pointer = then.refusal->pointer;
    if (pointer.size() > 1) std::from_chars(pointer.data() + 1, pointer.data() + pointer.size(), failed);
    answer.code = failed == pending.line ? then.refusal->code : core::Code::batch_aborted;
  } else if (then.type == core::RecordType::batch_applied) {
    answer.kind = Answer::Kind::dropped;
    decoded = read_line(log, decoder, tenant, core::Record(then), pending.line, answer.leaf, answer);
    if (!decoded) return answer;
    answer.kind = Answer::Kind::replayed;
  }
  answer.record = std::make_shared<const core::Record>(std::move(decoded->record));
  return answer;
}

}  // namespace tallygate::engine
