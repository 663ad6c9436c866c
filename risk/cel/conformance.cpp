#include "risk/cel/conformance.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "risk/cel/compile.hpp"
#include "risk/cel/conformance_values.hpp"
#include "risk/cel/evaluate.hpp"
#include "risk/cel/text_proto.hpp"

namespace tallygate::risk::cel {
namespace {

// The published reasons.
constexpr std::string_view kDynamic = "left out: dyn and evaluation without a check";
constexpr std::string_view kMixed = "left out: heterogeneous values";
constexpr std::string_view kMessages = "left out: messages, Any, wrappers and enums";
constexpr std::string_view kOptional = "left out: optional values";
constexpr std::string_view kUnknown = "left out: unknowns";
constexpr std::string_view kTypeParameters = "left out: declarations with type parameters";
constexpr std::string_view kTimeZones = "not built yet: time zones by name";

struct Outcome {
  enum class Kind { passed, failed, skipped } kind = Kind::passed;
  std::string why;
};
Outcome pass() {
  return {};
}
Outcome fail(std::string why) {
  return {Outcome::Kind::failed, std::move(why)};
}
Outcome skip(std::string_view why) {
  return {Outcome::Kind::skipped, std::string(why)};
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

class Case {
 public:
  explicit Case(const ProtoMessage& test) : test_(test), expression_(test.scalar("expr")) {}

  Outcome run() {
    if (test_.has("unknown") || test_.has("any_unknowns")) return skip(kUnknown);
    if (auto skipped = declare()) return *skipped;
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

  std::optional<Outcome> declare() {
    for (const ProtoField& field : test_.fields) {
      if (field.name != "type_env") continue;
      if (auto skipped = declare_variable(field.message)) return skipped;
    }
    for (const ProtoField& field : test_.fields) {
      if (field.name != "bindings") continue;
      if (auto skipped = bind(field.message)) return skipped;
    }
    return std::nullopt;
  }

  std::optional<Outcome> declare_variable(const ProtoMessage& declaration) {
    if (const ProtoMessage* function = declaration.message("function"))
      return declare_function(std::string(declaration.scalar("name")), *function);
    const ProtoMessage* ident = declaration.message("ident");
    const ProtoMessage* type = ident != nullptr ? ident->message("type") : nullptr;
    if (type == nullptr) return fail("a declaration without a type");
    const auto known = conformance_type(*type);
    if (!known) return skip(why_left_out(*type));
    return add(std::string(declaration.scalar("name")), *known);
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
        if (!type) return skip(why_left_out(part.message));
        part.name == "params" ? function.parameters.push_back(*type) : static_cast<void>(function.result = *type);
      }
      if (auto problem = environment_.declare(std::move(function))) return fail(*problem);
    }
    return std::nullopt;
  }

  static std::string_view why_left_out(const ProtoMessage& type) {
    if (type.has("dyn")) return kDynamic;
    if (type.has("type_param")) return kTypeParameters;
    for (const ProtoField& field : type.fields) {
      for (const char* part : {"elem_type", "key_type", "value_type"})
        if (const ProtoMessage* inside = field.message.message(part); inside != nullptr && !conformance_type(*inside))
          return why_left_out(*inside);
      if (field.name == "abstract_type" && contains(field.message.scalar("name"), "optional")) return kOptional;
    }
    return kMessages;
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
    const ProtoMessage* expression_value = binding.message("value");
    if (expression_value == nullptr) return fail("a binding without a value");
    if (expression_value->has("unknown")) return skip(kUnknown);
    Value value = Value::error(ErrorCode::invalid_argument);
    if (const ProtoMessage* inside = expression_value->message("value")) {
      const auto known = conformance_value(*inside, storage_);
      if (!known) return skip(kMessages);
      value = *known;
    }
    if (environment_.variable(name) == nullptr) {
      const auto type = value.is_error() ? std::nullopt : type_of_value(value);
      if (!type) return skip(kMixed);
      if (auto problem = add(name, *type)) return problem;
    }
    if (const Variable* variable = environment_.variable(name)) slots_[variable->slot] = value;
    return std::nullopt;
  }

  Outcome refused(const CompileError& error) const {
    const std::string text = std::string(name(error.code)) + ": " + error.message;
    if (error.code == CompileCode::mixed_types) return skip(kMixed);
    if (error.code == CompileCode::left_out) {
      if (contains(error.message, "ptional")) return skip(kOptional);
      return skip(contains(error.message, "dyn") ? kDynamic : kMessages);
    }
    if (expects_error()) return pass();
    if (unchecked()) return skip(kDynamic);
    return fail("refused, " + text);
  }

  std::optional<Outcome> deduced(const ProtoMessage& typed, Type actual) const {
    const ProtoMessage* message = typed.message("deduced_type");
    if (message == nullptr) return std::nullopt;
    const auto expected = conformance_type(*message);
    if (!expected) return skip(why_left_out(*message));
    if (*expected == actual) return std::nullopt;
    return fail("deduced " + actual.text() + ", expected " + expected->text());
  }

  Outcome judge(const Value& actual) {
    if (expects_error()) return actual.is_error() ? pass() : fail("an error was expected, not " + to_text(actual));
    const ProtoMessage* expected = test_.message("value");
    if (const ProtoMessage* typed = test_.message("typed_result")) expected = typed->message("result");
    const auto wanted =
        expected != nullptr ? conformance_value(*expected, storage_) : std::optional(Value::boolean(true));
    if (!wanted) return skip(kMessages);
    if (actual.is_error() && actual.error_code() == ErrorCode::invalid_time_zone && contains(expression_, "/"))
      return skip(kTimeZones);
    if (same_result(*wanted, actual)) return pass();
    return fail(to_text(actual) + " instead of " + to_text(*wanted));
  }

  const ProtoMessage& test_;
  std::string expression_;
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

core::Result<ConformanceFile> run_conformance_text(std::string name, std::string_view text) {
  auto parsed = parse_text_proto(text);
  if (const auto* fault = std::get_if<ProtoFault>(&parsed))
    return core::failure(core::ErrorKind::invalid,
                         name + ", line " + std::to_string(fault->line) + ": " + fault->message);
  ConformanceFile file;
  file.name = std::move(name);
  for (const ProtoField& section : std::get<ProtoMessage>(parsed).fields) {
    if (section.name != "section") continue;
    for (const ProtoField& test : section.message.fields) {
      if (test.name != "test") continue;
      Outcome outcome = Case(test.message).run();
      ConformanceCase judged{
          std::string(section.message.scalar("name")) + "/" + std::string(test.message.scalar("name")),
          std::move(outcome.why)};
      if (outcome.kind == Outcome::Kind::passed)
        ++file.passed;
      else
        (outcome.kind == Outcome::Kind::failed ? file.failed : file.skipped).push_back(std::move(judged));
    }
  }
  return file;
}

core::Result<std::vector<ConformanceFile>> run_conformance(std::span<const std::string> paths) {
  std::vector<ConformanceFile> files;
  for (const std::string& path : paths) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return core::failure(core::ErrorKind::not_found, "The file " + path + " cannot be read.");
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    std::string name = path.substr(path.rfind('/') + 1);
    auto file = run_conformance_text(name.substr(0, name.find('.')), text);
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

}  // namespace tallygate::risk::cel
