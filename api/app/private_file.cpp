#include "api/app/private_file.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include "core/bytes.hpp"

namespace tallygate::app {
namespace {

core::OperatingError system_failure(const std::string& what) {
  return core::failure(core::ErrorKind::io, what + ": " + std::generic_category().message(errno));
}

core::Status write_all(int file, std::string_view bytes, const std::string& name) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_failure("cannot write " + name);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file) != 0) return system_failure("cannot sync " + name);
  return core::Done{};
}

core::Status sync_directory(const std::filesystem::path& path) {
  const int directory = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return system_failure("cannot open " + path.string());
  const bool synced = ::fsync(directory) == 0;
  ::close(directory);
  return synced ? core::Status(core::Done{}) : core::Status(system_failure("cannot sync " + path.string()));
}

}  // namespace

core::Status make_private_directory(const std::filesystem::path& path) {
  std::error_code error;
  const auto parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  if (!std::filesystem::exists(parent, error))
    if (auto made = make_private_directory(parent); !made) return made;
  const bool made = ::mkdir(path.c_str(), 0700) == 0;
  if (!made && errno != EEXIST) return system_failure("cannot make " + path.string());
  if (!std::filesystem::is_directory(path, error))
    return core::failure(core::ErrorKind::io, path.string() + " is not a directory");
  // One that was there may be left by a start that was ended before it got here; its parent need not be ours to read.
  core::Status synced = sync_directory(parent);
  return made ? synced : core::Status(core::Done{});
}

core::Status write_private_file(const std::filesystem::path& path, std::string_view bytes) {
  std::error_code error;
  if (std::filesystem::exists(path, error))
    return core::failure(core::ErrorKind::invalid, path.string() + " is already there");
  const std::string beside = path.string() + ".new";
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return system_failure("cannot make " + beside);
  core::Status written = write_all(file, bytes, beside);
  ::close(file);
  if (!written) return written;
  if (::rename(beside.c_str(), path.c_str()) != 0) return system_failure("cannot rename " + beside);
  return sync_directory(path.has_parent_path() ? path.parent_path() : ".");
}

core::Result<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return core::failure(core::ErrorKind::not_found, "cannot read " + path.string());
  std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad()) return core::failure(core::ErrorKind::io, "cannot read " + path.string());
  return bytes;
}

core::Status destroy_private_file(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return errno == ENOENT ? core::Status(core::Done{}) : system_failure("cannot open " + path.string());
  struct stat info{};
  core::Status wiped =
      ::fstat(file, &info) == 0 ? core::Done{} : core::Status(system_failure("cannot read " + path.string()));
  if (wiped) wiped = write_all(file, std::string(static_cast<std::size_t>(info.st_size), '\0'), path.string());
  ::close(file);
  if (!wiped) return wiped;
  if (::unlink(path.c_str()) != 0) return system_failure("cannot remove " + path.string());
  return sync_directory(path.parent_path());
}

core::Status write_signing_key(const std::filesystem::path& path, const core::SigningKey& key) {
  auto seed = key.seed();
  std::string text = core::to_hex({reinterpret_cast<const char*>(seed.data()), seed.size()}) + "\n";
  core::Status written = write_private_file(path, text);
  sodium_memzero(seed.data(), seed.size());
  sodium_memzero(text.data(), text.size());
  return written;
}

namespace {

// Wipes the text.
core::Result<core::SigningKey> key_in(std::string& text, const std::string& name) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  auto bytes = core::from_hex(text);
  sodium_memzero(text.data(), text.size());
  std::array<std::uint8_t, 32> seed{};
  if (!bytes || bytes->size() != seed.size())
    return core::failure(core::ErrorKind::invalid, name + " does not hold a signing key");
  std::ranges::copy(*bytes, reinterpret_cast<char*>(seed.data()));
  sodium_memzero(bytes->data(), bytes->size());
  core::SigningKey key = core::SigningKey::from_seed(seed);
  sodium_memzero(seed.data(), seed.size());
  return key;
}

}  // namespace

core::Result<core::SigningKey> read_signing_key(const std::filesystem::path& path) {
  auto text = read_file(path);
  if (!text) return text.error();
  return key_in(*text, path.string());
}

core::Result<core::SigningKey> read_signing_key(std::istream& in, const std::string& name) {
  std::string line;
  std::getline(in, line);
  return key_in(line, name);
}

}  // namespace tallygate::app
