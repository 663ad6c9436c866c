#include "audit/receipt.hpp"

#include "audit/note_lines.hpp"

namespace tallygate::audit {
namespace {

constexpr std::string_view kReceiptFirstLine = "receipt/1";

}  // namespace

std::string sign_receipt(const Receipt& receipt, const core::SigningKey& key) {
  std::string text(kReceiptFirstLine);
  text += "\n" + receipt.origin + "\n" + std::to_string(receipt.seq) + "\n" +
          core::to_base64(core::view(receipt.leaf)) + "\n";
  return sign_note(text, receipt.origin, key);
}

std::optional<Receipt> open_receipt(std::string_view note, const Verifier& verifier) {
  const auto text = open_note(note, verifier);
  if (!text) return std::nullopt;
  std::string_view rest = *text;
  const auto first = take_line(rest), origin = take_line(rest), seq = take_line(rest), leaf = take_line(rest);
  if (!leaf || !rest.empty() || *first != kReceiptFirstLine || *origin != verifier.name) return std::nullopt;
  const auto number = decimal(*seq);
  const auto hash = base64_digest(*leaf);
  if (!number || !hash) return std::nullopt;
  return Receipt{std::string(*origin), *number, *hash};
}

std::optional<std::string> read_receipt_text(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  if (text.starts_with(kReceiptFirstLine)) return std::string(text);
  const auto begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return std::nullopt;
  return core::from_base64(text.substr(begin, text.find_last_not_of(kSpace) + 1 - begin));
}

}  // namespace tallygate::audit
