// The ledger's objects in memory, kind by kind.
#include "core/held_memory.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "ledger/ledger.hpp"
#include "ledger/state.hpp"

namespace tallygate::ledger {
namespace {

constexpr std::uint64_t kTreeNodeBytes = 4 * sizeof(void*);        // of std::map and std::set, before the value
constexpr std::uint64_t kSharedCountBytes = 2 * sizeof(void*);     // of std::make_shared, before the object
constexpr std::uint64_t kDequeBlockBytes = 512, kDequeBlocks = 8;  // std::deque: blocks, and at first room to name 8

class Count {
 public:
  explicit Count(const core::BlockBytes& block) : owned_(block) {}

  std::uint64_t of(const Account& account) const {
    std::uint64_t bytes = owned_.of(account.id);
    for (const auto* b = account.first.get(); b != nullptr; b = b->next.get())
      bytes += owned_.block(sizeof *b) + owned_.of(b->earlier);
    return bytes;
  }
  std::uint64_t of(const Party& party) const {
    std::uint64_t bytes = owned_.of(party.id) + owned_.of(party.roles) + owned_.of(party.aliases);
    bytes += owned_.of(party.payout_accounts) + owned_.of(party.downlines);
    for (const auto& account : party.payout_accounts) bytes += owned_.of(account.id) + owned_.of(account.token);
    for (const auto& alias : party.aliases) bytes += owned_.of(alias.id) + owned_.of(alias.platform);
    for (const auto* v = party.volume.first(); v != nullptr; v = v->next.get())
      bytes += owned_.block(sizeof *v) + of(v->completions);
    for (const auto* use = party.period_uses.first(); use != nullptr; use = use->next.get())
      bytes += owned_.block(sizeof *use);
    for (const auto* entry = party.withheld.first(); entry != nullptr; entry = entry->next.get())
      bytes += owned_.block(sizeof *entry);
    return bytes;
  }
  std::uint64_t of(const Plan& plan) const {
    std::uint64_t bytes = owned_.of(plan.id) + owned_.of(plan.versions);
    for (const auto& version : plan.versions) {
      bytes += owned_.block(sizeof *version) + owned_.of(version->terms.levels) + owned_.of(version->terms.shares) +
               owned_.of(version->terms.period_caps);
      for (const auto& level : version->terms.levels) bytes += owned_.of(level.tiers);
    }
    return bytes;
  }
  std::uint64_t of(const Order& order) const {
    std::uint64_t bytes = owned_.of(order.id) + owned_.of(order.chain) + owned_.of(order.captures) +
                          owned_.of(order.holds) + owned_.of(order.parts) + owned_.of(order.refunds) +
                          owned_.of(order.disputes) + owned_.of(order.shipments) + owned_.of(order.payer) +
                          owned_.of(order.device) + owned_.of(order.ip) + owned_.of(order.content) +
                          owned_.of(order.counted);
    for (const auto& part : order.parts) bytes += owned_.of(part.account);
    bytes += owned_.of(order.stock) + owned_.of(order.group);
    bytes += owned_.of(order.lines);
    for (const auto& line : order.lines) bytes += owned_.of(line.id);
    for (const auto& shipment : order.shipments)
      bytes += owned_.of(shipment.waybill) + owned_.of(shipment.carrier) + owned_.of(shipment.goods);
    return bytes;
  }
  std::uint64_t of(const Payment& payment) const {
    return owned_.of(payment.id) + owned_.of(payment.allocations) + owned_.of(payment.instrument) +
           owned_.of(payment.disputes) + owned_.of(payment.content) +
           (payment.charge ? owned_.block(sizeof(Charge)) + owned_.of(payment.charge->source) : 0);
  }
  std::uint64_t of(const Refund& refund) const {
    std::uint64_t bytes =
        owned_.of(refund.id) + owned_.of(refund.sources) + owned_.of(refund.lines) + owned_.of(refund.content);
    for (const auto& source : refund.sources)
      bytes += owned_.of(source.payment.str()) + (source.wallet ? owned_.of(source.wallet->str()) : 0);
    return bytes;
  }
  std::uint64_t of(const Dispute& dispute) const {
    std::uint64_t bytes = owned_.of(dispute.id) + owned_.of(dispute.content) + owned_.of(dispute.payment_id) +
                          owned_.of(dispute.reason) + owned_.of(dispute.parts) + owned_.of(dispute.evidence);
    for (const auto& e : dispute.evidence) bytes += owned_.of(e.kind) + owned_.of(e.sha256) + owned_.of(e.note);
    return bytes;
  }
  std::uint64_t of(const Break& b) const {
    return owned_.of(b.id) + owned_.of(b.subject) + owned_.of(b.account) + owned_.of(b.resolved_by) +
           owned_.of(b.resolution) + owned_.of(b.match);
  }
  std::uint64_t of(const UsedId& used) const { return owned_.of(used.id); }
  std::uint64_t of(const Booking& booking) const {
    return owned_.of(booking.id) + owned_.of(booking.mirror) + owned_.of(booking.content);
  }
  std::uint64_t of(const Limit& limit) const {
    const std::uint64_t blocks = limit.uses.size() * sizeof(LimitUse) / kDequeBlockBytes + 1;
    return owned_.of(limit.id) + owned_.of(limit.holder) + blocks * owned_.block(kDequeBlockBytes) +
           owned_.block(sizeof(void*) * std::max(kDequeBlocks, std::bit_ceil(blocks + 2))) +
           limit.uses.sums_and_index(owned_);
  }
  std::uint64_t of(const Stock& stock) const {
    return owned_.of(stock.id) + owned_.of(stock.sale) + of(stock.takings.buyers());
  }
  std::uint64_t of(const Coupon& coupon) const { return owned_.of(coupon.id) + of(coupon.takings.buyers()); }
  std::uint64_t of(const Group& group) const {
    std::uint64_t bytes = owned_.of(group.id) + owned_.of(group.orders) + owned_.of(group.members);
    for (const auto& order : group.orders) bytes += owned_.of(order);
    return bytes;
  }
  std::uint64_t of(const Match& match) const { return owned_.of(match.id); }
  std::uint64_t of(const Login& login) const { return owned_.of(login.id); }
  std::uint64_t of(const Wait& wait) const {
    std::uint64_t bytes = owned_.of(wait.id) + owned_.of(wait.subject) + owned_.of(wait.reasons) + of(wait.command);
    for (const auto& reason : wait.reasons) bytes += owned_.of(reason);
    return bytes;
  }
  std::uint64_t of(const Approval& approval) const {
    return owned_.of(approval.id) + owned_.of(approval.requested_by) + owned_.of(approval.decided_by) +
           owned_.of(approval.subject) + of(approval.command);
  }

