#include "api/app/tar_file.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <memory>

namespace tallygate::app {
namespace {

constexpr std::size_t kMembersMax = 2 * audit::kEvidenceRecordsMax + 100;
constexpr std::size_t kMagicAt = 257;

struct FreeEntry {
  void operator()(::archive_entry* entry) const { ::archive_entry_free(entry); }
};
struct FreeWriter {
  void operator()(::archive* archive) const { ::archive_write_free(archive); }
};
struct FreeReader {
  void operator()(::archive* archive) const { ::archive_read_free(archive); }
};

core::OperatingError failed(::archive* archive, core::ErrorKind kind, const std::filesystem::path& path) {
  const char* why = ::archive_error_string(archive);
  return core::failure(kind, path.string() + ": " + (why != nullptr ? why : "unknown error"));
}

bool valid_name(std::string_view name) {
  return !name.empty() && name.size() <= 160 && name.front() != '/' && name.find("..") == std::string_view::npos &&
         std::ranges::all_of(name, [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '/' || c == '-';
         });
}

core::Status read_member(::archive* archive, std::size_t room, std::string& out, const std::filesystem::path& path) {
  std::array<char, 64 * 1024> buffer;
  for (;;) {
    const auto n = ::archive_read_data(archive, buffer.data(), buffer.size());
    if (n < 0) return failed(archive, core::ErrorKind::invalid, path);
    if (n == 0) return core::Done{};
    if (out.size() + static_cast<std::size_t>(n) > room)
      return core::failure(core::ErrorKind::invalid, path.string() + " holds more than a bundle may");
    out.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

}  // namespace

core::Status write_tar(const std::filesystem::path& path, const audit::EvidenceFiles& files) {
  const std::unique_ptr<::archive, FreeWriter> archive(::archive_write_new());
  const std::unique_ptr<::archive_entry, FreeEntry> entry(::archive_entry_new());
  if (::archive_write_set_format_ustar(archive.get()) != ARCHIVE_OK ||
      ::archive_write_open_filename(archive.get(), path.c_str()) != ARCHIVE_OK)
    return failed(archive.get(), core::ErrorKind::io, path);
  for (const auto& [name, bytes] : files) {
    ::archive_entry_clear(entry.get());
    ::archive_entry_set_pathname(entry.get(), name.c_str());
    ::archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
    ::archive_entry_set_filetype(entry.get(), AE_IFREG);
    ::archive_entry_set_perm(entry.get(), 0644);
    ::archive_entry_set_mtime(entry.get(), 0, 0);
    if (::archive_write_header(archive.get(), entry.get()) != ARCHIVE_OK ||
        ::archive_write_data(archive.get(), bytes.data(), bytes.size()) != static_cast<la_ssize_t>(bytes.size()))
      return failed(archive.get(), core::ErrorKind::io, path);
  }
  if (::archive_write_close(archive.get()) != ARCHIVE_OK) return failed(archive.get(), core::ErrorKind::io, path);
  return core::Done{};
}

core::Result<audit::EvidenceFiles> read_tar(const std::filesystem::path& path) {
  const std::unique_ptr<::archive, FreeReader> archive(::archive_read_new());
  if (::archive_read_support_format_tar(archive.get()) != ARCHIVE_OK ||
      ::archive_read_open_filename(archive.get(), path.c_str(), 64 * 1024) != ARCHIVE_OK)
    return failed(archive.get(), core::ErrorKind::invalid, path);
  audit::EvidenceFiles files;
  std::size_t bytes = 0;
  ::archive_entry* entry = nullptr;
  int status = ARCHIVE_OK;
  while ((status = ::archive_read_next_header(archive.get(), &entry)) == ARCHIVE_OK) {
    const char* name = ::archive_entry_pathname(entry);
    if (name == nullptr || !valid_name(name) || ::archive_entry_filetype(entry) != AE_IFREG)
      return core::failure(core::ErrorKind::invalid, path.string() + " holds what no bundle holds");
    if (files.size() == kMembersMax)
      return core::failure(core::ErrorKind::invalid, path.string() + " holds more files than a bundle may");
    std::string content;
    if (auto read = read_member(archive.get(), audit::kEvidenceBytesMax - bytes, content, path); !read)
      return read.error();
    bytes += content.size();
    if (!files.emplace(name, std::move(content)).second)
      return core::failure(core::ErrorKind::invalid, path.string() + " holds the same name twice");
  }
  if (status != ARCHIVE_EOF) return failed(archive.get(), core::ErrorKind::invalid, path);
  return files;
}

bool looks_like_tar(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::array<char, kMagicAt + 5> head{};
  file.read(head.data(), head.size());
  return file.gcount() == static_cast<std::streamsize>(head.size()) &&
         std::string_view(head.data() + kMagicAt, 5) == "ustar";
}

}  // namespace tallygate::app
