#include "ledger/bookings.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

#include "core/hash.hpp"

namespace tallygate::ledger {

std::string settlement_subject(std::string_view channel, std::string_view settlement_id) {
  return std::string("settlement:").append(channel).append(":").append(settlement_id);
}

std::string entry_subject(std::string_view entry_id) {
  return std::string("journal:").append(entry_id);
}

std::string conversion_subject(std::string_view conversion_id) {
  return std::string("conversion:").append(conversion_id);
}

std::string mirror_of(const core::Postings& postings, int sign) {
  std::vector<core::Posting> sorted(postings.all().begin(), postings.all().end());
  std::ranges::sort(sorted, {}, [](const core::Posting& p) {
    return std::tuple(std::string_view(p.account), p.currency.code(), p.layer);
  });
  std::string lines;
  for (const core::Posting& p : sorted)
    lines.append(p.account).append(" ").append(std::to_string(p.amount * sign)).append(" ").append(p.currency.code()) +=
        p.layer == core::Layer::held ? " held\n" : "\n";
  return std::string(core::view(core::sha256(lines)));
}

Booking* Bookings::booked_by(std::uint64_t seq) const {
  const auto found = by_seq_.find(seq);
  return found == by_seq_.end() ? nullptr : found->second;
}

bool Bookings::stands(const Booking& booking) const {
  bool stands = true;
  for (const Booking* at = &booking; at->reversed_by != 0; at = booked_by(at->reversed_by)) stands = !stands;
  return stands;
}

const Booking& Bookings::first_of(const Booking& booking) const {
  const Booking* at = &booking;
  while (at->reverses != 0) at = booked_by(at->reverses);
  return *at;
}

Booking& Bookings::create(std::string_view subject, std::uint64_t seq, core::UndoJournal& journal) {
  Booking& booking = bookings_.create(subject, journal);
  booking.seq = seq;
  journal.note(*this, seq, +[](Bookings& all, const std::uint64_t& key) { all.by_seq_.erase(key); });
  list(booking);
  return booking;
}

}  // namespace tallygate::ledger
