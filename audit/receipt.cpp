#include "audit/receipt.hpp"

#include "audit/note_lines.hpp"

namespace tallygate::audit {
namespace {

constexpr std::string_view kReceiptFirstLine = "receipt/1";

std::string receipt_text(const Receipt& receipt) {
  return std::string(kReceiptFirstLine) + "\n" + receipt.origin + "\n" + std::to_string(receipt.seq) + "\n" +
         core::to_base64(core::view(receipt.leaf)) + "\n";
}

std::optional<Receipt> parse_receipt_text(std::string_view rest) {
  const auto first = take_line(rest), origin = take_line(rest), seq = take_line(rest), leaf = take_line(rest);
  if (!leaf || !rest.empty() || *first != kReceiptFirstLine) return std::nullopt;
  const auto number = decimal(*seq);
  const auto hash = base64_digest(*leaf);
  if (!number || !hash) return std::nullopt;
  return Receipt{std::string(*origin), *number, *hash};
}

}  // namespace

std::string sign_receipt(const Receipt& receipt, const core::SigningKey& key) {
  return sign_note(receipt_text(receipt), receipt.origin, key);
}

std::string sign_receipt(const Receipt& receipt, std::span<const NoteSigner> signers) {
  return sign_note(receipt_text(receipt), signers);
}

std::optional<Receipt> claimed_receipt(std::string_view note) {
  const auto parts = split_note(note);
  return parts ? parse_receipt_text(parts->text) : std::nullopt;
}

std::optional<Receipt> open_receipt(std::string_view note, const Verifier& verifier) {
  const auto text = open_note(note, verifier);
  auto receipt = text ? parse_receipt_text(*text) : std::nullopt;
  if (receipt && receipt->origin != verifier.name) return std::nullopt;
  return receipt;
}

std::optional<std::string> read_receipt_text(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  if (text.starts_with(kReceiptFirstLine)) return std::string(text);
  const auto begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return std::nullopt;
  return core::from_base64(text.substr(begin, text.find_last_not_of(kSpace) + 1 - begin));
}

}  // namespace tallygate::audit
