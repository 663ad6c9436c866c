#include "api/app/witnesses.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <thread>

#include "audit/cosignature.hpp"
#include "audit/witness.hpp"

namespace tallygate::app {
namespace {

// The size in the body of a 409: decimal and a newline.
std::optional<std::uint64_t> size_in(const std::string& body) {
  std::uint64_t size = 0;
  const auto [end, failed] = std::from_chars(body.data(), body.data() + body.size(), size);
  if (failed != std::errc() || std::string_view(end, body.data() + body.size()) != "\n") return std::nullopt;
  return size;
}

// The one line of the answer that is the witness's and holds; an answer may carry lines of other keys of its own.
std::optional<std::string> cosignature_in(const std::string& body, const std::string& note,
                                          const audit::Verifier& verifier) {
  for (std::size_t at = 0, end = 0; (end = body.find('\n', at)) != std::string::npos; at = end + 1) {
    std::string line = body.substr(at, end + 1 - at);
    if (audit::cosigned_at(note + line, verifier)) return line;
  }
  return std::nullopt;
}

// The note without the lines of witnesses: what is asked for is not what was given before. The log's own lines, of
// which there are two while its keys overlap, bear its origin.
std::string bare(const std::string& note, const std::string& origin) {
  const auto parts = audit::split_note(note);
  if (!parts) return note;
  std::string own(parts->text);
  own += '\n';
  for (const audit::SignatureLine& line : parts->signatures)
    if (line.name == origin) own += audit::signature_line(line.name, line.blob);
  return own;
}

}  // namespace

bool Witnesses::enough(const std::string& note) const {
  const auto has_cosigned = [&](const WitnessConfig& one) {
    return audit::cosigned_at(note, one.verifier).has_value();
  };
  return static_cast<std::size_t>(std::ranges::count_if(config_.all, has_cosigned)) >= quorum();
}

std::vector<WitnessAnswer> Witnesses::ask(const std::string& tenant, const std::string& note,
                                          const audit::Checkpoint& checkpoint) {
  const std::string own = bare(note, checkpoint.origin);
  std::vector<WitnessAnswer> answers(config_.all.size());
  std::vector<std::uint64_t*> held;
  for (auto& of_tenant : held_) held.push_back(&of_tenant.try_emplace(tenant, checkpoint.size).first->second);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < answers.size(); ++i)
    threads.emplace_back([&, i] {
      answers[i] = ask_one(config_.all[i], *held[i], tenant, own, checkpoint);
      answers[i].witness = config_.all[i].url;
    });
  for (std::thread& thread : threads) thread.join();
  return answers;
}

WitnessAnswer Witnesses::ask_one(const WitnessConfig& witness, std::uint64_t& held, const std::string& tenant,
                                 const std::string& note, const audit::Checkpoint& checkpoint) {
  using Kind = WitnessAnswer::Kind;
  WitnessAnswer answer;
  auto url = https::parse_https_url(witness.url);
  if (!url) {
    answer.why = "its URL is not one";
    return answer;
  }
  url->path += url->path.ends_with('/') ? "add-checkpoint" : "/add-checkpoint";
  const https::ClientLimits limits{.timeout = config_.timeout};
  std::uint64_t old_size = std::min(held, checkpoint.size);
  for (int attempt = 0; attempt < 2; ++attempt) {
    auto proof = maker_.consistency(tenant, old_size, checkpoint.size);
    if (!proof) {
      answer.why = proof.error().message;
      return answer;
    }
    const std::string body = audit::write_add_checkpoint({old_size, std::move(*proof), note});
    const auto reply = https::post(*url, witness.ca_file, "text/plain; charset=utf-8", body, limits, answer.why);
    if (!reply) return answer;
    if (reply->status == 200) {
      const auto line = cosignature_in(reply->body, note, witness.verifier);
      answer.held = old_size;
      held = checkpoint.size;
      if (!line) {
        answer.why = "its cosignature does not hold under its key";
        return answer;
      }
      answer.kind = Kind::cosigned;
      answer.line = *line;
      return answer;
    }
    const auto latest = reply->status == 409 ? size_in(reply->body) : std::nullopt;
    if (latest) held = answer.held = *latest;
    if (latest && *latest > checkpoint.size) {
      answer.kind = Kind::ahead;
      answer.why = "it has cosigned " + std::to_string(*latest) + " records";
      return answer;
    }
    const bool other_root = latest && *latest == old_size && old_size == checkpoint.size;
    if (other_root || (reply->status == 422 && old_size > 0)) {
      answer.kind = Kind::forked;
      answer.held = old_size;
      answer.why = "it has cosigned another history of " + std::to_string(old_size) + " records";
      return answer;
    }
    if (!latest || *latest == old_size) {
      answer.why = "it answered " + std::to_string(reply->status);
      return answer;
    }
    old_size = *latest;
  }
  answer.why = "what it holds changes faster than it can be asked";
  return answer;
}

}  // namespace tallygate::app