  std::uint64_t of(const Payout& payout) const {
    return owned_.of(payout.id) + owned_.of(payout.account) + owned_.of(payout.to) + owned_.of(payout.requested_by) +
           owned_.of(payout.decided_by) + owned_.of(payout.bank) + owned_.of(payout.content);
  }

  template <class T>
  core::HeldPart part(const char* name, const Table<T>& table) const {
    core::HeldPart out{name, table.size(), 0, table.open_table()};
    table.each([&](const T& object) { out.bytes += owned_.block(sizeof object) + of(object); });
    return out;
  }
  template <class Tree>
  core::HeldPart nodes(const char* name, const Tree& tree) const {
    return {name, tree.size(), tree.size() * owned_.block(kTreeNodeBytes + sizeof(typename Tree::value_type)), {}};
  }

 private:
  std::uint64_t of(const Takings::Buyers& buyers) const {
    return buyers.size() * owned_.block(kTreeNodeBytes + sizeof(Takings::Buyers::value_type));
  }
  // What its body owns is about as long as the text of it.
  std::uint64_t of(const std::shared_ptr<const core::Command>& command) const {
    if (command == nullptr) return 0;
    return owned_.block(kSharedCountBytes + sizeof *command) + 2 * owned_.of(command->request) +
           owned_.of(command->key) + owned_.of(command->path_id);
  }
  std::uint64_t of(const std::deque<VolumeWindow::Completion>& completions) const {
    const std::uint64_t blocks = completions.size() * sizeof(VolumeWindow::Completion) / kDequeBlockBytes + 1;
    return blocks * owned_.block(kDequeBlockBytes) +
           owned_.block(sizeof(void*) * std::max(kDequeBlocks, std::bit_ceil(blocks + 2)));
  }

  core::OwnedBytes owned_;
};

}  // namespace

std::vector<core::HeldPart> Ledger::held_memory(const core::BlockBytes& block) const {
  const Count count(block);
  const State& s = *state_;
  return {count.part("orders", s.orders),
          count.part("payments", s.payments),
          count.part("refunds", s.refunds),
          count.part("payouts", s.payouts),
          count.part("logins", s.logins),
          count.part("reviews and challenges", s.waits),
          count.part("approvals", s.approvals),
          count.part("disputes", s.disputes),
          count.part("breaks", s.breaks),
          count.part("used ids", s.used_ids),
          count.part("matches", s.matches.all),
          count.nodes("matches", s.matches.awaited),
          count.part("settlements and journal entries", s.bookings.all()),
          count.nodes("settlements and journal entries", s.bookings.by_seq()),
          count.part("limits", s.limits.all()),
          count.part("groups", s.groups),
          count.part("stock and coupons", s.stocks),
          count.part("stock and coupons", s.coupons),
          count.part("parties", s.parties),
          count.part("plans", s.plans),
          count.part("accounts", s.accounts.all()),
          count.nodes("lists of reviews", s.reviews),
          count.nodes("lists of reviews", s.open_reviews),
          count.nodes("lists of breaks", s.listed_breaks),
          count.nodes("lists of breaks", s.open_breaks),
          count.nodes("maturities", s.maturities.buckets()),
          count.nodes("expiries", s.expiries.all()),
          count.nodes("expiries", s.holds.all()),
          count.nodes("expiries", s.orders_due.all()),
          count.nodes("expiries", s.groups_due.all())};
}

}  // namespace tallygate::ledger
