// Any bytes as an attestation object, authenticator data, a COSE key and client data: read or refused, and what is read
// has one text: a key is written again to the bytes that it came from, and authenticator data ends where it says.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "api/stepup/authenticator_data.hpp"
#include "api/stepup/client_data.hpp"
#include "api/stepup/credential_key.hpp"
#include "api/stepup/registration.hpp"
#include "tests/support/cbor_text.hpp"

namespace {

namespace stepup = tallygate::stepup;

void expect(bool holds) {
  if (!holds) std::abort();
}

void read_data(std::string_view bytes) {
  const auto data = stepup::read_authenticator_data(bytes);
  if (!data) return;
  std::size_t size = 37 + data->extensions.size();
  if (data->credential) {
    const auto& credential = *data->credential;
    expect(tallygate::support::cose_key(credential.key) == credential.cose_key);
    expect(!credential.id.empty() && credential.id.size() <= stepup::kCredentialIdMax);
    size += 18 + credential.id.size() + credential.cose_key.size();
  }
  expect(size == bytes.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto key = stepup::read_credential_key(bytes)) {
    expect(tallygate::support::cose_key(*key) == bytes);
    expect(!stepup::verify(*key, "a message", bytes));
  }
  read_data(bytes);
  if (const auto object = stepup::read_attestation_object(bytes)) {
    expect(!object->authenticator_data.empty() && !object->format.empty());
    read_data(object->authenticator_data);
  }
  if (const auto client = stepup::read_client_data(bytes)) expect(bytes.size() <= stepup::kClientDataMax);
  stepup::CborReader reader(bytes);
  const auto item = reader.item();
  expect(item.size() + reader.rest().size() == (reader.ok() ? bytes.size() : 0));
  return 0;
}
