// Commands about disputes, and about breaks: what a fact could not place.
#pragma once

#include <optional>
#include <string>

#include "core/commands/payment.hpp"

namespace tallygate::core {

enum class DisputeOutcome { lost, partial, won };
std::span<const EnumName<DisputeOutcome>> enum_names(DisputeOutcome);

// path: the payment. A fact: the channel has taken the money back until it is resolved.
struct PaymentDispute {
  std::optional<Amount> amount;      // absent: all that is left of the payment, or of the order that is named
  std::optional<Channel> channel;    // the payment's, where it is absent
  std::optional<Currency> currency;  // the payment's, where it is absent
  DisputeId dispute_id;
  std::optional<Time> occurred_at;
  std::optional<OrderId> order;  // absent: the payment's orders, in the order of its captures
  std::string reason;            // the channel's
  std::optional<Time> respond_by;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount, at_least(1));
    v("channel", s.channel);
    v("currency", s.currency);
    v("dispute_id", s.dispute_id);
    v("occurred_at", s.occurred_at);
    v("order", s.order);
    v("reason", s.reason, text(200));
    v("respond_by", s.respond_by);
  }
};

struct DisputeEvidence {  // path: the dispute
  std::string kind;       // the platform's word: "delivery_proof", "chat" …
  std::optional<std::string> note;
  std::optional<Time> occurred_at;
  std::string sha256;  // of the file, which the platform keeps; hex
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("kind", s.kind, token(64));
    v("note", s.note, text(500));
    v("occurred_at", s.occurred_at);
    v("sha256", s.sha256);
  }
};

struct DisputeResolve {          // path: the dispute. A fact.
  std::optional<Amount> amount;  // partial only: what is lost of it, less than all
  std::optional<Time> occurred_at;
  DisputeOutcome outcome = DisputeOutcome::won;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount, at_least(1));
    v("occurred_at", s.occurred_at);
    v("outcome", s.outcome);
  }
};

struct BreakResolve {                   // path: the break
  std::optional<std::int64_t> journal;  // seq of the record that set the books right, where one did
  std::optional<Time> occurred_at;
  std::string resolution;  // a sentence
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("journal", s.journal, at_least(1));
    v("occurred_at", s.occurred_at);
    v("resolution", s.resolution, text(500));
  }
};

}  // namespace tallygate::core
