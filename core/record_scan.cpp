#include "core/record_scan.hpp"

#include <simdjson.h>

#include <algorithm>

#include "core/abuse_kinds.hpp"
#include "core/body_types.hpp"
#include "core/check.hpp"
#include "core/record_codec.hpp"

namespace tallygate::core {
namespace {

constexpr std::string_view kEnd = R"(","v":1})";  // behind the type's name
static_assert(kRecordFormat == 1);
constexpr std::size_t kTypeNameMax = 64;
constexpr std::size_t kSaltText = base64url_length(kSaltBytes);

// The type stands almost last, and says which effect to expect.
std::optional<RecordType> type_of(std::string_view bytes) {
  if (!bytes.ends_with(kEnd)) return std::nullopt;
  bytes.remove_suffix(kEnd.size());
  const std::size_t quote = bytes.rfind('"');
  if (quote == std::string_view::npos || bytes.size() - quote > kTypeNameMax) return std::nullopt;
  return record_type_named(bytes.substr(quote + 1));
}

// Members in the order in which record_codec.cpp writes them.
class RecordScan {
 public:
  RecordScan(const char* text, ScannedRecord& out) : scan_(text, out.sealed), out_(out) {}

  // Where it ended; empty after a fault.
  const char* run() {
    scan_.open();
    actor();
    scan_.required("at");
    out_.at = scan_.time();
    if (scan_.key("cause")) scan_.count();
    data();
    if (scan_.key("group")) group();
    if (scan_.key("key")) out_.key = scan_.text_not_empty();
    scan_.required("prev");
    out_.prev = scan_.hex_digest();
    if (scan_.key("rec")) scan_.time();
    salt();
    scan_.required("seq");
    out_.seq = scan_.count();
    subjects();
    scan_.required("type");
    scan_.require(scan_.text() == name_of(out_.type));
    scan_.required("v");
    scan_.require(scan_.integer() == kRecordFormat);
    scan_.close();
    return scan_.failed() ? nullptr : scan_.at();
  }
  bool holds_more_than_ascii() const { return scan_.holds_more_than_ascii(); }

 private:
  void actor() {
    scan_.required("actor");
    scan_.open();
    scan_.required("client");
    out_.client = scan_.text();
    if (scan_.key("person")) scan_.text_not_empty();
    scan_.close();
  }

  void group() {
    Group& group = out_.group.emplace();
    scan_.open();
    scan_.required("first");
    group.first = scan_.count();
    scan_.required("n");
    group.n = scan_.count();
    scan_.close();
  }

