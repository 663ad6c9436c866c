// The state that a tenant's records fold to (ledger, windows, keys, subject counters, clients), as verify takes it: it
// knows neither ledger nor risk.
#pragma once

#include <memory>
#include <string>

#include "audit/tenant_pass.hpp"
#include "core/fold.hpp"

namespace tallygate::app {

std::unique_ptr<core::Fold> make_tenant_fold(const std::string& tenant, audit::FindBlob find);

}  // namespace tallygate::app
