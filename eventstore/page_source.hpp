// Where pages come from: a file that is read by pread into buffers of ours, or bytes in memory. Never a mapping: a file
// that is cut off while it is mapped ends its reader. Read-only; any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "core/result.hpp"
#include "eventstore/file_descriptor.hpp"
#include "eventstore/tree_page.hpp"

namespace tallygate::eventstore {

class PageSource {
 public:
  virtual ~PageSource() = default;
  // Reads up to `size` bytes at `offset`; fewer only at the end. io where the system fails.
  virtual core::Result<std::size_t> read(std::uint64_t offset, char* to, std::size_t size) const = 0;
  virtual core::Result<std::uint64_t> size() const = 0;
  // Whether another process may be writing: then what looks wrong is looked at again.
  virtual bool may_change() const { return false; }
};

class DataFile final : public PageSource {
 public:
  static core::Result<DataFile> open(const std::filesystem::path& path);  // not_found, io
  core::Result<std::size_t> read(std::uint64_t offset, char* to, std::size_t size) const override;
  core::Result<std::uint64_t> size() const override;
  bool may_change() const override { return true; }

 private:
  explicit DataFile(FileDescriptor file) : file_(std::move(file)) {}
  FileDescriptor file_;
};

class PagesInMemory final : public PageSource {
 public:
  explicit PagesInMemory(std::string_view bytes) : bytes_(bytes) {}  // which must live as long
  core::Result<std::size_t> read(std::uint64_t offset, char* to, std::size_t size) const override;
  core::Result<std::uint64_t> size() const override { return bytes_.size(); }

 private:
  std::string_view bytes_;
};

// Both meta pages read and held against each other. Beside a writing process a read may see one of them half written,
// so it is tried again, for at most a tenth of a second, before it is called damaged. The error's message begins in
// lower case: what is wrong with "it", the file.
core::Result<MetaPage> read_newest_meta(const PageSource& source);

}  // namespace tallygate::eventstore
