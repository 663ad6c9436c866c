#include "ledger/family_codec.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "ledger/save_charge.hpp"
#include "ledger/save_goods.hpp"
#include "ledger/save_match.hpp"

namespace tallygate::ledger {
namespace {

// Members of one family by number, from 1; all else by id.
struct FamilyLinksOut {
  core::BinaryWriter& io;
  const Family& family;

  void link(const Party* p) const { io.text(p == nullptr ? std::string_view() : std::string_view(p->id)); }
  void link(const Plan* p) const { io.text(p == nullptr ? std::string_view() : std::string_view(p->id)); }
  void link(const Stock* p) const { io.text(p == nullptr ? std::string_view() : std::string_view(p->id)); }
  void link(const Coupon* p) const { io.text(p == nullptr ? std::string_view() : std::string_view(p->id)); }
  void link(const Order* p) const { number(family.orders, p); }
  void link(const Payment* p) const { number(family.payments, p); }
  void link(const Refund* p) const { number(family.refunds, p); }
  void link(const Login* p) const { number(family.logins, p); }
  void link(const Wait* p) const { number(family.waits, p); }
  void link(const Payout* p) const { number(family.payouts, p); }
  void link(const Dispute* p) const { number(family.disputes, p); }

 private:
  template <class T>
  void number(const std::vector<T*>& of, const T* p) const {
    const auto at = std::ranges::find(of, p);
    TALLYGATE_CHECK(p == nullptr || at != of.end(), "a family points to its own members");
    io.number(static_cast<std::uint16_t>(p == nullptr ? 0 : at - of.begin() + 1));
  }
};

struct FamilyLinksIn {
  core::BinaryReader& io;
  const State& state;
  const LoadedFamily& family;

  void link(Party*& p) const { p = const_cast<Party*>(named(state.parties)); }  // `state` is the family's own
  void link(const Plan*& p) const { p = named(state.plans); }
  void link(Stock*& p) const { p = const_cast<Stock*>(named(state.stocks)); }
  void link(Coupon*& p) const { p = const_cast<Coupon*>(named(state.coupons)); }
  void link(Order*& p) const { p = numbered(family.orders); }
  void link(Payment*& p) const { p = numbered(family.payments); }
  void link(Refund*& p) const { p = numbered(family.refunds); }
  void link(Login*& p) const { p = numbered(family.logins); }
  void link(Wait*& p) const { p = numbered(family.waits); }
  void link(Payout*& p) const { p = numbered(family.payouts); }
  void link(Dispute*& p) const { p = numbered(family.disputes); }

 private:
  template <class T>
  const T* named(const Table<T>& table) const {
    const std::string_view id = io.text();
    const T* object = id.empty() ? nullptr : table.find(id);
    if (!id.empty() && object == nullptr) io.fail("a party, plan, sku or coupon is named that is not there");
    return object;
  }
  template <class T>
  T* numbered(const std::vector<std::unique_ptr<T>>& of) const {
    std::uint16_t n = 0;
    io.number(n);
    if (n > of.size()) io.fail("a member is named that is not there");
    return n == 0 || n > of.size() ? nullptr : of[n - 1].get();
  }
};

}  // namespace

std::string saved_family(const Family& family) {
  std::string bytes;
  core::BinaryWriter out([&bytes](std::string_view piece) {
    bytes.append(piece);
    return true;
  });
  const FamilyLinksOut links{out, family};
  Passage<core::BinaryWriter, FamilyLinksOut> passage(out, links);
  each_kind(family, [&](char, const auto& list) {
    out.count(list.size(), kIdBytesMin);
    for (const auto* object : list) out.text(object->id);
  });
  each_kind(family, [&](char, const auto& list) {
    for (const auto* object : list) passage.fields(*object);
  });
  out.flush();
  return bytes;
}

core::Result<LoadedFamily> loaded_family(std::string_view bytes, const State& state) {
  LoadedFamily family;
  core::BinaryReader in(bytes);
  each_kind(family, [&]<class T>(char, std::vector<std::unique_ptr<T>>& list) {
    in.list(list, kIdBytesMin, [&](std::unique_ptr<T>& object) {
      object = std::make_unique<T>();
      in.text(object->id);
    });
  });
  const FamilyLinksIn links{in, state, family};
  Passage<core::BinaryReader, FamilyLinksIn> passage(in, links);
  each_kind(family, [&](char, auto& list) {
    for (auto& object : list)
      if (in.ok()) passage.fields(*object);
  });
  if (!in.ok() || !in.at_end())
    return core::failure(core::ErrorKind::corrupt, "A family of objects that left memory cannot be read: " +
                                                       (in.ok() ? std::string("there is more in it") : in.fault()) +
                                                       ".");
  return family;
}

}  // namespace tallygate::ledger
