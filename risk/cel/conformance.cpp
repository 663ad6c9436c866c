#include "risk/cel/conformance.hpp"

#include <array>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

#include "risk/cel/compile.hpp"
#include "risk/cel/conformance_needs.hpp"
#include "risk/cel/conformance_values.hpp"
#include "risk/cel/evaluate.hpp"
#include "risk/cel/text_proto.hpp"

namespace tallygate::risk::cel {
namespace {

struct Outcome {
  enum class Kind { passed, failed, skipped } kind = Kind::passed;
  std::string why;
  LeftOut left_out = LeftOut::dyn;  // when skipped
};
Outcome pass() {
  return {};
}
Outcome fail(std::string why) {
  return {Outcome::Kind::failed, std::move(why), {}};
}
Outcome skip(Need need) {
  return {Outcome::Kind::skipped, std::move(need.detail), need.what};
}

class Case {
 public:
  explicit Case(const ProtoMessage& test) : test_(test), expression_(test.scalar("expr")) {}

  Outcome run() {
    if (test_.has("unknown") || test_.has("any_unknowns")) return skip({LeftOut::unknowns, "an unknown is expected"});
    if (auto wrong = declare()) return *wrong;
    if (missing_) return skip(need_of_expression(expression_, declared_).value_or(*missing_));
    CompileOptions options;
    options.container = test_.scalar("container");
    Compiled compiled = compile(expression_, environment_, options);
    if (!compiled.ok()) return refused(compiled.error());
    if (const ProtoMessage* typed = test_.message("typed_result")) {
      if (auto wrong = deduced(*typed, compiled.program().result_type())) return *wrong;
    }
    if (test_.scalar("check_only") == "true") return pass();
    const Activation activation{slots_, nullptr};
    return judge(evaluate(compiled.program(), activation, scratch_));
  }

 private:
  bool expects_error() const { return test_.has("eval_error") || test_.has("any_eval_errors"); }
  bool unchecked() const { return test_.scalar("disable_check") == "true"; }

  // Declares and binds what the test does; `missing_` is the first thing that the subset has no type or value for.
  std::optional<Outcome> declare() {
    for (const ProtoField& field : test_.fields) {
      if (field.name != "type_env") continue;
      declared_.insert(std::string(field.message.scalar("name")));
      if (auto wrong = declare_one(field.message)) return wrong;
    }
    for (const ProtoField& field : test_.fields) {
      if (field.name != "bindings") continue;
      if (auto wrong = bind(field.message)) return wrong;
    }
    return std::nullopt;
  }

  // What is not left out and could not be read all the same is our fault.
  std::optional<Outcome> miss(std::optional<Need> need) {
    if (!need) return fail("a type or value of the test cannot be read");
    if (!missing_) missing_ = std::move(need);
    return std::nullopt;
  }

  std::optional<Outcome> declare_one(const ProtoMessage& declaration) {
    if (const ProtoMessage* function = declaration.message("function"))
      return declare_function(std::string(declaration.scalar("name")), *function);
    const ProtoMessage* ident = declaration.message("ident");
    const ProtoMessage* type = ident != nullptr ? ident->message("type") : nullptr;
    if (type == nullptr) return fail("a declaration without a type");
    const auto known = conformance_type(*type);
    if (known) return add(std::string(declaration.scalar("name")), *known);
    return miss(need_of_type(*type));
  }

  // Such functions have no meaning, only types: calling one is an error, which tests of types never do.
  std::optional<Outcome> declare_function(const std::string& name, const ProtoMessage& message) {
    for (const ProtoField& overload : message.fields) {
      if (overload.name != "overloads") continue;
      Function function;
      function.name = name;
      function.member = overload.message.scalar("is_instance_function") == "true";
      function.call = [](std::span<const Value>, Scratch&) { return Value::error(ErrorCode::invalid_argument); };
      for (const ProtoField& part : overload.message.fields) {
        if (part.name != "params" && part.name != "result_type") continue;
        const auto type = conformance_type(part.message);
        if (!type) return miss(need_of_type(part.message));
        part.name == "params" ? function.parameters.push_back(*type) : static_cast<void>(function.result = *type);
      }
      if (auto problem = environment_.declare(std::move(function))) return fail(*problem);
    }
    return std::nullopt;
  }

  std::optional<Outcome> add(std::string name, Type type) {
    if (name == "true" || name == "false" || name == "null")
      return std::nullopt;  // words of the language: nothing can name such a variable
    Variable variable;
    variable.name = std::move(name);
    variable.type = type;
    variable.slot = static_cast<std::uint16_t>(slots_.size());
    if (auto problem = environment_.declare(std::move(variable))) return fail(*problem);
    slots_.emplace_back();
    return std::nullopt;
  }

  std::optional<Outcome> bind(const ProtoMessage& binding) {
    const std::string name(binding.scalar("key"));
    declared_.insert(name);
    const ProtoMessage* expression_value = binding.message("value");
    if (expression_value == nullptr) return fail("a binding without a value");
    if (expression_value->has("unknown")) return miss(Need{LeftOut::unknowns, "a bound unknown"});
    Value value = Value::error(ErrorCode::invalid_argument);
    if (const ProtoMessage* inside = expression_value->message("value")) {
      const auto known = conformance_value(*inside, storage_);
      if (!known) return miss(need_of_value(*inside));
      value = *known;
    }
    if (environment_.variable(name) == nullptr) {
      const auto type = value.is_error() ? std::nullopt : type_of_value(value);
      if (!type) return miss(Need{LeftOut::heterogeneous, "a bound value of mixed types"});
      if (auto wrong = add(name, *type)) return wrong;
    }
    if (const Variable* variable = environment_.variable(name)) slots_[variable->slot] = value;
    return std::nullopt;
  }

