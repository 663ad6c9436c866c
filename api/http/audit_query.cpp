#include "api/http/audit_query.hpp"

#include <array>
#include <charconv>

#include "api/http/form.hpp"
#include "api/http/reads.hpp"
#include "api/http/responses.hpp"
#include "core/ids.hpp"
#include "core/posting.hpp"

namespace tallygate::http {
namespace {

// Fills the query from one family of parameters each; false with the name of the one at fault.
struct Reader {
  const Form& form;
  audit::Query& out;
  std::string_view fault, why;

  bool fail(std::string_view name, std::string_view because) {
    fault = name;
    why = because;
    return false;
  }

  bool subjects() {
    for (const std::string_view kind : {"order", "party", "payment"}) {
      const auto id = form.find(kind);
      if (!id) continue;
      if (!core::valid_id(*id)) return fail(kind, "An id is [A-Za-z0-9][A-Za-z0-9._-]{0,63}.");
      out.subjects.push_back(std::string(kind) + ":" + std::string(*id));
    }
    const auto account = form.find("account");
    if (!account) return true;
    if (account->empty() || account->size() > core::kAccountNameMax)
      return fail("account", "An account name has 1 to 160 bytes.");
    out.subjects.push_back("account:" + std::string(*account));
    return true;
  }

  bool kinds() {
    if (const auto actor = form.find("actor")) out.actor = std::string(*actor);
    if (const auto type = form.find("type")) {
      out.type = core::record_type_named(*type);
      if (!out.type) return fail("type", "There is no such record type.");
    }
    if (const auto outcome = form.find("outcome")) {
      if (*outcome != "allow" && *outcome != "challenge" && *outcome != "review" && *outcome != "block")
        return fail("outcome", "An outcome is allow, challenge, review or block.");
      out.outcome = std::string(*outcome);
    }
    return true;
  }

  bool times() {
    for (const auto& [name, where] : {std::pair{"from", &out.from}, std::pair{"to", &out.to}}) {
      const auto text = form.find(name);
      if (!text) continue;
      *where = core::parse_time(*text);
      if (!*where) return fail(name, "A time is RFC 3339, UTC.");
    }
    if (out.from && out.to && *out.from > *out.to) return fail("to", "`to` is before `from`.");
    return true;
  }
};

}  // namespace

std::optional<std::uint64_t> parse_position(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() ||
      value > static_cast<std::uint64_t>(core::kAmountMax) || (text.size() > 1 && text.front() == '0'))
    return std::nullopt;  // one way to write a position: no leading zero
  return value;
}

std::optional<audit::Query> read_audit_query(std::string_view query, https::Response& refusal) {
  const std::optional<Form> form = Form::parse(query);
  const std::optional<Page> page = read_page(form, refusal);
  if (!page) return std::nullopt;
  audit::Query out;
  out.limit = page->limit;
  Reader reader{*form, out, {}, {}};
  if (!page->cursor.empty()) {
    const auto after = parse_position(page->cursor);
    if (!after) {
      refusal = query_problem("cursor", "This is no cursor of ours.");
      return std::nullopt;
    }
    out.after = *after;
  }
  if (!reader.subjects() || !reader.kinds() || !reader.times()) {
    refusal = query_problem(reader.fault, reader.why);
    return std::nullopt;
  }
  return out;
}

}  // namespace tallygate::http
