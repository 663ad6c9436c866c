#include "ledger/takings.hpp"

#include "core/check.hpp"
#include "ledger/objects.hpp"

namespace tallygate::ledger {
namespace {

struct OfBuyer {
  const Party* buyer = nullptr;
  std::int64_t quantity = 0;  // 0: none
};

void set_quantity(Takings::Buyers& buyers, const OfBuyer& of) {
  if (of.quantity == 0) {
    buyers.erase(of.buyer);
  } else {
    buyers[of.buyer] = of.quantity;
  }
}

}  // namespace

bool Takings::ById::operator()(const Party* a, const Party* b) const {
  return a->id < b->id;
}

std::int64_t Takings::taken_by(const Party* buyer) const {
  const auto found = buyer == nullptr ? buyers_.end() : buyers_.find(buyer);
  return found == buyers_.end() ? 0 : found->second;
}

void Takings::take(const Party& buyer, std::int64_t quantity, bool counted, core::UndoJournal& journal) {
  TALLYGATE_CHECK(taken_ + quantity >= 0, "no more is given back than was taken");
  journal.set(taken_, taken_ + quantity);
  if (!counted) return;
  const std::int64_t before = taken_by(&buyer);
  TALLYGATE_CHECK(before + quantity >= 0, "no buyer gives back more than was taken");
  journal.note(buyers_, OfBuyer{&buyer, before}, &set_quantity);
  set_quantity(buyers_, {&buyer, before + quantity});
}

void Takings::begin_anew(core::UndoJournal& journal) {
  journal.set(taken_, 0);
  journal.replace(buyers_, Buyers());
}

}  // namespace tallygate::ledger
