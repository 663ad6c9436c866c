// A ledger's state as bytes and back (save.cpp): each kind's fields are described once, in a template over the writer
// and the reader. All ids come first, so that any object can name any other by its number in the order of ids.
//
// Nothing checks here that the state makes sense: whoever loads compares the digest. What is checked is that the bytes
// can be read at all.
#pragma once

#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/binary_reader.hpp"
#include "core/binary_writer.hpp"
#include "ledger/state_objects.hpp"

namespace tallygate::ledger {

// What a pointer is saved as: the object's number in the order of ids, from 1; 0 stands for none.
template <class T>
class ObjectNumbers {
 public:
  explicit ObjectNumbers(const std::vector<T*>& objects) {
    by_address_.reserve(objects.size());
    for (T* object : objects) by_address_.emplace_back(object, static_cast<std::uint32_t>(by_address_.size() + 1));
    std::ranges::sort(by_address_);
  }
  std::uint32_t of(const T* object) const {
    if (object == nullptr) return 0;
    const auto found = std::ranges::lower_bound(by_address_, object, {}, [](const auto& known) { return known.first; });
    TALLYGATE_CHECK(found != by_address_.end() && found->first == object, "a state points to its own objects");
    return found->second;
  }

 private:
  std::vector<std::pair<const T*, std::uint32_t>> by_address_;
};

// The numbers of all kinds that are pointed to; made only where a state is saved.
struct StateNumbers {
  explicit StateNumbers(const StateObjects& o)
      : accounts(o.accounts),
        parties(o.parties),
        plans(o.plans),
        orders(o.orders),
        payments(o.payments),
        refunds(o.refunds),
        logins(o.logins),
        waits(o.waits),
        payouts(o.payouts),
        disputes(o.disputes),
        stocks(o.stocks),
        coupons(o.coupons) {}
  ObjectNumbers<Account> accounts;
  ObjectNumbers<Party> parties;
  ObjectNumbers<Plan> plans;
  ObjectNumbers<Order> orders;
  ObjectNumbers<Payment> payments;
  ObjectNumbers<Refund> refunds;
  ObjectNumbers<Login> logins;
  ObjectNumbers<Wait> waits;
  ObjectNumbers<Payout> payouts;
  ObjectNumbers<Dispute> disputes;
  ObjectNumbers<Stock> stocks;
  ObjectNumbers<Coupon> coupons;
};

// Pointers, written.
struct LinksOut {
  core::BinaryWriter& io;
  StateNumbers numbers;

  void link(const Account* p) const { io.number(numbers.accounts.of(p)); }
  void link(const Party* p) const { io.number(numbers.parties.of(p)); }
  void link(const Plan* p) const { io.number(numbers.plans.of(p)); }
  void link(const Order* p) const { io.number(numbers.orders.of(p)); }
  void link(const Payment* p) const { io.number(numbers.payments.of(p)); }
  void link(const Refund* p) const { io.number(numbers.refunds.of(p)); }
  void link(const Login* p) const { io.number(numbers.logins.of(p)); }
  void link(const Wait* p) const { io.number(numbers.waits.of(p)); }
  void link(const Payout* p) const { io.number(numbers.payouts.of(p)); }
  void link(const Dispute* p) const { io.number(numbers.disputes.of(p)); }
  void link(const Stock* p) const { io.number(numbers.stocks.of(p)); }
  void link(const Coupon* p) const { io.number(numbers.coupons.of(p)); }
};

// Pointers, read: into the objects that were made from their ids.
struct LinksIn {
  core::BinaryReader& io;
  const StateObjects& objects;

  void link(const Account*& p) const { p = read(objects.accounts); }
  void link(Party*& p) const { p = read(objects.parties); }
  void link(const Plan*& p) const { p = read(objects.plans); }
  void link(Order*& p) const { p = read(objects.orders); }
  void link(Payment*& p) const { p = read(objects.payments); }
  void link(Refund*& p) const { p = read(objects.refunds); }
  void link(Login*& p) const { p = read(objects.logins); }
  void link(Wait*& p) const { p = read(objects.waits); }
  void link(Payout*& p) const { p = read(objects.payouts); }
  void link(Dispute*& p) const { p = read(objects.disputes); }
  void link(Stock*& p) const { p = read(objects.stocks); }
  void link(Coupon*& p) const { p = read(objects.coupons); }

 private:
  template <class T>
  T* read(const std::vector<T*>& of) const {
    std::uint32_t n = 0;
    io.number(n);
    if (n > of.size()) io.fail("an object is named that is not there");
    return n == 0 || n > of.size() ? nullptr : of[n - 1];
  }
};

// A command that waits for an answer; its body is read again from its canonical request.
void save_command(core::BinaryWriter& io, const core::Command* command);
std::shared_ptr<const core::Command> load_command(core::BinaryReader& io);

}  // namespace tallygate::ledger
