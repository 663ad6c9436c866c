// Bookings: the settlements, journal entries and conversions that stand in the books, so that none is booked twice and
// each of the first two is reversed once at most. There are as many as people and channels make, so all of them stay in
// memory.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/commands/payment.hpp"
#include "core/posting.hpp"
#include "core/undo_journal.hpp"
#include "ledger/table.hpp"

namespace tallygate::ledger {

struct Booking {
  std::string id;                                     // its subject: "settlement:wechat_pay:s1", "journal:e1"
  std::uint64_t seq = 0;                              // of the record that booked it
  std::uint64_t reversed_by = 0;                      // seq of the entry that took it back; 0: none has
  std::uint64_t reverses = 0;                         // seq of the record that it takes back; 0: none
  std::string mirror;                                 // mirror_of() the postings that would take it back
  std::string content;                                // marks of the request (core/content_marks.hpp)
  core::Channel channel = core::Channel::wechat_pay;  // these four of a settlement
  core::Currency currency;
  core::Amount gross = 0, fee = 0;
};

std::string settlement_subject(std::string_view channel, std::string_view settlement_id);
std::string entry_subject(std::string_view entry_id);
std::string conversion_subject(std::string_view conversion_id);

// SHA-256 (32 bytes) over the postings in order of account and currency, each amount times `sign`: two lists agree, in
// whatever order, where their hashes do.
std::string mirror_of(const core::Postings& postings, int sign);

class Bookings {
 public:
  using BySeq = std::map<std::uint64_t, Booking*>;

  const Booking* find(std::string_view subject) const { return bookings_.find(subject); }
  Booking* booked_by(std::uint64_t seq) const;  // null: that record is none
  // Whether it is in the books now: the entry that took it back, where one did, is not. Of a chain of reversals, each
  // of which people approved, O(its length).
  bool stands(const Booking& booking) const;
  // What a chain of reversals began with: itself, where it takes nothing back.
  const Booking& first_of(const Booking& booking) const;
  Booking& create(std::string_view subject, std::uint64_t seq, core::UndoJournal& journal);

  const Table<Booking>& all() const { return bookings_; }
  const BySeq& by_seq() const { return by_seq_; }
  Table<Booking>& saved() { return bookings_; }                            // for save.cpp and digests alone
  void list(Booking& booking) { by_seq_.emplace(booking.seq, &booking); }  // for save.cpp alone: no rollback

 private:
  Table<Booking> bookings_;
  BySeq by_seq_;
};

}  // namespace tallygate::ledger
