// What a payment in another currency must satisfy beyond its single fields: facts too, before anything is recorded.
#include <gtest/gtest.h>

#include "core/body_codec.hpp"

namespace tallygate::core {
namespace {

FieldError charge_fault(const std::string& charge, const std::string& more = {}) {
  BodyReader reader;
  Body body;
  const auto errors = reader.read(
      Operation::order_pay,
      R"({"amount":100,"channel":"card","currency":"CNY","payment_id":"p1","charge":{)" + charge + "}" + more + "}",
      Form::wire, body);
  return errors.errors.empty() ? FieldError{"none", "", ""} : errors.errors[0];
}
std::string charge_fault_at(const std::string& charge, const std::string& more = {}) {
  const FieldError fault = charge_fault(charge, more);
  return fault.pointer + " " + fault.code;
}
std::string at_14_percent(std::string_view amount, std::string_view currency = "USD") {
  return R"("amount":)" + std::string(amount) + R"(,"currency":")" + std::string(currency) +
         R"(","rate":{"den":100,"num":14},"source":"s")";
}

TEST(ChargeBodies, AreWhatTheirRateSays) {
  EXPECT_EQ(charge_fault_at(at_14_percent("14")), "none ");
  EXPECT_EQ(charge_fault_at(at_14_percent("13")), "/charge/amount amount_mismatch");
  EXPECT_EQ(charge_fault_at(at_14_percent("15"), R"(,"reported":true)"), "/charge/amount amount_mismatch");
  EXPECT_EQ(charge_fault(at_14_percent("15")).detail, "100 CNY at 14/100 are 14 USD, not 15 USD.");
  EXPECT_EQ(charge_fault(R"("amount":1,"currency":"USD","rate":{"den":1,"num":9007199254740991},"source":"s")").detail,
            "100 CNY at 9007199254740991/1 are 900719925474099100 USD, not 1 USD.");
}

TEST(ChargeBodies, AreOfSomethingInAnotherCurrency) {
  EXPECT_EQ(charge_fault_at(at_14_percent("14", "CNY")), "/charge/currency bad_value");
  EXPECT_EQ(charge_fault_at(R"("amount":0,"currency":"USD","rate":{"den":101,"num":1},"source":"s")"),
            "/charge/amount out_of_range");
}

TEST(ChargeBodies, SayTheirRateAndItsSource) {
  EXPECT_EQ(charge_fault_at(R"("amount":14,"currency":"USD","rate":{"den":0,"num":14},"source":"s")"),
            "/charge/rate/den out_of_range");
  EXPECT_EQ(charge_fault_at(R"("amount":14,"currency":"USD","rate":{"den":100,"num":14})"), "/charge/source required");
  EXPECT_EQ(charge_fault_at(R"("amount":14,"currency":"USD","source":"s")"), "/charge/rate required");
}

}  // namespace
}  // namespace tallygate::core
