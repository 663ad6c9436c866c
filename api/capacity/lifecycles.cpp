#include "api/capacity/lifecycles.hpp"

#include <utility>

#include "core/body_codec.hpp"
#include "core/hash.hpp"

namespace tallygate::capacity {
namespace {

constexpr std::uint64_t kAmountMin = 100, kAmounts = 100'000;
constexpr std::int64_t kFeeBp = 500, kFirstLevelBp = 500, kSecondLevelBp = 200;
constexpr std::uint64_t kByte = 256;

core::Currency currency() {
  return *core::Currency::from_code("CNY");
}

std::string address_of(std::uint64_t buyer) {
  const auto part = [buyer](std::uint64_t shift) { return std::to_string(buyer >> shift & (kByte - 1)); };
  return std::to_string(10 + (buyer >> 24 & 63)) + "." + part(16) + "." + part(8) + "." + part(0);
}

}  // namespace

Lifecycles::Lifecycles(const Question& question, vault::Vault& vault, std::uint64_t seed)
    : mix_(completed(question).mix), vault_(vault), random_(seed) {}

std::string Lifecycles::id(char kind, std::uint64_t n) const {
  const std::string digits = std::to_string(n);
  const std::string zeros(mix_.id_chars > digits.size() + 1 ? mix_.id_chars - digits.size() - 1 : 0, '0');
  return kind + zeros + digits;
}

core::Command Lifecycles::finished(core::Operation op, std::string key, std::string path, core::Body body,
                                   core::Time at) const {
  core::Command c;
  c.op = op;
  c.actor.client = "c_0123456789abcdef";
  c.key = std::move(key);
  c.path_id = std::move(path);
  c.body = std::move(body);
  c.at = at;
  core::finish_command(c);
  return c;
}

engine::TenantSetup Lifecycles::setup(const Question& question, const std::string& tenant, core::Time at) {
  engine::TenantSetup s;
  s.tenant = tenant;
  s.opened.tenant = tenant;
  s.opened.clock = "replay";
  s.opened.origin = "capacity.example/1";
  s.opened.log_id = std::string(32, '0');
  s.opened.public_key = "capacity.example/1+00000000+AQ==";
  s.opened.recovery_public_key = std::string(64, '0');
  s.opened.time_zone = "UTC";
  s.at = at;
  core::RulesetPut put;
  put.name = "default";
  put.toml = question.ruleset;
  put.toml_sha256 = core::to_hex(core::view(core::sha256(put.toml)));
  core::Command c;
  c.op = core::Operation::ruleset_put;
  c.actor = {"system", ""};
  c.body = std::move(put);
  c.at = at;
  core::finish_command(c);
  s.first_commands.push_back(std::move(c));
  return s;
}

std::vector<core::Command> Lifecycles::beginnings(core::Time at) const {
  core::PlanPut plan;
  plan.currency = currency();
  plan.platform_fee_bp = kFeeBp;
  for (unsigned level = 1; level <= mix_.levels; ++level) {
    core::PlanLevel l;
    l.level = level;
    l.tiers.push_back({level == 1 ? kFirstLevelBp : kSecondLevelBp, 0});
    plan.levels.push_back(l);
  }
  std::vector<core::Command> out;
  out.push_back(finished(core::Operation::plan_put, "plan", "default", std::move(plan), at));
  out.back().actor.person = "operator-1";
  core::ApprovalDecide approve;
  approve.approve = true;  // what the third record asks for: 0 and 1 are the log's own
  out.push_back(finished(core::Operation::approval_decide, "approve", "ap2", approve, at));
  out.back().actor.person = "approver-1";
  for (auto& command : out) core::finish_command(command);
  for (std::uint64_t n = 0; mix_.levels > 0 && n < mix_.distributors; ++n) {
    core::PartyPut party;
    party.roles = {core::Role::distributor};
    party.upline = core::PartyId(id('v', n));
    out.push_back(finished(core::Operation::party_put, id('u', n) + "put", id('u', n), std::move(party), at));
  }
  return out;
}

std::vector<core::Command> Lifecycles::order(std::uint64_t n, core::Time at) {
  core::OrderPlace place;
  const auto order = id('o', n);
  const auto buyer = random_.below(mix_.buyers);
  place.order_id = core::OrderId(order);
  place.buyer = core::PartyId(id('b', buyer));
  place.merchant = core::PartyId(id('s', random_.below(mix_.merchants)));
  core::Device device;
  device.id = core::OtherId(id('d', buyer));
  place.device = device;
  core::Personal address;
  address.kind = core::PersonalKind::ip;
  address.clear = address_of(buyer);
  address.country = "CN";
  vault_.seal(address, place.buyer.view(), true);
  place.ip = std::move(address);
  place.amount = static_cast<core::Amount>(kAmountMin + random_.below(kAmounts));
  place.currency = currency();
  place.plan = core::PlanId("default");
  if (mix_.levels > 0) place.referrer = core::PartyId(id('u', random_.below(mix_.distributors)));
  core::PaymentPut pay;
  pay.payment_id = core::PaymentId(id('p', n));
  pay.amount = place.amount;
  pay.currency = place.currency;
  pay.channel = core::Channel::wechat_pay;
  const auto key = id('k', n);
  std::vector<core::Command> out;
  out.push_back(finished(core::Operation::order_place, key + "-pl", "", std::move(place), at));
  out.push_back(finished(core::Operation::order_pay, key + "-pa", order, std::move(pay), at));
  out.push_back(finished(core::Operation::order_complete, key + "-co", order, core::OrderComplete{}, at));
  return out;
}

}  // namespace tallygate::capacity
