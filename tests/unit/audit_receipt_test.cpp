#include <gtest/gtest.h>

#include "audit/receipt.hpp"
#include "core/bytes.hpp"
#include "tests/support/known_vectors.hpp"

namespace tallygate::audit {
namespace {

using tests::known_key;

const std::string kLedgerOrigin = "example.com/ledger1";
// Signed with OpenSSL: record 5 of RFC 6962's reference tree.
const std::string kKnown =
    "receipt/1\nexample.com/ledger1\n5\nQnGia+DYqE8L1UyMMC58s6O10fpngKQLzOKHNHfatlg=\n\n\xE2\x80\x94 "
    "example.com/ledger1 "
    "enwM+q9k0dCyM8szzqx/lwnDVjUQc+3q+zlTk8lW2EdXlzsXIY2eT9LpJjcdvUui6y5eny6DHDgKuyf1DEJWV+qwRAE=\n";
Receipt known() {
  return {kLedgerOrigin, 5, core::leaf_hash(*core::from_hex("40414243"))};
}
Verifier verifier() {
  return {kLedgerOrigin, known_key().public_key()};
}

TEST(Receipt, IsWrittenByteForByte) {
  EXPECT_EQ(sign_receipt(known(), known_key()), kKnown);
  const auto opened = open_receipt(kKnown, verifier());
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->seq, 5U);
  EXPECT_EQ(opened->leaf, known().leaf);
}

TEST(Receipt, IsReadAsItselfOrAsAnAnswerCarriesIt) {
  EXPECT_EQ(read_receipt_text(kKnown), kKnown);
  EXPECT_EQ(read_receipt_text(core::to_base64(kKnown)), kKnown);
  EXPECT_EQ(read_receipt_text("  " + core::to_base64(kKnown) + "\r\n"), kKnown);
  EXPECT_FALSE(read_receipt_text(" \n"));
  EXPECT_FALSE(read_receipt_text("not base64!"));
}

TEST(Receipt, IsNothingElseThatTheKeySigned) {
  const auto signed_text = [](const std::string& text) { return sign_note(text, kLedgerOrigin, known_key()); };
  const std::string leaf = core::to_base64(core::view(known().leaf)) + "\n";
  const std::string cases[] = {"receipt/2\n" + kLedgerOrigin + "\n5\n" + leaf,
                               "receipt/1\nexample.com/other\n5\n" + leaf,
                               "receipt/1\n" + kLedgerOrigin + "\n05\n" + leaf,
                               "receipt/1\n" + kLedgerOrigin + "\n\n" + leaf,
                               "receipt/1\n" + kLedgerOrigin + "\n5\nQnGi\n",
                               "receipt/1\n" + kLedgerOrigin + "\n5\n",
                               "receipt/1\n" + kLedgerOrigin + "\n5\n" + leaf + "more\n",
                               kLedgerOrigin + "\n5\n" + leaf};  // a checkpoint
  for (const auto& text : cases) EXPECT_FALSE(open_receipt(signed_text(text), verifier())) << text;
  std::string flipped = kKnown;
  flipped.replace(flipped.find("\n5\n"), 3, "\n6\n");
  EXPECT_FALSE(open_receipt(flipped, verifier()));
}

}  // namespace
}  // namespace tallygate::audit
