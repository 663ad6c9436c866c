// What told scenarios say of goods: stock, coupons, groups, shipments of a part (tests/scenarios/selling/README.md). A
// clause that does not fit fails the running test.
#pragma once

#include <string>

#include "tests/support/ledger_world.hpp"

namespace tallygate::tests::told {

// `clauses`: empty, or what follows the sentence, each with ", " before it.
core::Command stock_on_sale(const std::string& sku, std::int64_t pieces, const std::string& clauses);
// `off`: money or a percentage.
core::Command coupon_that_takes(const std::string& coupon, const std::string& off, core::FundedBy funded_by,
                                const std::string& clauses);
core::Command shipment_of(const std::string& order, const std::string& parcel, core::ShippedLine line);
core::Command delivery_of(const std::string& order, const std::string& parcel);
// Whether it was a clause of goods: a coupon or a group.
bool goods_clause(core::OrderPlace& order, const std::string& said);

}  // namespace tallygate::tests::told
