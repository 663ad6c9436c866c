// Any bytes as the text of a rule set: compiled or refused with errors, and what compiles scores and counts an activity
// without a crash.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "core/undo_journal.hpp"
#include "risk/risk.hpp"

namespace {

using tallygate::risk::Activity;
using tallygate::risk::Field;

Activity order() {
  Activity a;
  a.op = tallygate::core::Operation::order_place;
  a.at = {1'700'000'000'000'000};
  for (const Field f :
       {Field::buyer, Field::user, Field::party, Field::device, Field::ip, Field::merchant, Field::upline1})
    a.set(f, std::string_view("x"));
  a.set(Field::amount, std::int64_t{12'345});
  a.set(Field::currency, std::string_view("CNY"));
  return a;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<tallygate::risk::RulesetError> errors;
  auto ruleset = tallygate::risk::Ruleset::compile({reinterpret_cast<const char*>(data), size}, errors);
  if ((ruleset == nullptr) == errors.empty()) std::abort();
  if (ruleset == nullptr) return 0;
  tallygate::risk::Risk risk;
  tallygate::core::UndoJournal journal;
  risk.activate(std::move(ruleset), journal);
  const Activity activity = order();
  for (int i = 0; i < 3; ++i) {
    (void)risk.assess(activity);
    risk.observe(tallygate::core::RecordType::order_placed, activity, journal);
  }
  journal.rollback(0);
  if (risk.active() != nullptr) std::abort();  // the activation itself is undone as well
  return 0;
}
