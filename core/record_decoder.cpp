#include <algorithm>
#include <cstring>

#include "core/padded_parser.hpp"
#include "core/record_codec.hpp"
#include "core/struct_codec.hpp"

namespace tallygate::core {
namespace {

using Element = FieldsReader::Element;

constexpr std::size_t kRecordDepthMax = 12;

// What a record's bytes say, into a Decoded. Every step returns false once a fault is noted. Only structure is checked
// here: the decoder then encodes the result again and compares, which no text but the canonical one survives.
class RecordReading {
 public:
  RecordReading(FieldsReader& fields, Decoded& out) : fields_(fields), record_(out.record), chained_(out.chained) {}

  bool read(const Element& root) {
    Members m;
    return type(root) && members(root, m, "the record") && actor(m) && head(m) && subjects(m) && finish();
  }
  const std::string& fault_text() const { return fault_; }

 private:
  // The members of a canonical object, asked for in their order. Strangers and repeats end the walk early and show when
  // the record is encoded again.
  class Members {
   public:
    bool begin(const Element& value) {
      if (value.get(object_) != simdjson::SUCCESS) return false;
      at_ = object_.begin();
      return true;
    }
    std::optional<Element> find(std::string_view name) {
      if (at_ == object_.end() || !at_.key_equals(name)) return std::nullopt;
      const Element value = at_.value();
      ++at_;
      return value;
    }
    const simdjson::dom::object& object() const { return object_; }

   private:
    simdjson::dom::object object_;
    simdjson::dom::object::iterator at_;
  };

  bool fault(std::string_view where) {
    if (fault_.empty()) fault_ = "The record's " + std::string(where) + " is not as records are written.";
    return false;
  }
  bool members(const Element& value, Members& out, std::string_view where) { return out.begin(value) || fault(where); }

  bool text(Members& m, std::string_view name, std::string& out, bool required = true) {
    const auto value = m.find(name);
    if (!value) return !required || fault(name);
    std::string_view view;
    if (value->get(view) != simdjson::SUCCESS) return fault(name);
    out = view;
    return true;
  }
  bool integer(const Element& value, std::int64_t& out) {
    return value.get(out) == simdjson::SUCCESS && valid_amount(out);
  }
  bool integer(Members& m, std::string_view name, std::int64_t& out) {
    const auto value = m.find(name);
    return (value && integer(*value, out)) || fault(name);
  }
  bool count(const std::optional<Element>& value, std::uint64_t& out, std::string_view where) {
    std::int64_t number = 0;
    if (!value || !integer(*value, number) || number < 0) return fault(where);
    out = static_cast<std::uint64_t>(number);
    return true;
  }
  bool time(const std::optional<Element>& value, Time& out, std::string_view where) {
    std::string_view view;
    if (!value || value->get(view) != simdjson::SUCCESS) return fault(where);
    const auto parsed = parse_time(view);
    if (!parsed) return fault(where);
    out = *parsed;
    return true;
  }
  bool digest(Members& m, std::string_view name, Digest& out) {
    std::string_view view;
    const auto value = m.find(name);
    if (!value || value->get(view) != simdjson::SUCCESS) return fault(name);
    const auto parsed = digest_from_hex(view);
    if (!parsed) return fault(name);
    out = *parsed;
    return true;
  }
  template <class F>
  bool each(const std::optional<Element>& value, std::string_view where, F item) {
    simdjson::dom::array array;
    if (!value || value->get(array) != simdjson::SUCCESS) return fault(where);
    for (const Element e : array)
      if (!item(e)) return fault(where);
    return true;
  }

  bool type(const Element& root) {  // first: it says which effect to expect
    std::string_view name;
    if (root.at_key("type").get(name) != simdjson::SUCCESS) return fault("type");
    const auto known = record_type_named(name);
    if (!known) return fault("type");
    record_.type = *known;
    return true;
  }

  bool actor(Members& m) {
    Members a;
    const auto value = m.find("actor");
    if (!value || !members(*value, a, "actor")) return fault("actor");
    return text(a, "client", record_.actor.client) && text(a, "person", record_.actor.person, false);
  }

  bool head(Members& m) {
    if (!time(m.find("at"), record_.at, "at")) return false;
    if (const auto cause = m.find("cause"); cause && !count(cause, record_.cause.emplace(), "cause")) return false;
    if (!data(m)) return false;
    if (const auto group = m.find("group"); group && !group_of(*group)) return false;
    if (!text(m, "key", record_.key, false) || !digest(m, "prev", chained_.prev)) return false;
    if (const auto rec = m.find("rec"); rec && !time(rec, record_.rec.emplace(), "rec")) return false;
    return salt(m) && count(m.find("seq"), record_.seq, "seq");
  }

  bool group_of(const Element& value) {
    Members g;
    Group& group = record_.group.emplace();
    return members(value, g, "group") && count(g.find("first"), group.first, "group") &&
           count(g.find("n"), group.n, "group");
  }

