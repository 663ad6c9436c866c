#include "core/record_codec.hpp"

#include <algorithm>

#include "core/abuse_kinds.hpp"
#include "core/check.hpp"
#include "core/struct_codec.hpp"

namespace tallygate::core {
namespace {

// One record into one string. Members in canonical order, which the JSON writer checks.
class RecordWriter {
 public:
  RecordWriter(std::string& out, const Record& record, const Chained& chained)
      : fields_(out), json_(fields_.json()), record_(record), chained_(chained) {}

  void write() {
    json_.begin_object();
    actor();
    time("at", record_.at);
    if (record_.cause) json_.member("cause", *record_.cause);
    data();
    if (record_.group) group(*record_.group);
    if (!record_.key.empty()) json_.member("key", record_.key);
    hex("prev", chained_.prev);
    if (record_.rec) time("rec", *record_.rec);
    salt();
    json_.member("seq", record_.seq);
    subjects();
    json_.member("type", name_of(record_.type));
    json_.member("v", kRecordFormat);
    json_.end_object();
  }

 private:
  void actor() {
    json_.key("actor");
    json_.begin_object();
    json_.member("client", record_.actor.client);
    if (!record_.actor.person.empty()) json_.member("person", record_.actor.person);
    json_.end_object();
  }

  void group(const Group& g) {
    json_.key("group");
    json_.begin_object();
    json_.member("first", g.first);
    json_.member("n", g.n);
    json_.end_object();
  }

  void subjects() {
    json_.key("subj");
    json_.begin_array();
    for (const Subject& s : record_.subjects) {
      json_.begin_array();
      json_.string(s.name);
      json_.integer(static_cast<std::int64_t>(s.n));
      json_.end_array();
    }
    json_.end_array();
  }

  void data() {
    json_.key("data");
    json_.begin_object();
    if (record_.assessment) assessment(*record_.assessment);
    effect();
    if (record_.command) {
      json_.member("op", traits(record_.command->op).name);
      if (!record_.command->path_id.empty()) json_.member("path", record_.command->path_id);
    }
    postings();
    if (record_.refusal) refusal(*record_.refusal);
    if (record_.command) {
      TALLYGATE_CHECK(!record_.command->request.empty(), "a command that was not finished, on its way into a record");
      json_.key("request");
      json_.raw(record_.command->request);
    }
    json_.end_object();
  }

  void effect() {
    if (record_.effect.index() == 0) return;
    TALLYGATE_CHECK(record_.effect.index() == static_cast<std::size_t>(effect_kind(record_.type)),
                    "an effect of another record type");
    json_.key("effect");
    std::visit([&](const auto& e) { StructCodec<std::remove_cvref_t<decltype(e)>>::write(fields_, e); },
               record_.effect);
  }

  void postings() {
    if (record_.postings.empty()) return;
    json_.key("postings");
    json_.begin_array();
    for (const Posting& p : record_.postings.all()) {
      json_.begin_object();
      json_.member("account", p.account);
      json_.member("amount", p.amount);
      json_.member("currency", p.currency.code());
      json_.member("layer", name_of(p.layer));
      json_.end_object();
    }
    json_.end_array();
  }

  void refusal(const Refusal& r) {
    json_.key("refusal");
    json_.begin_object();
    json_.member("code", traits(r.code).name);
    json_.member("detail", r.detail);
    if (!r.pointer.empty()) json_.member("pointer", r.pointer);
    json_.end_object();
  }

  void assessment(const Assessment& a) {
    json_.key("assessment");
    json_.begin_object();
    json_.member("cost", a.cost);
    json_.member("decision", a.decision);
    if (a.fallback) json_.member("fallback", true);
    features(a);
    hex("features_hash", a.features_hash);
    json_.member("outcome", name_of(a.outcome));
    reasons(a);
    hex("ruleset", a.ruleset);
    scores(a);
    if (!a.skipped.empty()) {
      json_.key("skipped");
      fields_.write(a.skipped);
    }
    json_.end_object();
  }

  void features(const Assessment& a) {
    json_.key("features");
    json_.begin_array();
    for (const FeatureValue& f : a.features) {
      json_.begin_array();
      json_.string(f.name);
      std::visit([&](const auto& v) { scalar(v); }, f.value);
      json_.end_array();
    }
    json_.end_array();
  }
  void scalar(std::int64_t value) { json_.integer(value); }
  void scalar(bool value) { json_.boolean(value); }
  void scalar(const std::string& value) { json_.string(value); }
  void scalar(const DoubleText& value) {
    json_.begin_object();
    json_.member("d", value.text);
    json_.end_object();
  }

  void reasons(const Assessment& a) {
    json_.key("reasons");
    json_.begin_array();
    for (const Reason& r : a.reasons) {
      json_.begin_object();
      json_.member("code", r.code);
      json_.member("version", r.version);
      json_.member("weight", r.weight);
      json_.end_object();
    }
    json_.end_array();
  }

  void scores(const Assessment& a) {
    json_.key("scores");
    json_.begin_object();
    for (const AbuseKind kind : kAbuseKindsByName)
      if (const auto score = a.scores[static_cast<std::size_t>(kind)]; score != 0) json_.member(name_of(kind), score);
    json_.end_object();
  }

  void time(std::string_view name, Time t) {
    json_.key(name);
    fields_.write(t);
  }
  void hex(std::string_view name, const Digest& digest) {
    json_.key(name);
    json_.plain_string(2 * digest.size(), [&](char* to) { write_hex(to, view(digest)); });
  }
  void salt() {
    json_.key("salt");
    const ByteView bytes{reinterpret_cast<const char*>(chained_.salt.data()), chained_.salt.size()};
    json_.plain_string(base64url_length(bytes.size()), [&](char* to) { write_base64url(to, bytes); });
  }

  FieldsWriter fields_;
  JsonWriter& json_;
  const Record& record_;
  const Chained& chained_;
};

}  // namespace

void encode_record(std::string& out, const Record& record, const Chained& chained) {
  RecordWriter(out, record, chained).write();
}

}  // namespace tallygate::core
