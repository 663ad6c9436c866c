// Personal data of one tenant: value -> pseudonym, person -> key. The one store that is not a fold over the log. Its
// rows travel in the log's own transaction (so a new person costs no second fsync) and are wrapped by group keys that
// live in a file apart, in no backup of the log. Thread-safe: the edge seals on io threads while the commit thread
// drains rows.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/personal.hpp"
#include "core/random.hpp"
#include "core/result.hpp"

namespace tallygate::vault {

constexpr std::size_t kGroups =
    256;  // slots of the group-key file; a person or value belongs to one by its lookup hash
constexpr std::string_view kPersonTable = "person", kPseudonymTable = "pseudonym";

struct Row {
  std::string table, key, value;  // value empty: delete
};

class Vault {
 public:
  // Makes DIR/vault/<tenant>.keys (0600, fsynced): a lookup key and kGroups group keys, fixed slots. An error when it
  // exists.
  static core::Status create(const std::filesystem::path& key_file, core::Random& random);
  static core::Result<std::unique_ptr<Vault>> open(const std::filesystem::path& key_file, core::Random& random);
  ~Vault();
  Vault(const Vault&) = delete;
  Vault& operator=(const Vault&) = delete;

  // A row read back at start.
  core::Status load(std::string_view table, std::string_view key, std::string_view value);

  // Seals in place: pseudonym of the normalised value, ciphertext under `person`'s key when keep_ciphertext (made on
  // first use), network for an ip; wipes clear.
  void seal(core::Personal& value, std::string_view person, bool keep_ciphertext);
  // As seal(), of a request that nothing will come of: nothing is kept. A value that was never sealed gets a pseudonym
  // that stands for it in such requests alone, the ciphertext nobody can open.
  void seal_for_dry_run(core::Personal& value, bool with_ciphertext) const;
  // The clear value of a sealed one, when the person's key still exists.
  std::optional<std::string> unseal(std::string_view sealed, std::string_view person) const;

  // Rows not yet durable, for the transaction that is about to be made; every record made from a value sealed before
  // this call finds its rows in it or earlier.
  std::vector<Row> drain();

  std::size_t persons() const;
  std::size_t pseudonyms() const;

 private:
  Vault();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tallygate::vault