  bool salt(Members& m) {
    std::string text_value;
    if (!text(m, "salt", text_value)) return false;
    const auto bytes = from_base64url(text_value);
    if (!bytes || bytes->size() != kSaltBytes) return fault("salt");
    std::memcpy(chained_.salt.data(), bytes->data(), kSaltBytes);
    return true;
  }

  bool subjects(Members& m) {
    return each(m.find("subj"), "subj", [this](const Element& e) {
      Subject s;
      std::string_view name;
      simdjson::dom::array pair;
      Element n;
      if (e.get(pair) != simdjson::SUCCESS || pair.at(0).get(name) != simdjson::SUCCESS ||
          pair.at(1).get(n) != simdjson::SUCCESS)
        return false;
      if (!count(n, s.n, "subj")) return false;
      s.name = name;
      record_.subjects.push_back(std::move(s));
      return true;
    });
  }

  bool data(Members& m) {
    Members d;
    const auto value = m.find("data");
    if (!value || !members(*value, d, "data")) return fault("data");
    if (const auto a = d.find("assessment"); a && !assessment(*a)) return false;
    if (const auto e = d.find("effect"); e && !effect(*e)) return false;
    const auto op = d.find("op");
    if (op && !operation(*op, d)) return false;
    if (const auto p = d.find("postings"); p && !postings(*p)) return false;
    if (const auto r = d.find("refusal"); r && !refusal(*r)) return false;
    return !op || request(d);
  }

  bool operation(const Element& value, Members& d) {
    std::string_view name;
    if (value.get(name) != simdjson::SUCCESS) return fault("op");
    const auto op = operation_named(name);
    if (!op) return fault("op");
    command_ = std::make_shared<Command>();
    command_->op = *op;
    return text(d, "path", command_->path_id, false);
  }

  bool request(Members& d) {
    const auto value = d.find("request");
    if (!value) return fault("request");
    std::vector<FieldError> errors;
    fields_.begin(Form::record, errors);
    read_body_fields(fields_, command_->op, *value, command_->body);
    return errors.empty() || fault("request, at " + errors[0].pointer + ",");
  }

  // Once actor and key are read too.
  bool finish() {
    if (!command_) return true;
    command_->actor = record_.actor;
    command_->key = record_.key;
    finish_command(*command_);
    record_.command = std::move(command_);
    return true;
  }

  bool effect(const Element& value) {
    switch (effect_kind(record_.type)) {
      case EffectKind::none:
        return fault("effect");
      case EffectKind::order:
        return effect_fields(value, record_.effect.emplace<OrderEffect>());
      case EffectKind::payment:
        return effect_fields(value, record_.effect.emplace<PaymentEffect>());
      case EffectKind::split:
        return effect_fields(value, record_.effect.emplace<SplitEffect>());
      case EffectKind::refund:
        return effect_fields(value, record_.effect.emplace<RefundEffect>());
      case EffectKind::matured:
        return effect_fields(value, record_.effect.emplace<MaturedEffect>());
      case EffectKind::object:
        return effect_fields(value, record_.effect.emplace<ObjectEffect>());
      case EffectKind::opened:
        return effect_fields(value, record_.effect.emplace<LogOpened>());
      case EffectKind::epoch:
        return effect_fields(value, record_.effect.emplace<EpochOpened>());
      case EffectKind::rotation:
        return effect_fields(value, record_.effect.emplace<KeyRotated>());
      case EffectKind::authorised:
        return effect_fields(value, record_.effect.emplace<AuthorisedEffect>());
      case EffectKind::hold:
        return effect_fields(value, record_.effect.emplace<HoldEffect>());
      case EffectKind::payout:
        return effect_fields(value, record_.effect.emplace<PayoutEffect>());
      case EffectKind::dispute:
        return effect_fields(value, record_.effect.emplace<DisputeEffect>());
      case EffectKind::dispute_end:
        return effect_fields(value, record_.effect.emplace<DisputeEndEffect>());
      case EffectKind::claw_back:
        return effect_fields(value, record_.effect.emplace<ClawBackEffect>());
      case EffectKind::period:
        return effect_fields(value, record_.effect.emplace<PeriodEffect>());
      case EffectKind::found:
        return effect_fields(value, record_.effect.emplace<FoundEffect>());
    }
    return fault("effect");
  }
  template <class T>
  bool effect_fields(const Element& value, T& out) {
    std::vector<FieldError> errors;
    fields_.begin(Form::record, errors);
    StructCodec<T>::read(fields_, value, out);
    return errors.empty() || fault("effect, at " + errors[0].pointer + ",");
  }

  bool postings(const Element& value) {
    std::vector<Posting> read;
    const bool good = each(value, "postings", [&](const Element& e) {
      Members p;
      Posting posting;
      std::string currency, layer;
      if (!members(e, p, "postings") || !text(p, "account", posting.account) || !integer(p, "amount", posting.amount))
        return false;
      if (!text(p, "currency", currency) || !text(p, "layer", layer)) return false;
      const auto listed = Currency::from_code(currency);
      if (!listed || !named(layer, posting.layer)) return false;
      posting.currency = *listed;
      read.push_back(std::move(posting));
      return true;
    });
    if (!good) return false;
    auto balanced = PostingsBuilder::from_record(std::move(read));
    if (!balanced) return fault("postings");
    record_.postings = std::move(*balanced);
    return true;
  }

