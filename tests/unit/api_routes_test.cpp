#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <set>

#include "api/http/openapi.hpp"
#include "api/http/routes.hpp"
#include "core/outcome.hpp"

namespace tallygate::http {
namespace {

TEST(Routes, EveryRouteFindsItself) {
  for (const Route& route : routes()) {
    std::string path(route.pattern);
    for (std::size_t brace = path.find('{'); brace != std::string::npos; brace = path.find('{'))
      path.replace(brace, path.find('}') - brace + 1, "x1");
    const Match match = match_route(route.method, path);
    ASSERT_EQ(match.route, &route) << route.method << " " << path;
    EXPECT_EQ(match.id, path == route.pattern ? "" : "x1");
    EXPECT_EQ(match.rest, route.pattern.find("{+") == std::string_view::npos ? "" : "x1");
  }
}

TEST(Routes, ACommandTakesItsOperationsScope) {
  for (const Route& route : routes())
    if (route.op == core::Operation::order_override) {
      EXPECT_EQ(route.scopes, ScopeSet({Scope::risk_write, Scope::risk_approve}));  // a line of a batch: risk:write
    } else if (route.op) {
      EXPECT_EQ(route.scopes, scopes_for(*route.op)) << route.pattern;
    }
}

TEST(Routes, EveryOperationThatIsNotTheOperatorsHasARoute) {
  using core::Operation;
  const std::set<Operation> not_over_https = {Operation::client_add, Operation::client_revoke, Operation::clock_live,
                                              Operation::batch_atomic};
  for (const core::OperationTraits& operation : core::operations()) {
    const bool routed = std::ranges::any_of(routes(), [&](const Route& r) { return r.op == operation.op; });
    EXPECT_NE(routed, not_over_https.contains(operation.op)) << operation.name;
  }
}

TEST(Routes, APathIdIsTakenWhereTheOperationHasOne) {
  for (const Route& route : routes())
    if (route.op) {
      EXPECT_EQ(core::traits(*route.op).has_path_id, route.pattern.find('{') != std::string_view::npos)
          << route.pattern;
    }
}

struct Lookup {
  const char* name;
  const char* method;
  const char* path;
  const char* allow;  // of a 405; null: 404
};
const Lookup kMisses[] = {
    {"root", "GET", "/", nullptr},
    {"empty", "GET", "", nullptr},
    {"unknown", "GET", "/v1/nothing", nullptr},
    {"trailing_slash", "GET", "/v1/orders/o1/", nullptr},
    {"empty_id", "GET", "/v1/orders/", nullptr},
    {"doubled_slash", "GET", "/v1//orders", nullptr},
    {"upper_case", "GET", "/V1/orders/o1", nullptr},
    {"deeper", "GET", "/v1/orders/o1/payments/p1", nullptr},
    {"dot_dot", "GET", "/v1/orders/../orders", nullptr},
    {"delete_order", "DELETE", "/v1/orders/o1", "GET, HEAD"},
    {"get_orders", "GET", "/v1/orders", "POST"},
    {"post_party", "POST", "/v1/parties/p1", "PUT, GET, HEAD"},
    {"lower_case_method", "get", "/v1/orders/o1", "GET, HEAD"},
    {"options", "OPTIONS", "/v1/settings", "GET, HEAD, PUT"},
    {"no_tile", "GET", "/tlog/shop/tile/", nullptr},
    {"put_a_tile", "PUT", "/tlog/shop/tile/entries/000", "GET, HEAD"},
};
class RouteMiss : public testing::TestWithParam<Lookup> {};
TEST_P(RouteMiss, SaysWhatIsAllowed) {
  const Match match = match_route(GetParam().method, GetParam().path);
  EXPECT_EQ(match.route, nullptr);
  EXPECT_EQ(match.allow, GetParam().allow == nullptr ? "" : GetParam().allow);
}
INSTANTIATE_TEST_SUITE_P(Misses, RouteMiss, testing::ValuesIn(kMisses),
                         [](const auto& i) { return std::string(i.param.name); });

TEST(Routes, DecodeAnAccountsName) {
  EXPECT_EQ(match_route("GET", "/v1/accounts/liabilities%3Aescrow").id, "liabilities:escrow");
  EXPECT_EQ(match_route("GET", "/v1/accounts/liabilities:escrow/entries").id, "liabilities:escrow");
  EXPECT_EQ(match_route("GET", "/v1/orders/%zz").id, "%zz");
}

TEST(Routes, TheRestOfAPathKeepsItsSlashes) {
  const Match tile = match_route("GET", "/tlog/shop/tile/0/x001/234.p/5");
  EXPECT_EQ(tile.route->action, Action::tlog_tile);
  EXPECT_EQ(tile.id, "shop");
  EXPECT_EQ(tile.rest, "0/x001/234.p/5");
  EXPECT_EQ(match_route("GET", "/tlog/shop/tile/entries/x001/234").route->action, Action::tlog_entries);
}

class OpenApi : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(parser_.parse(simdjson::padded_string(openapi_document())).get(document_), simdjson::SUCCESS);
  }
  simdjson::dom::parser parser_;
  simdjson::dom::element document_;
};

TEST_F(OpenApi, DescribesEveryRouteAndNothingElse) {
  std::size_t described = 0;
  for (const auto path : document_["paths"].get_object())
    for (const auto method : path.value.get_object()) {
      std::string upper(method.key);
      std::ranges::transform(upper, upper.begin(), [](char c) { return static_cast<char>(c - 32); });
      const bool there = std::ranges::any_of(
          routes(), [&](const Route& r) { return r.method == upper && openapi_path(r) == path.key; });
      EXPECT_TRUE(there) << upper << " " << path.key;
      ++described;
    }
  EXPECT_EQ(described, routes().size());
}

TEST_F(OpenApi, NamesEachCallOnce) {
  std::set<std::string> names;
  for (const Route& route : routes()) EXPECT_TRUE(names.insert(operation_id(route)).second) << operation_id(route);
}

TEST_F(OpenApi, GivesEveryCommandItsFields) {
  simdjson::dom::element order;
  ASSERT_EQ(document_.at_pointer("/paths/~1v1~1orders/post/requestBody/content/application~1json/schema").get(order),
            simdjson::SUCCESS);
  EXPECT_FALSE(order["additionalProperties"].get_bool().value());
  EXPECT_EQ(order["properties"]["buyer"]["pattern"].get_string().value(), "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$");
  EXPECT_EQ(order["properties"]["lines"]["maxItems"].get_int64().value(), 800);
  std::set<std::string_view> required;
  for (const auto name : order["required"].get_array()) required.insert(name.get_string().value());
  EXPECT_EQ(required, (std::set<std::string_view>{"amount", "buyer", "currency", "merchant", "order_id"}));
}

TEST_F(OpenApi, ListsEveryErrorCode) {
  std::size_t errors = 0;
  for ([[maybe_unused]] const auto code :
       document_.at_pointer("/components/schemas/Problem/properties/code/enum").get_array())
    ++errors;
  const auto expected = std::ranges::count_if(core::codes(), [](const core::CodeTraits& c) { return c.status >= 400; });
  EXPECT_EQ(errors, static_cast<std::size_t>(expected));
}

}  // namespace
}  // namespace tallygate::http
