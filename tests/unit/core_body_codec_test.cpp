#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "core/body_codec.hpp"
#include "core/check.hpp"

namespace tallygate::core {
namespace {

// Seals as the vault would: enough for the codec, which looks at nothing but presence.
void seal(Body& body, bool with_ciphertext = true) {
  for_each_personal(body, [&](Personal& p, std::string_view) {
    p.pseudonym = "pn" + std::to_string(p.clear.size()) + "00000000000000";
    p.pseudonym.resize(16, '0');
    p.sealed = with_ciphertext ? "c2VhbGVk" : "";
    p.clear.clear();
  });
}

Body read(Operation op, std::string_view json) {
  BodyReader reader;
  Body body;
  const BodyErrors errors = reader.read(op, json, Form::wire, body);
  EXPECT_TRUE(errors.ok()) << json << ": "
                           << (errors.errors.empty() ? "" : errors.errors[0].pointer + " " + errors.errors[0].code);
  return body;
}

std::string canonical(const Body& body) {
  std::string out;
  write_body(out, body);
  return out;
}

constexpr std::string_view kOrder =
    R"({"order_id": "o1", "buyer": "b1", "merchant": "m1", "amount": 10000, "currency": "CNY",
  "scene": "live", "device": "dev1", "ip": "203.0.113.7", "referrer": "d1", "occurred_at": "2026-11-22T06:17:14Z"})";

TEST(BodyCodec, WritesAnOrderInCanonicalOrderWithDevicesAsObjects) {
  Body body = read(Operation::order_place, kOrder);
  seal(body);
  EXPECT_EQ(canonical(body),
            R"({"amount":10000,"buyer":"b1","currency":"CNY","device":{"id":"dev1"},)"
            R"("ip":{"ct":"c2VhbGVk","pn":"pn11000000000000"},"merchant":"m1",)"
            R"("occurred_at":"2026-11-22T06:17:14.000000Z","order_id":"o1","referrer":"d1","scene":"live"})");
}

TEST(BodyCodec, ReadsBackWhatItWrote) {
  Body body = read(Operation::order_place, kOrder);
  seal(body);
  BodyReader reader;
  Body again;
  ASSERT_TRUE(reader.read(Operation::order_place, canonical(body), Form::record, again).ok());
  EXPECT_EQ(canonical(again), canonical(body));
}

TEST(BodyCodec, RecordFormTakesOnlyCanonicalBytes) {
  BodyReader reader;
  Body body;
  EXPECT_TRUE(reader.read(Operation::order_cancel, R"({"reason":"late"})", Form::record, body).ok());
  EXPECT_FALSE(reader.read(Operation::order_cancel, R"({"reason": "late"})", Form::record, body).ok());
  EXPECT_FALSE(reader.read(Operation::order_cancel, R"({"reason":"\u006cate"})", Form::record, body).ok());
  EXPECT_FALSE(reader.read(Operation::party_put, R"({"device":"dev1"})", Form::record, body).ok());
  EXPECT_FALSE(reader.read(Operation::party_put, R"({"roles":[]})", Form::record, body).ok());
}

TEST(BodyCodec, AnUnsealedPersonalValueIsNeverWritten) {
  const Body body = read(Operation::order_place, kOrder);
  std::string out;
  EXPECT_THROW(write_body(out, body), CheckFailure);
}

TEST(BodyCodec, AnEmptyBodyIsAnObjectWithoutFields) {
  EXPECT_EQ(canonical(read(Operation::order_complete, "")), "{}");
  EXPECT_EQ(canonical(read(Operation::batch_atomic, "")), "{}");
  BodyReader reader;
  Body body;
  const BodyErrors errors = reader.read(Operation::order_ship, "", Form::wire, body);
  ASSERT_EQ(errors.errors.size(), 1U);
  EXPECT_EQ(errors.errors[0].pointer, "/waybill");
  EXPECT_EQ(errors.errors[0].code, "required");
}

TEST(BodyCodec, ARuleSetIsRecordedByItsHash) {
  const Body body = read(Operation::ruleset_put, R"({"name": "r1", "toml": "abc"})");
  EXPECT_EQ(std::get<RulesetPut>(body).toml, "abc");
  EXPECT_EQ(canonical(body),
            R"({"name":"r1","toml_sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"})");
}

TEST(BodyCodec, AnEmptyArrayIsRecordedOnlyWhereItsPresenceSaysSomething) {
  EXPECT_EQ(canonical(read(Operation::settings_put, R"({"four_eyes":[]})")), R"({"four_eyes":[]})");
  EXPECT_EQ(canonical(read(Operation::settings_put, "{}")), "{}");
  EXPECT_EQ(canonical(read(Operation::party_put, R"({"roles":[]})")), "{}");
}

TEST(BodyCodec, SignalsKeepTheirKindAndStandSorted) {
  Body body = read(Operation::order_place, R"({"order_id":"o1","buyer":"b1","merchant":"m1","amount":1,"currency":"CNY",
    "signals":{"opinion_score":12,"dwell":"short"}})");
  EXPECT_NE(canonical(body).find(R"("signals":{"dwell":"short","opinion_score":12})"), std::string::npos);
}