  bool refusal(const Element& value) {
    Members r;
    std::string code;
    Refusal& refusal = record_.refusal.emplace();
    if (!members(value, r, "refusal") || !text(r, "code", code) || !text(r, "detail", refusal.detail)) return false;
    const auto known = code_named(code);
    if (!known) return fault("refusal");
    refusal.code = *known;
    return text(r, "pointer", refusal.pointer, false);
  }

  template <class E>
  bool named(std::string_view name, E& out) {
    for (const auto& n : enum_names(E{})) {
      if (n.name != name) continue;
      out = n.value;
      return true;
    }
    return false;
  }

  bool assessment(const Element& value) {
    Members m;
    Assessment& a = record_.assessment.emplace();
    if (!members(value, m, "assessment") || !integer(m, "cost", a.cost) || !text(m, "decision", a.decision))
      return false;
    a.fallback = m.find("fallback").has_value();
    return features(m, a) && digest(m, "features_hash", a.features_hash) && outcome(m, a) && reasons(m, a) &&
           digest(m, "ruleset", a.ruleset) && scores(m, a) && skipped(m, a);
  }

  bool outcome(Members& m, Assessment& a) {
    std::string name;
    return text(m, "outcome", name) && (named(name, a.outcome) || fault("outcome"));
  }

  bool features(Members& m, Assessment& a) {
    return each(m.find("features"), "features", [&](const Element& e) {
      simdjson::dom::array pair;
      std::string_view name;
      Element value;
      if (e.get(pair) != simdjson::SUCCESS || pair.at(0).get(name) != simdjson::SUCCESS ||
          pair.at(1).get(value) != simdjson::SUCCESS)
        return false;
      FeatureValue& f = a.features.emplace_back();
      f.name = name;
      return scalar(value, f.value);
    });
  }
  bool scalar(const Element& value, FeatureScalar& out) {
    std::string_view text_value;
    bool flag = false;
    std::int64_t number = 0;
    Members m;
    if (integer(value, number))
      out = number;
    else if (value.get(flag) == simdjson::SUCCESS)
      out = flag;
    else if (value.get(text_value) == simdjson::SUCCESS)
      out = std::string(text_value);
    else
      return members(value, m, "features") && text(m, "d", out.emplace<DoubleText>().text);
    return true;
  }

  bool reasons(Members& m, Assessment& a) {
    return each(m.find("reasons"), "reasons", [&](const Element& e) {
      Members r;
      Reason& reason = a.reasons.emplace_back();
      return members(e, r, "reasons") && text(r, "code", reason.code) && integer(r, "version", reason.version) &&
             integer(r, "weight", reason.weight);
    });
  }

  bool scores(Members& m, Assessment& a) {
    Members s;
    const auto value = m.find("scores");
    if (!value || !members(*value, s, "scores")) return fault("scores");
    for (const auto member : s.object()) {
      AbuseKind kind{};
      std::int64_t score = 0;
      if (!named(member.key, kind) || !integer(member.value, score) || score < 1 || score > 100) return fault("scores");
      a.scores[static_cast<std::size_t>(kind)] = static_cast<std::uint8_t>(score);
    }
    return true;
  }

  bool skipped(Members& m, Assessment& a) {
    const auto value = m.find("skipped");
    if (!value) return true;
    return each(value, "skipped", [&](const Element& e) {
      std::string_view name;
      if (e.get(name) != simdjson::SUCCESS) return false;
      a.skipped.emplace_back(name);
      return true;
    });
  }

  FieldsReader& fields_;
  Record& record_;
  Chained& chained_;
  std::shared_ptr<Command> command_;
  std::string fault_;
};

}  // namespace

struct RecordDecoder::Parser {
  PaddedParser json{kRecordDepthMax};
  FieldsReader fields;
  std::string again;  // the record, encoded once more
};

RecordDecoder::RecordDecoder() : parser_(std::make_unique<Parser>()) {}
RecordDecoder::~RecordDecoder() = default;

Result<Decoded> RecordDecoder::decode(std::string_view bytes) {
  JsonFault fault;
  Element root;
  if (!parser_->json.parse(bytes, root, fault))
    return failure(ErrorKind::corrupt, "The record is not canonical JSON. " + fault.detail);
  std::int64_t version = 0;
  if (root.at_key("v").get(version) != simdjson::SUCCESS)
    return failure(ErrorKind::corrupt, "The record has no format number.");
  if (version != kRecordFormat)
    return failure(ErrorKind::version,
                   "The record is of format " + std::to_string(version) + ", which this program does not read.");

  Decoded out;
  RecordReading reading(parser_->fields, out);
  if (!reading.read(root)) return failure(ErrorKind::corrupt, reading.fault_text());
  parser_->again.clear();
  encode_record(parser_->again, out.record, out.chained);
  if (parser_->again != bytes)
    return failure(ErrorKind::corrupt, "The record's bytes are not the canonical ones of what they say.");
  return out;
}

}  // namespace tallygate::core