  static Outcome skipped_for(std::optional<Need> need) {
    return need ? skip(*std::move(need)) : fail("what the test expects cannot be read");
  }

  // A refusal is right where an error is expected and the types are what is wrong. That a name is not known would
  // also be said of something that is not built: it counts as the expected error only for a test of just that.
  Outcome refused(const CompileError& error) const {
    if (auto need = need_of_expression(expression_, declared_)) return skip(*std::move(need));
    if (error.code == CompileCode::mixed_types) return skip({LeftOut::heterogeneous, error.message});
    const bool unknown_name = error.code == CompileCode::unknown_name;
    if (expects_error() && (!unknown_name || names_are_expected_unknown())) return pass();
    if (unchecked() && !expects_error() && (!unknown_name || can_absorb(expression_)))
      return skip({LeftOut::dyn, "evaluated without a check: " + error.message});
    return fail("refused, " + std::string(name(error.code)) + ": " + error.message);
  }

  bool names_are_expected_unknown() const {
    constexpr std::array<std::string_view, 6> kWords{"undeclared", "unbound", "unknown",
                                                     "no such",    "no_such", "no matching"};
    const ProtoMessage* expected = test_.message("eval_error");
    if (expected == nullptr) return false;
    for (const ProtoField& one : expected->fields)
      for (const std::string_view word : kWords)
        if (one.message.scalar("message").find(word) != std::string_view::npos) return true;
    return false;
  }

  std::optional<Outcome> deduced(const ProtoMessage& typed, Type actual) const {
    const ProtoMessage* message = typed.message("deduced_type");
    if (message == nullptr) return std::nullopt;
    const auto expected = conformance_type(*message);
    if (!expected) return skipped_for(need_of_type(*message));
    if (*expected == actual) return std::nullopt;
    return fail("deduced " + actual.text() + ", expected " + expected->text());
  }

  Outcome judge(const Value& actual) {
    if (expects_error()) return actual.is_error() ? pass() : fail("an error was expected, not " + to_text(actual));
    const ProtoMessage* expected = test_.message("value");
    if (const ProtoMessage* typed = test_.message("typed_result")) expected = typed->message("result");
    const auto wanted =
        expected != nullptr ? conformance_value(*expected, storage_) : std::optional(Value::boolean(true));
    if (!wanted) return skipped_for(need_of_value(*expected));
    if (same_result(*wanted, actual)) return pass();
    return fail(to_text(actual) + " instead of " + to_text(*wanted));
  }

  const ProtoMessage& test_;
  std::string expression_;
  std::set<std::string> declared_;
  std::optional<Need> missing_;
  Environment environment_;
  std::vector<Value> slots_;
  ConformanceStorage storage_;
  Scratch scratch_;
};

std::string counts(std::string_view name, std::size_t passed, std::size_t failed, std::size_t skipped) {
  return std::string(name) + ": " + std::to_string(passed) + " passed, " + std::to_string(failed) + " failed, " +
         std::to_string(skipped) + " skipped";
}

}  // namespace

namespace {

void run_section(const ProtoMessage& section, ConformanceFile& file) {
  for (const ProtoField& part : section.fields) {
    if (part.name == "section") run_section(part.message, file);
    if (part.name != "test") continue;
    Outcome outcome = Case(part.message).run();
    ConformanceCase judged{std::string(section.scalar("name")) + "/" + std::string(part.message.scalar("name")),
                           std::move(outcome.why),
                           {}};
    if (outcome.kind == Outcome::Kind::skipped) judged.reason = code_of(outcome.left_out);
    if (outcome.kind == Outcome::Kind::passed)
      ++file.passed;
    else
      (outcome.kind == Outcome::Kind::failed ? file.failed : file.skipped).push_back(std::move(judged));
  }
}

}  // namespace

core::Result<ConformanceFile> run_conformance_text(std::string name, std::string_view text) {
  auto parsed = parse_text_proto(text);
  if (const auto* fault = std::get_if<ProtoFault>(&parsed))
    return core::failure(core::ErrorKind::invalid,
                         name + ", line " + std::to_string(fault->line) + ": " + fault->message);
  ConformanceFile file;
  file.name = std::move(name);
  for (const ProtoField& section : std::get<ProtoMessage>(parsed).fields)
    if (section.name == "section") run_section(section.message, file);
  return file;
}

core::Result<std::vector<ConformanceFile>> run_conformance(std::span<const std::string> paths) {
  std::vector<ConformanceFile> files;
  for (const std::string& path : paths) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return core::failure(core::ErrorKind::not_found, "The file " + path + " cannot be read.");
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    auto file = run_conformance_text(path, text);
    if (!file) return file.error();
    files.push_back(*std::move(file));
  }
  return files;
}

std::string conformance_line(const ConformanceFile& file) {
  return counts(file.name, file.passed, file.failed.size(), file.skipped.size());
}

std::string conformance_report(std::span<const ConformanceFile> files) {
  std::string out;
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t skipped = 0;
  for (const ConformanceFile& file : files) {
    out += conformance_line(file) + "\n";
    passed += file.passed;
    failed += file.failed.size();
    skipped += file.skipped.size();
  }
  return out + counts("total", passed, failed, skipped) + "\n";
}

std::string conformance_skips(std::span<const ConformanceFile> files) {
  std::string out = "file\ttest\treason\tdetail\n";
  for (const ConformanceFile& file : files) {
    const std::string short_name = file.name.substr(file.name.rfind('/') + 1);
    for (const ConformanceCase& skipped : file.skipped)
      out += short_name + "\t" + skipped.name + "\t" + skipped.reason + "\t" + skipped.why + "\n";
  }
  return out;
}

}  // namespace tallygate::risk::cel