TEST(BodyCodec, NamesEveryPersonalFieldAndNoOther) {
  Body body = read(Operation::order_place,
                   R"({"order_id":"o1","buyer":"b1","merchant":"m1","amount":1,"currency":"CNY","ip":"::1",
    "note":"ring twice","device":{"id":"d","user_agent":"ua"},"ship_to":{"name":"N","phone":"1","address":"A","postcode":"P","region":"R"}})");
  std::string names;
  for_each_personal(body, [&](Personal& p, std::string_view name) {
    EXPECT_FALSE(p.clear.empty());
    names.append(name).append(" ");
  });
  EXPECT_EQ(names, "user_agent ip note address name phone postcode ");
}

Command command(std::string_view json, bool with_ciphertext = true) {
  Command c;
  c.op = Operation::order_place;
  c.actor = {"c1", ""};
  c.key = "k1";
  c.body = read(c.op, json);
  seal(c.body, with_ciphertext);
  finish_command(c);
  return c;
}

TEST(FinishCommand, TheBodyHashIgnoresCiphertextsAndNothingElse) {
  const Command sealed = command(kOrder), pseudonym_only = command(kOrder, false);
  EXPECT_NE(sealed.request, pseudonym_only.request);
  EXPECT_EQ(sealed.body_hash, pseudonym_only.body_hash);

  Command other = sealed;
  std::get<OrderPlace>(other.body).ip->pseudonym[0] = 'x';
  finish_command(other);
  EXPECT_NE(other.body_hash, sealed.body_hash);
  other = sealed;
  other.path_id = "x";
  finish_command(other);
  EXPECT_NE(other.body_hash, sealed.body_hash);
}

TEST(FinishCommand, CutsTheCiphertextOfEveryShapeOfPersonalValue) {
  Command c = command(kOrder);
  for (const bool country : {false, true}) {
    for (const bool network : {false, true}) {
      auto& ip = *std::get<OrderPlace>(c.body).ip;
      ip.country = country ? "DE" : "";
      ip.network = network ? "n000000000000000" : "";
      finish_command(c);
      std::string expected = "order.place";
      expected += '\0';
      expected += '\0';
      write_body(expected, c.body, true);
      EXPECT_EQ(c.body_hash, hash16(expected));
    }
  }
}

TEST(FinishCommand, TheKeyBelongsToItsClient) {
  Command a = command(kOrder), b = a;
  b.actor.client = "c2";
  finish_command(b);
  EXPECT_NE(a.key_hash, b.key_hash);
  EXPECT_EQ(a.body_hash, b.body_hash);
  std::string input = "c1";
  input += '\0';
  input += "k1";
  EXPECT_EQ(a.key_hash, hash16(input));
}

TEST(FirstDifference, NamesTheFieldInCanonicalOrder) {
  EXPECT_EQ(first_difference(R"({"a":1,"b":2})", R"({"a":1,"b":2})"), "");
  EXPECT_EQ(first_difference(R"({"a":1,"b":2})", R"({"a":1,"b":3})"), "/b");
  EXPECT_EQ(first_difference(R"({"a":1})", R"({"a":1,"b":3})"), "/b");
  EXPECT_EQ(first_difference(R"({"b":3})", R"({"a":1,"b":3})"), "/a");
  EXPECT_EQ(first_difference(R"({"l":[{"x":1},{"x":2}]})", R"({"l":[{"x":1},{"x":3}]})"), "/l/1/x");
  EXPECT_EQ(first_difference(R"({"l":[1]})", R"({"l":[1,2]})"), "/l/1");
  EXPECT_EQ(first_difference(R"({"l":"1"})", R"({"l":1})"), "/l");
}

TEST(FirstDifference, SeesPersonalValuesByTheirPseudonyms) {
  EXPECT_EQ(first_difference(R"({"ip":{"ct":"x","pn":"p"}})", R"({"ip":{"ct":"y","pn":"p"}})"), "");
  EXPECT_EQ(first_difference(R"({"ip":{"ct":"x","pn":"p"}})", R"({"ip":{"ct":"x","pn":"q"}})"), "/ip");
  EXPECT_EQ(first_difference(R"({"ip":{"pn":"p"}})", R"({"note":{"pn":"p"}})"), "/ip");
}

TEST(BatchLine, ReadsItsEnvelopeAndBody) {
  BodyReader reader;
  BodyReader::Line line;
  const auto errors = reader.read_line(
      R"({"op":"order.ship","key":"k1","path":{"id":"o1"},"at":"2010-12-01T08:26:00Z","body":{"waybill":"W1"}})", line);
  ASSERT_TRUE(errors.ok());
  EXPECT_EQ(line.op, Operation::order_ship);
  EXPECT_EQ(line.key, "k1");
  EXPECT_EQ(line.path_id, "o1");
  EXPECT_EQ(format_time(*line.at), "2010-12-01T08:26:00.000000Z");
  EXPECT_EQ(std::get<OrderShip>(line.body).waybill, "W1");
}

TEST(BatchLine, NeedsNoBodyWhereEveryFieldIsOptional) {
  BodyReader reader;
  BodyReader::Line line;
  EXPECT_TRUE(reader.read_line(R"({"op":"order.complete","key":"k1","path":{"id":"o1"}})", line).ok());
  EXPECT_TRUE(std::holds_alternative<OrderComplete>(line.body));
}

}  // namespace
}  // namespace tallygate::core
