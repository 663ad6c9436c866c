// What people do: logins, reviews, challenges, parties, plans, settings, approvals, rule sets, labels, clients.
#include <utility>

#include "core/hash.hpp"
#include "tests/simulation/commands.hpp"

namespace tallygate::simulation {

using core::Operation;

core::Command Commands::login(const Model& model) {
  core::LoginAttempt body;
  body.login_id = core::LoginId(fresh("l", 80, model.logins));
  body.user = core::PartyId(id("p", 8));
  body.success = !one_in(5);
  if (!one_in(5)) body.rtt_ms = below(200);
  return make(Operation::login_attempt, std::move(body));
}

core::Command Commands::review(const Model& model) {
  core::ReviewResolve body;
  body.outcome = one_in(3) ? core::ReviewOutcome::reject : core::ReviewOutcome::release;
  body.case_label = one_in(2) ? core::CaseLabel::false_positive : core::CaseLabel::confirmed_risk;
  const auto refused = ids_where(model.payments, [&](const ModelPayment& p) { return model.in_doubt(p); });
  if (!refused.empty() && one_in(3))
    return make(Operation::review_resolve, std::move(body), model.payments.at(pick(refused)).review);
  return make(Operation::review_resolve, std::move(body), wait_of(model, "review"));
}

core::Command Commands::challenge(const Model& model) {
  core::ChallengeAnswer body;
  body.passed = !one_in(3);
  if (one_in(20)) body.method = core::ChallengeMethod::otp;
  return make(Operation::challenge_answer, std::move(body), wait_of(model, "challenge"));
}

core::Command Commands::party() {
  if (one_in(5)) {
    core::PartyChange body;
    body.what = core::PartyChangeKind::phone;
    return make(Operation::party_change, std::move(body), id("p", 12));
  }
  core::PartyPut body;
  if (one_in(2)) body.roles.push_back(core::Role::distributor);
  if (!one_in(6)) body.upline = core::PartyId(id("p", 10));
  return make(Operation::party_put, std::move(body), id("p", 10));
}

core::Command Commands::settings() {
  core::SettingsPut body;
  if (one_in(2)) body.challenge_expires_s = 60 + below(3'600);
  if (one_in(2)) body.review_expires_s = 60 + below(100'000);
  if (one_in(2)) body.commission_levels_max = 1 + below(4);
  if (one_in(2)) body.upline_depth_max = 1 + below(6);
  if (one_in(4)) body.fallback_outcome = core::Verdict::allow;
  static const std::vector<std::vector<std::string>> watched = {{},
                                                                {},
                                                                {"rulesets"},
                                                                {"limits"},
                                                                {"accounts"},
                                                                {"coupons", "periods"},
                                                                {"conversions", "periods"},
                                                                {"accounts", "coupons", "limits", "settings"},
                                                                {"coupons", "limits", "rulesets"}};
  if (one_in(2)) body.four_eyes = pick(watched);
  if (one_in(8)) body.four_eyes = std::vector<std::string>{"nothing"};
  if (one_in(3)) body.period_close = !one_in(6);
  payout_settings(body);
  recon_settings(body);
  auto c = make(Operation::settings_put, std::move(body));
  if (one_in(2)) c.actor = {"system", ""};
  return c;
}

core::Command Commands::approval(const Model& model) {
  const auto open = ids_where(model.approvals, [&](const ModelApproval& a) { return a.state == "open" || one_in(10); });
  const auto newer = ids_where(model.approvals, [&](const ModelApproval& a) {
    return a.state == "open" && std::ranges::any_of(model.approvals, [&](const auto& other) {
             return other.second.subject == a.subject && other.second.state == "open" && other.second.seq < a.seq;
           });
  });
  core::ApprovalDecide body;
  body.approve = !one_in(5);
  auto c = make(Operation::approval_decide, std::move(body),
                open.empty()                  ? "ap1"
                : !newer.empty() && one_in(3) ? pick(newer)
                                              : pick(open));
  if (!one_in(4)) c.actor = one_in(2) ? core::Actor{"a1", "ann"} : core::Actor{"b1", "ben"};
  return c;
}

core::Command Commands::ruleset(Asking& out) {
  core::RulesetPut body;
  body.name = one_in(2) ? "calm" : one_in(2) ? "strict" : "lenient";
  body.toml = ruleset_toml(body.name);
  body.toml_sha256 = core::to_hex(core::view(core::sha256(body.toml)));
  out.blobs.push_back(body.toml);
  auto c = make(Operation::ruleset_put, std::move(body));
  if (!one_in(3)) c.actor = {"system", ""};  // at once: what waits is then decided under other rules
  return c;
}

core::Command Commands::label() {
  core::LabelPut body;
  static const std::vector<std::string> kinds = {"order:o", "payment:y", "party:p", "login:l", "refund:r"};
  body.subject = pick(kinds) + std::to_string(below(12));
  body.label = one_in(2) ? core::Label::fraud : core::Label::legit;
  return make(Operation::label_put, std::move(body));
}

core::Command Commands::client() {
  if (one_in(3)) {
    core::ClientRevoke body;
    body.client_id = id("x", 4);
    return make(Operation::client_revoke, std::move(body));
  }
  core::ClientAdd body;
  body.client_id = body.name = id("x", 4);
  body.scope = {"audit:read"};
  body.secret_sha256 = std::string(64, 'a');
  return make(Operation::client_add, std::move(body));
}

// A rule set that no blob holds: the edge never makes one. Its record fails a CHECK half-way through.
core::Command Commands::poison() {
  core::RulesetPut body;
  body.name = id("nowhere", 3);
  body.toml_sha256 = core::to_hex(core::view(core::sha256(body.name)));
  auto c = make(Operation::ruleset_put, std::move(body));
  c.actor = {"system", ""};
  return c;
}

}  // namespace tallygate::simulation
