// What a piece of a channel's statement must satisfy beyond its single fields.
#include <gtest/gtest.h>

#include "core/body_codec.hpp"

namespace tallygate::core {
namespace {

// The first field at fault, and how.
std::string fault_of(const std::string& rows, const std::string& more = {}) {
  BodyReader reader;
  Body body;
  const auto errors = reader.read(
      Operation::channel_statement,
      R"({"piece":1,"rows":[)" + rows + R"(],"source":"x","statement_id":"s1")" + more + "}", Form::wire, body);
  return errors.errors.empty() ? std::string("none") : errors.errors[0].pointer + " " + errors.errors[0].code;
}

TEST(StatementBodies, SayWhatTheirRowsAreAbout) {
  EXPECT_EQ(fault_of(R"({"amount":-1,"currency":"CNY","kind":"fee"})"), "none");
  EXPECT_EQ(fault_of(""), "/rows required");
  EXPECT_EQ(fault_of(R"({"amount":1,"currency":"CNY","kind":"payment"})"), "/rows/0/id required");
  EXPECT_EQ(fault_of(R"({"amount":9007199254740991,"currency":"CNY","fee":-1,"kind":"fee"})"),
            "/rows/0/fee out_of_range");
  EXPECT_EQ(fault_of(R"({"amount":1,"currency":"CNY","kind":"fee"})", R"(,"file_sha256":"AA")"),
            "/file_sha256 bad_value");
}

}  // namespace
}  // namespace tallygate::core
