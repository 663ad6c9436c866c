#include "core/check.hpp"
#include "core/content_marks.hpp"
#include "ledger/account_names.hpp"
#include "ledger/apply.hpp"
#include "ledger/id_taken.hpp"

namespace tallygate::ledger {
namespace {

const IdKind& ids_of(core::RecordType booked) {
  if (booked == core::RecordType::channel_settled) return kSettlementIds;
  return booked == core::RecordType::journal_posted ? kEntryIds : kConversionIds;
}

}  // namespace

void apply_booking(const Applying& a) {
  const auto& effect = core::effect_as<core::ObjectEffect>(a.record);
  Booking& booking = a.state.bookings.create(*effect.subject, a.record.seq, a.journal);
  booking.mirror = mirror_of(a.record.postings, -1);
  booking.content = core::content_marks(*a.record.command, ids_of(a.record.type).id_member);
  if (a.record.type == core::RecordType::channel_settled) {
    const auto& body = core::body_as<core::ChannelSettle>(*a.record.command);
    booking.channel = channel_called(a.record.command->path_id).value_or(booking.channel);
    booking.currency = body.currency;
    booking.gross = body.gross;
    booking.fee = body.fee;
    return;
  }
  if (a.record.type != core::RecordType::journal_posted) return;
  const auto& reverses = core::body_as<core::JournalPost>(*a.record.command).reverses;
  if (!reverses) return;
  Booking* taken_back = a.state.bookings.booked_by(static_cast<std::uint64_t>(*reverses));
  TALLYGATE_CHECK(taken_back != nullptr, "what is reversed was booked");
  a.journal.set(taken_back->reversed_by, a.record.seq);
  booking.reverses = taken_back->seq;
}

}  // namespace tallygate::ledger
