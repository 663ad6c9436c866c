// Reads a request's JSON into a typed Body with every error by pointer, and writes it back canonically in record form.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/command.hpp"
#include "core/fields.hpp"

namespace tallygate::core {

enum class Form {
  wire,    // personal values are strings; blobs are inline
  record,  // personal values are {"ct", "net", "country", "pn"}; blobs are hashes
};

struct BodyErrors {
  bool malformed = false;          // not JSON at all (then errors[0].detail says where); otherwise fields are at fault
  std::vector<FieldError> errors;  // empty when the body is good; at most kFieldErrorsMax
  bool ok() const { return !malformed && errors.empty(); }
};

// One reader a thread: it keeps its parser's buffers. Depth at most 8, body at most 1 MiB.
class BodyReader {
 public:
  BodyReader();
  ~BodyReader();
  BodyReader(const BodyReader&) = delete;
  BodyReader& operator=(const BodyReader&) = delete;

  // `json` may be empty where every field of the operation is optional. Checks form only: types, ranges, lengths, ids,
  // times, currencies, unknown and duplicate names, card numbers (pan_refused: 13 to 19 digits, spaces and dashes
  // apart, of an issuer's range, that pass Luhn, anywhere in a text of the body: core/card_number.hpp), and then what
  // body_checks.hpp lists. Record form takes only the bytes that write_body writes.
  BodyErrors read(Operation op, std::string_view json, Form form, Body& out);

  // A batch line: {"op", "key", "path": {"id"}, "at", "body": {…}}. The body is read as above; its pointers begin with
  // "/body". An `op` that is not known or not one of a batch is bad_value at /op; key, path and at are filled in even
  // then, for the answer.
  struct Line {
    std::optional<Operation> op;
    std::string key, path_id;
    std::optional<Time> at;
    Body body;
  };
  BodyErrors read_line(std::string_view json, Line& out);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

// Canonical bytes of the body in record form. CHECKs that every personal value is sealed. `without_ciphertext` leaves
// "ct" out: for the hash that tells the same content.
void write_body(std::string& out, const Body& body, bool without_ciphertext = false);

// Fills request, key_hash and body_hash of a command whose other fields are set (personal values sealed):
// key_hash = hash16(client || 0 || key), body_hash = hash16(operation's name || 0 || path_id || 0 || canonical body
// without "ct").
void finish_command(Command& command);

// The first field, in canonical order, in which two canonical bodies differ (a JSON pointer), ciphertexts apart; empty
// when none does.
std::string first_difference(std::string_view canonical_a, std::string_view canonical_b);

// Calls visit(Personal&, std::string_view field_name) for every personal value present in the body.
void for_each_personal(Body& body, const std::function<void(Personal&, std::string_view)>& visit);

}  // namespace tallygate::core
