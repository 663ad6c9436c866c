// Reviews, challenges and logins: what waits is decided again when it is answered, under the rules of that moment.
#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;
using core::Operation;
using core::Verdict;

namespace {

constexpr int kTriesMax = 3;

// What the rules of the simulation look at.
std::int64_t weight_of(const core::Command& c) {
  switch (c.op) {
    case Operation::order_place:
      return core::body_as<core::OrderPlace>(c).amount;
    case Operation::payment_put:
    case Operation::order_pay:
      return core::body_as<core::PaymentPut>(c).amount;
    case Operation::order_refund:
      return core::body_as<core::OrderRefund>(c).amount;
    case Operation::payout_request:
      return core::body_as<core::PayoutRequest>(c).amount;
    case Operation::wallet_topup:
      return core::body_as<core::WalletTopup>(c).amount;
    case Operation::wallet_withdraw:
      return core::body_as<core::WalletWithdraw>(c).amount;
    case Operation::login_attempt:
      return core::body_as<core::LoginAttempt>(c).rtt_ms.value_or(0);
    default:
      return 0;
  }
}

std::optional<core::RecordType> rejected_type(const std::string& object) {
  if (object == "payment") return core::RecordType::payment_rejected;
  if (object == "refund") return core::RecordType::refund_rejected;
  if (object == "payout") return core::RecordType::payout_rejected;
  return std::nullopt;
}

}  // namespace

Verdict Model::outcome(const core::Command& command) const {
  return ruleset_outcome(ruleset, weight_of(command));
}

// A released review overrides all but a block, a passed challenge overrides a challenge.
Verdict Model::verdict(const core::Command& command, const ModelWait* answered) const {
  const Verdict fresh = outcome(command);
  if (answered == nullptr || fresh == Verdict::block) return fresh;
  if (answered->kind == "review") return Verdict::allow;
  return fresh == Verdict::review ? fresh : Verdict::allow;
}

std::string Model::open(const std::string& kind, const std::string& object, const std::string& id,
                        const Shared& command) {
  ModelWait wait;
  wait.id = (kind == "review" ? "rv" : "ch") + std::to_string(next_seq);
  wait.kind = kind;
  wait.object = object;
  wait.object_id = id;
  wait.seq = next_seq;
  wait.opened_at = last_at;
  wait.expires_at =
      last_at + core::seconds(kind == "review" ? settings.review_expires_s : settings.challenge_expires_s);
  if (const auto reason = ruleset_reason(weight_of(*command)); !reason.empty()) wait.reasons.push_back(reason);
  wait.command = command;
  return waits.emplace(wait.id, wait).first->first;
}

void Model::close(const std::string& id, const std::string& as) {
  ModelWait& wait = waits.at(id);
  if (wait.state != "open") return;
  wait.state = as;
  wait.closed_at = last_at;
  if (wait.object == "login" && (as == "expired" || as == "failed")) logins.at(wait.object_id) = {"failed", ""};
}

std::string& Model::waiting_of(const ModelWait& wait) {
  if (wait.object == "order") return orders.at(wait.object_id).waiting;
  if (wait.object == "payment") return payments.at(wait.object_id).waiting;
  if (wait.object == "refund") return refunds.at(wait.object_id).waiting;
  if (wait.object == "payout") return payouts.at(wait.object_id).waiting;
  return logins.at(wait.object_id).waiting;
}

// The object does not go ahead; the types of the records that say so, which come after the one that ends the wait.
std::vector<core::RecordType> Model::reject(const ModelWait& wait) {
  waiting_of(wait).clear();
  if (wait.object == "order") {
    record_ = 1;
    return end_order(orders.at(wait.object_id), "rejected");
  }
  if (wait.object == "payment") payments.at(wait.object_id).state = "rejected";
  if (wait.object == "refund") {
    ModelRefund& refund = refunds.at(wait.object_id);
    orders.at(refund.order).reserved -= refund.amount;
    refund.state = "rejected";
    count_lines(refund, false);
    next_seq += 1;
    goods_changed(refund.order);
    next_seq -= 1;
  }
  if (wait.object == "payout") payouts.at(wait.object_id).state = "rejected";
  const auto as = rejected_type(wait.object);
  return as ? std::vector<Type>{*as} : std::vector<Type>();
}

// The waiting command becomes what it now can: its own record, or the rejection of its object. The answer's record
// stands before it.
std::vector<core::RecordType> Model::go_ahead(ModelWait wait) {
  if (wait.object != "login" && outcome(*wait.command) == Verdict::block) return reject(wait);
  std::optional<Model> before;
  if (any_closed()) before = *this;
  next_seq += 1;
  keeps_closed_ = wait.object == "payment" || wait.object == "payout";
  Made made;
  if (wait.object == "order") made = place(wait.command, &wait);
  if (wait.object == "payment") made = pay(wait.command, &wait);
  if (wait.object == "refund") made = refund(wait.command, &wait);
  if (wait.object == "payout") made = pay_out(wait.command, &wait);
  if (wait.object == "login") made = log_in(wait.command, &wait);
  next_seq -= 1;
  keeps_closed_ = false;
  if (std::exchange(met_closed_, false)) {  // it waited too long
    *this = *std::move(before);
    keeps_closed_ = met_closed_ = false;
    return reject(wait);
  }
  return made.types.empty() ? reject(wait) : std::vector<Type>{made.types.front()};
}

