#include <vector>

#include "tests/e2e/hostile_cases.hpp"

namespace tallygate::tests {
namespace {

// An order with one member more, or with the value of one replaced.
std::string order_with(const std::string& more) {
  return R"({"order_id":"o1","buyer":"b1","merchant":"m1","amount":100,"currency":"CNY")" +
         (more.empty() ? "" : "," + more) + "}";
}
std::string order_replacing(const std::string& what, const std::string& by) {
  std::string body = order_with("");
  body.replace(body.find(what), what.size(), by);
  return body;
}

HostileCase order(const std::string& name, const std::string& body, const std::string& code,
                  const std::string& pointers, int status = 422) {
  return {.name = name,
          .client = "platform",
          .method = "POST",
          .target = "/v1/orders",
          .body = body,
          .status = status,
          .code = code,
          .pointers = pointers};
}
HostileCase field(const std::string& name, const std::string& body, const std::string& pointers) {
  return order(name, body, "invalid_field", pointers);
}
HostileCase not_json(const std::string& name, const std::string& body) {
  return order(name, body, "malformed_json", "", 400);
}
HostileCase card(const std::string& name, const std::string& body, const std::string& pointers) {
  return order(name, body, "pan_refused", pointers);
}

std::string many(const std::string& item, int n) {
  std::string out = "[";
  for (int i = 0; i < n; ++i) out += (i == 0 ? "" : ",") + item;
  return out + "]";
}

std::vector<HostileCase> make() {
  return {
      not_json("text_is_no_json", "hello"),
      not_json("truncated_json", R"({"order_id":"o1")"),
      not_json("two_documents", order_with("") + order_with("")),
      not_json("trailing_garbage", order_with("") + "x"),
      not_json("trailing_comma", R"({"order_id":"o1",})"),
      not_json("single_quotes", "{'order_id':'o1'}"),
      not_json("bad_utf8", order_replacing("\"b1\"", "\"b\xff\"")),
      not_json("overlong_utf8", order_replacing("\"b1\"", "\"b\xc0\xaf\"")),
      not_json("lone_surrogate", order_replacing("\"b1\"", R"("\ud800")")),
      not_json("control_byte_in_a_text", order_replacing("\"b1\"", "\"b\x01\"")),
      not_json("comment_in_json", order_with("/* hi */\"note\":\"x\"")),
      not_json("nan", order_replacing("100", "NaN")),
      not_json("leading_zero", order_replacing("100", "0100")),
      field("null_body", "null", ""),
      field("array_body", "[]", ""),
      field("text_body", "\"o1\"", ""),
      field("number_body", "1", ""),
      field("empty_object", "{}", "/amount /buyer /currency /merchant /order_id"),
      field("empty_body", "", "/amount /buyer /currency /merchant /order_id"),
      not_json("too_deep", order_with(R"("device":)" + std::string(60, '[') + std::string(60, ']'))),
      field("unknown_field", order_with(R"("colour":"red")"), "/colour"),
      field("unknown_nested_field", order_with(R"("ship_to":{"planet":"Mars"})"), "/ship_to/planet"),
      field("field_of_another_case", order_with(R"("Note":"x")"), "/Note"),
      field("pointer_is_escaped", order_with(R"("a/b~c":1)"), "/a~1b~0c"),
      field("duplicate_field", order_with(R"("amount":100)"), "/amount"),
      field("duplicate_nested_field", order_with(R"("ship_to":{"country":"GB","country":"FR"})"), "/ship_to/country"),
      field("float_amount", order_replacing("100", "100.5"), "/amount"),
      field("whole_float_amount", order_replacing("100", "100.0"), "/amount"),
      field("exponent_amount", order_replacing("100", "1e2"), "/amount"),
      field("huge_exponent", order_replacing("100", "1e400"), "/amount"),
      field("text_amount", order_replacing("100", "\"100\""), "/amount"),
      field("boolean_amount", order_replacing("100", "true"), "/amount"),
      field("null_amount", order_replacing("100", "null"), "/amount"),
      field("object_amount", order_replacing("100", R"({"amount":100})"), "/amount"),
      field("negative_amount", order_replacing("100", "-1"), "/amount"),
      field("amount_past_2_53", order_replacing("100", "9007199254740992"), "/amount"),
      field("amount_past_64_bits", order_replacing("100", "18446744073709551616"), "/amount"),
      field("number_for_an_id", order_replacing("\"b1\"", "7"), "/buyer"),
      field("empty_id", order_replacing("\"b1\"", "\"\""), "/buyer"),
      field("id_with_a_slash", order_replacing("\"b1\"", "\"a/b\""), "/buyer"),
      field("id_with_a_colon", order_replacing("\"m1\"", "\"x:payable\""), "/merchant"),
      field("id_with_a_space", order_replacing("\"b1\"", "\"b 1\""), "/buyer"),
      field("id_with_a_zero_byte", order_replacing("\"b1\"", R"("b\u0000")"), "/buyer"),
      field("id_that_begins_with_a_dash", order_replacing("\"b1\"", "\"-b\""), "/buyer"),
      field("id_of_65_bytes", order_replacing("\"b1\"", "\"" + std::string(65, 'b') + "\""), "/buyer"),
      field("id_not_ascii", order_replacing("\"b1\"", "\"bücher\""), "/buyer"),
      field("lower_case_currency", order_replacing("CNY", "cny"), "/currency"),
      field("unknown_currency", order_replacing("CNY", "XXX"), "/currency"),
      field("currency_of_four", order_replacing("CNY", "CNYY"), "/currency"),
      field("unknown_scene", order_with(R"("scene":"moon")"), "/scene"),
      field("time_without_zone", order_with(R"("occurred_at":"2026-11-22T06:17:14")"), "/occurred_at"),
      field("time_with_an_offset", order_with(R"("occurred_at":"2026-11-22T06:17:14+08:00")"), "/occurred_at"),
      field("time_that_does_not_exist", order_with(R"("occurred_at":"2026-02-30T00:00:00Z")"), "/occurred_at"),
      field("time_as_a_number", order_with(R"("occurred_at":1790000000)"), "/occurred_at"),
      field("ip_that_is_none", order_with(R"("ip":"999.1.2.3")"), "/ip"),
      field("ip_with_a_port", order_with(R"("ip":"1.2.3.4:80")"), "/ip"),
      field("note_too_long", order_with(R"("note":")" + std::string(1'001, 'n') + "\""), "/note"),
      field("number_for_a_name", order_with(R"("ship_to":{"name":7})"), "/ship_to/name"),
      field("device_as_a_list", order_with(R"("device":["d1"])"), "/device"),
      field("device_without_id", order_with(R"("device":{"os":"x"})"), "/device/id"),
      field("lines_as_an_object", order_with(R"("lines":{})"), "/lines"),
      field("too_many_lines", order_with(R"("lines":)" + many(R"({"line_id":"l","amount":0})", 801)), "/lines"),
      field("line_of_unknown_kind", order_with(R"("lines":[{"line_id":"l1","kind":"gift","amount":100}])"),
            "/lines/0/kind"),
      field("item_without_a_price", order_with(R"("items":[{"sku":"s1","quantity":1}])"), "/items/0/unit_price"),
      field("item_of_quantity_zero", order_with(R"("items":[{"sku":"s1","quantity":0,"unit_price":100}])"),
            "/items/0/quantity"),
      field("signal_with_a_bad_name", order_with(R"("signals":{"Bad-Name":1})"), "/signals/Bad-Name"),
      field("signal_as_a_float", order_with(R"("signals":{"dwell":0.5})"), "/signals/dwell"),
      field("group_without_id", order_with(R"("group":{"leader":"b2"})"), "/group/id"),
      card("card_number_in_a_note", order_with(R"("note":"my card is 4111111111111111")"), "/note"),
      card("card_number_with_dashes", order_with(R"("note":"4111-1111-1111-1111")"), "/note"),
      card("card_number_with_spaces_in_an_address",
           order_with(R"("ship_to":{"address":"5500 0055 5555 5559 Main St"})"), "/ship_to/address"),
      card("card_number_as_an_id", order_replacing("\"o1\"", "\"4111111111111111\""), "/order_id"),
      card("card_number_as_payer", order_with(R"("payer":"378282246310005")"), "/payer"),
      card("card_number_in_a_signal", order_with(R"("signals":{"memo":"6011111111111117"})"), "/signals/memo"),
  };
}

}  // namespace

std::span<const HostileCase> hostile_bodies() {
  static const std::vector<HostileCase> cases = make();
  return cases;
}

}  // namespace tallygate::tests
