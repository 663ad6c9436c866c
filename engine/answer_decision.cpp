#include "engine/answer_decision.hpp"

namespace tallygate::engine {

void write_decision(core::JsonWriter& w, const core::Assessment& a, bool with_id) {
  w.begin_object();
  if (with_id) w.member("id", a.decision);
  w.member("outcome", core::name_of(a.outcome));
  w.key("reasons");
  w.begin_array();
  for (const auto& reason : a.reasons) {
    w.begin_object();
    w.member("code", reason.code);
    w.member("version", reason.version);
    w.member("weight", reason.weight);
    w.end_object();
  }
  w.end_array();
  w.member("ruleset", core::to_hex(core::view(a.ruleset)));
  w.key("scores");
  w.begin_object();
  // Names of kinds in canonical order, which is not their number's.
  for (const auto kind :
       {core::AbuseKind::commission, core::AbuseKind::fake_order, core::AbuseKind::laundering, core::AbuseKind::payment,
        core::AbuseKind::promotion, core::AbuseKind::refund, core::AbuseKind::takeover})
    w.member(core::name_of(kind), a.scores[static_cast<std::size_t>(kind)]);
  w.end_object();
  w.end_object();
}

}  // namespace tallygate::engine
