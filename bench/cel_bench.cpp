// What a rule costs: compile once, evaluate before every commit. The variables are what a default rule reads.
#include <benchmark/benchmark.h>

#include <array>
#include <string_view>
#include <vector>

#include "risk/cel/compile.hpp"
#include "risk/cel/evaluate.hpp"

namespace {

using namespace tallygate::risk::cel;  // the benchmark is about nothing else

struct Rule {
  Environment environment;
  std::vector<Value> slots;
  std::vector<Value> countries{Value::string("CN"), Value::string("DE"), Value::string("FR")};

  void declare(const char* name, Type type, Value value, bool optional = false) {
    Variable variable;
    variable.name = name;
    variable.type = type;
    variable.slot = static_cast<std::uint16_t>(slots.size());
    variable.optional = optional;
    if (environment.declare(std::move(variable))) std::abort();
    slots.push_back(value);
  }

  Rule() {
    declare("amount", Kind::integer, Value::integer(129'900));
    declare("currency", Kind::string, Value::string("CNY"));
    declare("device.emulator", Kind::boolean, Value::boolean(true));
    declare("f.declined_per_card_1h", Kind::integer, Value::integer(7));
    declare("f.amount_zscore_buyer_30d", Kind::floating, Value::floating(4.5));
    declare("ip.country", Kind::string, Value::string("DE"));
    declare("ship_to.country", Kind::string, Value::string("CN"));
    declare("occurred_at", Kind::timestamp, Value::timestamp(Instant{1'234'567'890, 0}));
    declare("at", Kind::timestamp, Value::timestamp(Instant{1'234'567'990, 0}));
    declare("coupon", Kind::string, Value(), true);
    declare("countries", Type::list(Kind::string), Value::list(countries));
    declare("note", Kind::string, Value::string("please deliver to the side door, thank you"));
  }
};

void evaluate_rule(benchmark::State& state, std::string_view source) {
  const Rule rule;
  const Compiled compiled = compile(source, rule.environment);
  if (!compiled.ok()) {
    state.SkipWithError(compiled.error().message.c_str());
    return;
  }
  Scratch scratch;
  const Activation activation{rule.slots, nullptr};
  for (auto _ : state) benchmark::DoNotOptimize(evaluate(compiled.program(), activation, scratch));
}

void explain_rule(benchmark::State& state, std::string_view source) {
  const Rule rule;
  const Compiled compiled = compile(source, rule.environment);
  Scratch scratch;
  for (auto _ : state) benchmark::DoNotOptimize(explain(compiled.program(), {rule.slots, nullptr}, scratch));
}

void compile_rule(benchmark::State& state, std::string_view source) {
  const Rule rule;
  for (auto _ : state) benchmark::DoNotOptimize(compile(source, rule.environment));
}

constexpr std::string_view kFourTerms =
    "amount > 100000 && f.declined_per_card_1h >= 5 && device.emulator && ip.country != ship_to.country";

BENCHMARK_CAPTURE(evaluate_rule, one_term, "amount > 100000");
BENCHMARK_CAPTURE(evaluate_rule, four_terms, kFourTerms);
BENCHMARK_CAPTURE(
    evaluate_rule, first_term_decides,
    "amount > 9000000 && f.declined_per_card_1h >= 5 && device.emulator && ip.country != ship_to.country");
BENCHMARK_CAPTURE(evaluate_rule, z_score, "f.amount_zscore_buyer_30d > 4.0 && amount > 1000");
BENCHMARK_CAPTURE(evaluate_rule, missing_asked_first, "has(coupon) && coupon.startsWith('NEW')");
BENCHMARK_CAPTURE(evaluate_rule, times, "at - occurred_at < duration('10m')");
BENCHMARK_CAPTURE(evaluate_rule, list_of_three, "countries.exists(c, c == ip.country)");
BENCHMARK_CAPTURE(evaluate_rule, membership, "currency in ['CNY', 'USD', 'EUR']");
BENCHMARK_CAPTURE(evaluate_rule, pattern, "note.matches('(?i)side +door')");
BENCHMARK_CAPTURE(evaluate_rule, text_functions, "note.trim().lowerAscii().indexOf('side door') >= 0");
BENCHMARK_CAPTURE(evaluate_rule, split_and_join, "note.split(' ').join('-').size() > 10");
BENCHMARK_CAPTURE(evaluate_rule, format, "'%s-%d'.format([currency, amount]) == 'CNY-129900'");
BENCHMARK_CAPTURE(evaluate_rule, greatest, "math.greatest(amount, 1000) > 100000");
BENCHMARK_CAPTURE(evaluate_rule, zone_by_name, "at.getHours('Asia/Shanghai') < 6");
BENCHMARK_CAPTURE(explain_rule, four_terms, kFourTerms);
BENCHMARK_CAPTURE(compile_rule, four_terms, kFourTerms);

}  // namespace

BENCHMARK_MAIN();
