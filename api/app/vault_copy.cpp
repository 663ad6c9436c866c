#include "api/app/vault_copy.hpp"

#include <sodium.h>

#include <charconv>
#include <optional>
#include <utility>

#include "api/app/private_file.hpp"
#include "audit/closed_text.hpp"
#include "audit/durable_file.hpp"
#include "audit/note_lines.hpp"
#include "core/bytes.hpp"
#include "core/hash.hpp"
#include "vault/vault.hpp"

namespace tallygate::app {
namespace {

constexpr std::string_view kFormat = "tallygate-vault/1";
constexpr std::uint64_t kGroupKeysBytesMax = 64 * 1024;
constexpr std::uint64_t kRowsBytesMax = 16ULL * 1024 * 1024 * 1024;  // a vault is held in memory whole, too
constexpr int kAttempts = 3;  // an erasure may replace a group key while the rows are read

std::filesystem::path rows_of(const std::filesystem::path& directory, const std::string& tenant) {
  return directory / "rows" / tenant;
}
std::filesystem::path groups_of(const std::filesystem::path& directory, const std::string& tenant) {
  return directory / "groups" / (tenant + ".keys");
}

core::OperatingError damaged(const std::filesystem::path& path) {
  return core::failure(core::ErrorKind::corrupt,
                       "the copy of the vault is damaged: " + path.string() + " is missing or not as it was written");
}

core::Result<std::string> rows_text(const eventstore::EventLog& log, const std::string& tenant, std::uint64_t size,
                                    std::string_view keys, std::uint64_t& rows) {
  std::string out = std::string(kFormat) + "\ntenant " + tenant + "\nsize " + std::to_string(size) + "\nkeys " +
                    core::to_hex(core::view(core::sha256(keys))) + "\n";
  rows = 0;
  for (const std::string_view table : {vault::kPersonTable, vault::kPseudonymTable}) {
    const auto read = log.read_rows(tenant, table, [&](std::string_view key, std::string_view value) {
      out.append("row ").append(table).append(" ").append(core::to_hex(key)).append(" ").append(core::to_hex(value));
      out.append("\n");
      ++rows;
    });
    if (!read) return read.error();
  }
  return audit::close_text(std::move(out));
}

// The lines of the rows file; false where one is not of its form.
bool parse(std::string_view lines, const std::string& tenant, std::string_view keys, CopiedVault& out) {
  const auto expect = [&lines](const std::string& whole) { return audit::take_line(lines) == whole; };
  if (!expect(std::string(kFormat)) || !expect("tenant " + tenant)) return false;
  auto size = audit::take_line(lines);
  if (!size || audit::take_word(*size) != "size") return false;
  const auto [end, error] = std::from_chars(size->data(), size->data() + size->size(), out.size);
  if (error != std::errc() || end != size->data() + size->size()) return false;
  if (!expect("keys " + core::to_hex(core::view(core::sha256(keys))))) return false;
  for (auto line = audit::take_line(lines); line; line = audit::take_line(lines)) {
    if (audit::take_word(*line) != "row") return false;
    const std::string table(audit::take_word(*line));
    const auto key = core::from_hex(audit::take_word(*line));
    const auto value = core::from_hex(*line);
    if (!key || !value) return false;
    out.rows.push_back({table, *key, *value});
  }
  return lines.empty();
}

}  // namespace

core::Result<std::uint64_t> copy_vault(const eventstore::EventLog& log, const std::string& tenant,
                                       const std::filesystem::path& key_file, const std::filesystem::path& directory) {
  for (const auto& path : {rows_of(directory, tenant), groups_of(directory, tenant)})
    if (auto made = make_private_directory(path.parent_path()); !made) return made.error();
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    auto keys = audit::read_whole_file(key_file, kGroupKeysBytesMax);
    if (!keys) return keys.error();
    const auto head = log.head(tenant);
    if (!head) return head.error();
    std::uint64_t rows = 0;
    const auto text = rows_text(log, tenant, head->size, *keys, rows);
    if (!text) return text.error();
    const auto again = audit::read_whole_file(key_file, kGroupKeysBytesMax);
    if (!again) return again.error();
    if (*again != *keys) continue;
    core::Status written = audit::write_durable_file(groups_of(directory, tenant), *keys, audit::kPrivateFile);
    if (written) written = audit::write_durable_file(rows_of(directory, tenant), *text, audit::kPrivateFile);
    sodium_memzero(keys->data(), keys->size());
    if (!written) return written.error();
    return rows;
  }
  return core::failure(core::ErrorKind::unavailable, "the vault's group keys keep changing: try again");
}

core::Result<CopiedVault> read_vault_copy(const std::filesystem::path& directory, const std::string& tenant,
                                          core::Random& random) {
  CopiedVault out;
  const auto groups = groups_of(directory, tenant);
  auto keys = audit::read_whole_file(groups, kGroupKeysBytesMax);
  if (!keys) return damaged(groups);
  out.keys = std::move(keys).value();
  const auto text = audit::read_whole_file(rows_of(directory, tenant), kRowsBytesMax);
  const auto lines = text ? audit::open_closed_text(*text) : std::nullopt;
  if (!lines || !parse(*lines, tenant, out.keys, out)) return damaged(rows_of(directory, tenant));
  auto vault = vault::Vault::open(groups, random);
  if (!vault) return vault.error();
  for (const auto& row : out.rows)
    if (auto loaded = (*vault)->load(row.table, row.key, row.value); !loaded) return loaded.error();
  return out;
}

}  // namespace tallygate::app
