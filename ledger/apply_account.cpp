#include "ledger/apply.hpp"

namespace tallygate::ledger {

void apply_account_changed(const Applying& a, AccountState to) {
  a.state.accounts.set_state(a.record.command->path_id, to, a.journal);
}

}  // namespace tallygate::ledger
