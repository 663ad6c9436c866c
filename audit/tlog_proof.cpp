#include "audit/tlog_proof.hpp"

#include <algorithm>

#include "audit/note_lines.hpp"
#include "core/bytes.hpp"

namespace tallygate::audit {
namespace {

constexpr std::string_view kProofFirstLine = "c2sp.org/tlog-proof@v1";
constexpr std::size_t kBytesMax = 1 << 20;

std::optional<std::string_view> after(std::string_view word, std::string_view line) {
  if (!line.starts_with(word)) return std::nullopt;
  return line.substr(word.size());
}

}  // namespace

std::string write_tlog_proof(const TlogProof& proof) {
  std::string out(kProofFirstLine);
  if (proof.extra) out.append("\nextra ").append(core::to_base64(*proof.extra));
  out.append("\nindex ").append(std::to_string(proof.index)).append("\n");
  for (const core::Digest& hash : proof.hashes) out.append(core::to_base64(core::view(hash))).append("\n");
  return out.append("\n").append(proof.checkpoint);
}

std::optional<TlogProof> parse_tlog_proof(std::string_view text) {
  if (text.size() > kBytesMax || take_line(text) != kProofFirstLine) return std::nullopt;
  TlogProof out;
  auto line = take_line(text);
  if (!line) return std::nullopt;
  if (const auto extra = after("extra ", *line)) {
    auto bytes = core::from_base64(*extra);
    if (!bytes) return std::nullopt;
    out.extra = std::move(*bytes);
    line = take_line(text);
    if (!line) return std::nullopt;
  }
  const auto digits = after("index ", *line);
  const auto index = digits ? decimal(*digits) : std::nullopt;
  if (!index) return std::nullopt;
  out.index = *index;
  for (line = take_line(text); line && !line->empty(); line = take_line(text)) {
    const auto bytes = core::from_base64(*line);
    if (!bytes || bytes->size() != sizeof(core::Digest) || out.hashes.size() == kProofHashesMax) return std::nullopt;
    std::ranges::copy(*bytes, reinterpret_cast<char*>(out.hashes.emplace_back().data()));
  }
  if (!line || text.empty()) return std::nullopt;
  out.checkpoint = text;
  return out;
}

}  // namespace tallygate::audit