Model::Made Model::log_in(const Shared& command, const ModelWait* answered) {
  const auto& body = core::body_as<core::LoginAttempt>(*command);
  const std::string id = body.login_id.str();
  if (answered == nullptr && logins.contains(id)) return {{Code::login_exists}, {}};
  see(body.user.str());
  ModelLogin& login = logins[id];
  login.waiting.clear();
  const Verdict fresh = outcome(*command);
  if (fresh == Verdict::block) {
    login.state = "blocked";
    return {{}, {Type::login_blocked}};
  }
  if (!body.success) {
    login.state = "failed";
    return {{}, {Type::login_failed}};
  }
  if (fresh != Verdict::allow && answered == nullptr) {
    login.state = "challenged";
    login.waiting = open("challenge", "login", id, command);
    return {{}, {Type::login_challenged}};
  }
  login.state = "succeeded";
  return {{}, {Type::login_succeeded}};
}

Model::Made Model::resolve(const core::Command& command) {
  const auto& body = core::body_as<core::ReviewResolve>(command);
  const auto found = waits.find(command.path_id);
  if (found == waits.end() || found->second.kind != "review") return {{Code::review_not_found}, {}};
  const bool release = body.outcome == core::ReviewOutcome::release;
  const bool of_fact = is_of_fact(found->second);
  const bool late = of_fact && release && in_doubt(payments.at(found->second.object_id));
  if (found->second.state != "open" && !late) return {{Code::review_not_open}, {}};
  const ModelWait wait = found->second;
  found->second.case_label = core::name_of(body.case_label);
  if (of_fact) {
    found->second.state = release ? "released" : "rejected";
    found->second.closed_at = last_at;
    return {{}, {Type::review_resolved}};
  }
  close(wait.id, release ? "released" : "rejected");
  Made made{{}, {Type::review_resolved}};
  const auto ends_as = release ? go_ahead(wait) : reject(wait);
  made.types.insert(made.types.end(), ends_as.begin(), ends_as.end());
  return made;
}

Model::Made Model::answer(const core::Command& command) {
  const auto& body = core::body_as<core::ChallengeAnswer>(command);
  const auto found = waits.find(command.path_id);
  if (found == waits.end() || found->second.kind != "challenge") return {{Code::challenge_not_found}, {}};
  ModelWait& challenge = found->second;
  if (challenge.state == "expired") return {{Code::challenge_expired}, {}};
  if (challenge.state != "open") return {{Code::challenge_not_open}, {}};
  if (body.method != core::ChallengeMethod::platform) return {{Code::not_supported}, {}};
  const ModelWait wait = challenge;
  if (body.passed) {
    close(wait.id, "passed");
  } else if (++challenge.tries < kTriesMax) {
    return {{}, {Type::challenge_failed}};
  } else {
    close(wait.id, "failed");
  }
  Made made{{}, {body.passed ? Type::challenge_passed : Type::challenge_failed}};
  const auto ends_as = body.passed ? go_ahead(wait) : reject(wait);
  made.types.insert(made.types.end(), ends_as.begin(), ends_as.end());
  return made;
}

// A remainder by 16 decides; the three rule sets see the same remainders differently.
Verdict ruleset_outcome(const std::string& name, std::int64_t amount) {
  const std::int64_t rest = amount % 16;
  if (name == "lenient") return rest == 7 ? Verdict::review : Verdict::allow;
  const bool strict = name == "strict";
  if (rest == 13) return strict ? Verdict::block : Verdict::review;
  if (rest == 11) return strict ? Verdict::review : Verdict::challenge;
  if (rest == 7) return Verdict::block;
  return Verdict::allow;
}

std::string ruleset_reason(std::int64_t amount) {
  const std::int64_t rest = amount % 16;
  if (rest != 13 && rest != 11 && rest != 7) return "";
  return (rest < 10 ? "PAY-0" : "PAY-") + std::to_string(rest);
}

std::string ruleset_toml(const std::string& name) {
  std::string out = "name = \"" + name + "\"\n[policy]\nfallback = \"block\"\n";
  for (const std::int64_t rest : {13, 11, 7}) {
    const Verdict verdict = ruleset_outcome(name, rest);
    for (const bool login : {false, true}) {
      const std::string field = login ? "rtt_ms" : "amount";
      out += "[[rule]]\ncode = \"" + ruleset_reason(rest) + (login ? "b" : "") +
             "\"\nversion = 1\nkind = \"payment\"\non = [" +
             (login ? "\"login.attempt\""
                    : "\"order.place\", \"order.refund\", \"payment.put\", \"order.pay\", \"payout.request\", "
                      "\"wallet.withdraw\", \"wallet.topup\"") +
             "]\nwhen = 'has(" + field + ") && " + field + " % 16 == " + std::to_string(rest) + "'\nverdict = \"" +
             std::string(core::name_of(verdict)) +
             "\"\nweight = 10\ntext = \"By its remainder.\"\non_error = \"review\"\n";
    }
  }
  return out;
}

}  // namespace tallygate::simulation