  void salt() {
    constexpr std::string_view kLast = "AQgw";  // of the last character's six bits, four are left over and zero
    scan_.required("salt");
    const auto text = scan_.text();
    const auto good = [](char c) {
      return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    scan_.require(text.size() == kSaltText && std::ranges::all_of(text, good) &&
                  kLast.find(text.back()) != std::string_view::npos);
  }

  void subjects() {
    scan_.required("subj");
    scan_.array([this] {
      auto& subject = out_.subjects.emplace_back();
      pair([&] { subject.name = scan_.text(); }, [&] { subject.n = scan_.count(); });
    });
  }

  template <class First, class Second>
  void pair(First&& first, Second&& second) {
    std::size_t n = 0;
    scan_.array([&] {
      if (n == 0)
        first();
      else if (n == 1)
        second();
      else
        scan_.fail();
      ++n;
    });
    scan_.require(n == 2);
  }

  void data() {
    scan_.required("data");
    scan_.open();
    if (scan_.key("assessment")) assessment();
    if (scan_.key("effect")) effect();
    if (scan_.key("op")) {
      out_.op = operation_named(scan_.text());
      scan_.require(out_.op.has_value());
      if (scan_.key("path")) out_.path = scan_.text_not_empty();
    }
    if (scan_.key("postings")) postings();
    if (scan_.key("refusal")) refusal();
    if (out_.op) request();
    scan_.close();
  }

  void effect() {
    switch (effect_kind(out_.type)) {
      case EffectKind::none:
        return scan_.fail();
      case EffectKind::order:
        return scan_.value(kPrototype<OrderEffect>);
      case EffectKind::payment:
        return scan_.value(kPrototype<PaymentEffect>);
      case EffectKind::split:
        return scan_.value(kPrototype<SplitEffect>);
      case EffectKind::refund:
        return scan_.value(kPrototype<RefundEffect>);
      case EffectKind::matured:
        return scan_.value(kPrototype<MaturedEffect>);
      case EffectKind::object:
        return scan_.value(kPrototype<ObjectEffect>);
      case EffectKind::opened:
        return scan_.value(kPrototype<LogOpened>);
      case EffectKind::epoch:
        return scan_.value(kPrototype<EpochOpened>);
      case EffectKind::rotation:
        return scan_.value(kPrototype<KeyRotated>);
      case EffectKind::authorised:
        return scan_.value(kPrototype<AuthorisedEffect>);
      case EffectKind::hold:
        return scan_.value(kPrototype<HoldEffect>);
      case EffectKind::payout:
        return scan_.value(kPrototype<PayoutEffect>);
      case EffectKind::dispute:
        return scan_.value(kPrototype<DisputeEffect>);
      case EffectKind::dispute_end:
        return scan_.value(kPrototype<DisputeEndEffect>);
      case EffectKind::claw_back:
        return scan_.value(kPrototype<ClawBackEffect>);
      case EffectKind::period:
        return scan_.value(kPrototype<PeriodEffect>);
      case EffectKind::found:
        return scan_.value(kPrototype<FoundEffect>);
    }
    scan_.fail();
  }

  void request() {
    scan_.required("request");
    const char* const begin = scan_.at();
    with_body_type(*out_.op, [this]<class Body>(std::type_identity<Body>) {
      if constexpr (std::is_same_v<Body, std::monostate>) {
        scan_.open();
        scan_.close();
      } else {
        scan_.value(kPrototype<Body>);
      }
    });
    if (!scan_.failed()) out_.request = {begin, static_cast<std::size_t>(scan_.at() - begin)};
  }

  // As PostingsBuilder::from_record takes them (posting.hpp).
  void postings() {
    const std::size_t n = scan_.array([this] {
      auto& posting = out_.postings.emplace_back();
      scan_.open();
      scan_.required("account");
      posting.account = scan_.text_not_empty();
      scan_.required("amount");
      posting.amount = scan_.integer();
      scan_.required("currency");
      posting.currency = scan_.text();
      scan_.required("layer");
      posting.layer = scan_.named<Layer>();
      scan_.close();
      scan_.require(posting.amount != 0 && Currency::from_code(posting.currency).has_value());
      scan_.require(posting.account.size() <= kAccountNameMax || unescaped_size(posting.account) <= kAccountNameMax);
    });
    scan_.require(n > 0 && n <= kPostingsMax);
    if (!scan_.failed()) scan_.require(distinct_and_balanced());
  }
  bool distinct_and_balanced() const {
    const auto& all = out_.postings;
    const auto together = [](const auto& a, const auto& b) { return a.layer == b.layer && a.currency == b.currency; };
    for (auto p = all.begin(); p != all.end(); ++p) {
      __int128 sum = 0;
      bool first = true;
      for (auto q = all.begin(); q != all.end(); ++q) {
        if (!together(*p, *q)) continue;
        sum += q->amount;
        if (q < p) first = false;
        if (q < p && q->account == p->account) return false;
      }
      if (first && sum != 0) return false;
    }
    return true;
  }

  void refusal() {
    scan_.open();
    scan_.required("code");
    scan_.require(code_named(scan_.text()).has_value());
    scan_.required("detail");
    scan_.text();
    if (scan_.key("pointer")) scan_.text_not_empty();
    scan_.close();
  }

  void assessment() {
    scan_.open();
    scan_.required("cost");
    scan_.integer();
    scan_.required("decision");
    scan_.text();
    if (scan_.key("fallback")) scan_.require(scan_.boolean());
    scan_.required("features");
    scan_.array([this] { pair([this] { scan_.text(); }, [this] { feature(); }); });
    scan_.required("features_hash");
    scan_.hex_digest();
    scan_.required("outcome");
    scan_.named<Verdict>();
    scan_.required("reasons");
    scan_.array([this] { reason(); });
    scan_.required("ruleset");
    out_.ruleset = scan_.hex_digest();
    scores();
    if (scan_.key("skipped")) scan_.require(scan_.array([this] { scan_.text(); }) > 0);
    scan_.close();
  }

  void feature() {
    switch (*scan_.at()) {
      case '"':
        scan_.text();
        return;
      case 't':
      case 'f':
        scan_.boolean();
        return;
      case '{':
        scan_.open();
        scan_.required("d");
        scan_.text();
        return scan_.close();
      default:
        scan_.integer();
    }
  }

  void reason() {
    scan_.open();
    scan_.required("code");
    scan_.text();
    scan_.required("version");
    scan_.integer();
    scan_.required("weight");
    scan_.integer();
    scan_.close();
  }

  void scores() {
    scan_.required("scores");
    scan_.open();
    for (const AbuseKind kind : kAbuseKindsByName) {
      if (!scan_.key(name_of(kind))) continue;
      const auto score = scan_.integer();
      scan_.require(score >= 1 && score <= 100);
    }
    scan_.close();
  }

  CanonicalScan scan_;
  ScannedRecord& out_;
};

std::string& append_unescaped(std::string& to, std::string_view text) {
  return text.find('\\') == std::string_view::npos ? to.append(text) : to.append(unescaped(text));
}

void append_call(std::string& to, const ScannedRecord& record) {
  to.append(traits(*record.op).name).append(1, '\0');
  append_unescaped(to, record.path).append(1, '\0');
}

}  // namespace

