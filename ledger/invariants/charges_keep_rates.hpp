// Payments in another currency: what is captured, held, goes back and is lost of a charge is what the payment's own
// rate says of what is captured, held, goes back and is lost of the payment, and stands so on the conversion accounts.
// Never more goes back than was charged, and all of it when all that orders got of the payment has.
#pragma once

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct ChargesKeepRates {
  static Violation violation(const Examined& examined);
  // Whether records of this type post on conversion accounts where a payment is charged in another currency.
  static bool concerns(core::RecordType type);
};

}  // namespace tallygate::ledger::invariants
