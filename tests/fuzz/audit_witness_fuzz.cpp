// What anyone can send to a witness: it is read into what writes the same bytes again, or not at all.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "audit/cosignature.hpp"
#include "audit/receipt.hpp"
#include "audit/witness.hpp"
#include "core/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tallygate;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const audit::Verifier log{"example.com/ledger1", {}};
  if (const auto request = audit::parse_add_checkpoint(bytes)) {
    const auto again = audit::parse_add_checkpoint(audit::write_add_checkpoint(*request));
    TALLYGATE_CHECK(again && again->old_size == request->old_size && again->proof == request->proof &&
                        again->checkpoint == request->checkpoint,
                    "a request is read as it was written");
    audit::claimed_origin(request->checkpoint);
    TALLYGATE_CHECK(audit::judge(*request, log, std::nullopt).status != 200, "nobody can sign for the key of zeros");
  }
  if (const auto text = audit::read_receipt_text(bytes)) audit::open_receipt(*text, log);
  audit::cosigned_at(bytes, log);
  return 0;
}
