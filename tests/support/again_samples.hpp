// Further samples, of disputes: over a top-up, and of an end that changes. Included by later_samples.hpp.
#pragma once

#include <utility>
#include <vector>

#include "tests/support/sample_records.hpp"

namespace tallygate::support {

inline core::Record again_sample(core::RecordType type, core::Effect effect, std::vector<core::Posting> postings) {
  core::Record r;
  r.type = type;
  r.seq = 7;
  r.at = *core::parse_time("2026-11-22T06:17:14.000001Z");
  r.actor = {"platform", "p-1"};
  r.key = "key-1";
  r.subjects = {{"dispute:d1", 3}, {"payment:p1", 2}};
  r.effect = std::move(effect);
  core::PostingsBuilder b;
  for (const core::Posting& p : postings) b.debit(p.account, {p.amount, p.currency});
  r.postings = std::move(b).build();
  return r;
}

// 500 of a top-up disputed over 600, all of it lost, then won; and of an order 4,000 that were lost and are not.
inline std::vector<core::Record> again_samples() {
  using enum core::RecordType;
  const core::Currency yuan = cny(0).currency;
  core::DisputeEffect opened;
  opened.amount = 600;
  opened.channel = core::Channel::card;
  opened.currency = yuan;
  opened.dispute = core::DisputeId("d1");
  opened.payment = core::PaymentId("p1");
  opened.unplaced = 100;
  opened.top_up = 500;
  core::DisputeEndEffect lost;
  lost.dispute = opened.dispute;
  lost.payment = opened.payment;
  lost.lost = 600;
  lost.unplaced = 100;
  lost.top_up = 500;
  core::DisputeEndEffect won = lost;
  won.lost = won.unplaced = 0;
  won.won = 600;
  won.top_up = 0;
  core::ClawBackEffect back;
  back.amount = -4'000;
  back.dispute = opened.dispute;
  back.order = core::OrderId("o1");
  back.parts = {{"income:platform_fee", -200, 0}, {"liabilities:merchant:m1", -3'300, 1}};
  const std::string channel = "assets:channel:card", disputed = "assets:disputed:card";
  const std::string suspense = "liabilities:suspense:card", wallet = "liabilities:wallet:b1";
  std::vector<core::Record> out;
  out.push_back(again_sample(dispute_opened, opened, {{disputed, 600, yuan}, {channel, -600, yuan}}));
  out.push_back(again_sample(dispute_lost, lost, {{wallet, 500, yuan}, {suspense, 100, yuan}, {disputed, -600, yuan}}));
  out.push_back(again_sample(dispute_won, won, {{channel, 600, yuan}, {wallet, -500, yuan}, {suspense, -100, yuan}}));
  out.push_back(again_sample(dispute_clawed_back, back,
                             {{"income:platform_fee", -200, yuan},
                              {"liabilities:merchant:m1", -3'300, yuan},
                              {"liabilities:escrow", -500, yuan},
                              {disputed, 4'000, yuan}}));
  return out;
}

}  // namespace tallygate::support