bool RecordScanner::scan(std::string_view bytes, ScannedRecord& out) {
  const auto type = type_of(bytes);
  if (!type) return false;
  if (text_.size() < bytes.size() + CanonicalScan::kPadding) text_.resize(2 * bytes.size() + CanonicalScan::kPadding);
  char* const text = text_.data();
  std::memcpy(text, bytes.data(), bytes.size());
  std::memset(text + bytes.size(), 0, CanonicalScan::kPadding);
  out.type = *type;
  out.group.reset();
  out.op.reset();
  out.ruleset = out.key = out.path = out.request = {};
  out.sealed.clear();
  out.subjects.clear();
  out.postings.clear();
  RecordScan scan(text, out);
  if (scan.run() != text + bytes.size()) return false;
  return !scan.holds_more_than_ascii() || simdjson::validate_utf8(bytes.data(), bytes.size());
}

Hash16 key_hash(const ScannedRecord& record) {
  thread_local std::string scratch;
  scratch.clear();
  append_unescaped(scratch, record.client).append(1, '\0');
  return hash16(append_unescaped(scratch, record.key));
}

Hash16 body_hash(const ScannedRecord& record) {
  thread_local std::string scratch;
  scratch.clear();
  append_call(scratch, record);
  const char* from = record.request.data();
  for (const auto& sealed : record.sealed) {
    scratch.append(from, sealed.begin);
    from = sealed.end;
  }
  return hash16(scratch.append(from, record.request.data() + record.request.size()));
}

void append_former_body_text(std::string& to, const ScannedRecord& record) {
  append_call(to, record);
  const char* from = record.request.data();
  for (const auto& sealed : record.sealed) {
    to.append(from, sealed.ciphertext_begin);
    from = sealed.ciphertext_end;
  }
  to.append(from, record.request.data() + record.request.size());
}

}  // namespace tallygate::core
