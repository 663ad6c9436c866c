// What a disk may hold after the power went: for each file and each directory what was synced, and any part of what was
// written since. Names are a directory's own content: a new file, a rename or a removal is on the disk once the
// directory was synced, and a synced file alone does not make its name durable (POSIX; some file systems promise more).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/file_journal.hpp"

namespace tallygate::tests {

constexpr std::uint64_t kSectorBytes = 512;  // what a disk writes whole

// Whether the part of an operation that is not durable reached the disk: `entry` numbers it in the journal, `sector`
// counts from 0 within a write (0 for all else).
using Reached = std::function<bool(std::uint64_t entry, std::uint64_t sector)>;
// Path below the root to content; a directory's path ends in '/'.
using DiskImage = std::map<std::string, std::string>;

class DiskModel {
 public:
  // Takes what lies below the root now for durable.
  explicit DiskModel(std::filesystem::path root);

  void apply(const FileOperation& operation);             // the next of the journal
  void settle(std::uint64_t inode, std::uint64_t entry);  // a write that is on the disk without a sync of its file
  std::uint64_t applied() const { return next_; }
  std::vector<std::uint64_t> pending() const;  // the entries that may be lost, ascending
  std::uint64_t sectors(std::uint64_t entry) const;
  DiskImage image(const Reached& reached) const;

 private:
  struct Change {
    std::uint64_t entry = 0;
    bool durable = false, truncates = false;
    std::uint64_t offset = 0;
    std::string data;
  };
  struct File {
    std::string synced;
    std::vector<Change> changes;
  };
  struct Node {  // a file, or a directory under the name that it was made with
    std::shared_ptr<File> file;
    std::string directory;
  };
  struct NameChange {
    std::uint64_t entry = 0;
    bool durable = false;
    std::string removed, added;  // either may be empty
    Node node;
  };
  struct Directory {
    std::map<std::string, Node> synced;
    std::vector<NameChange> changes;
  };

  std::string below_root(const std::string& path) const;
  void scan(const std::filesystem::path& directory);
  void change_names(const std::string& directory, NameChange change);
  Node node_of(const std::string& path) const;
  std::string directory_at(const std::string& path) const;  // the name that it was made with
  void sync(std::uint64_t inode, std::uint64_t upto);
  static void fold(File& file);
  static void write(std::string& content, const Change& change, const Reached& reached);
  static std::string content(const File& file, const Reached& reached);
  void add(const std::string& directory, const std::string& path, const Reached& reached, DiskImage& out) const;

  std::filesystem::path root_;
  std::uint64_t next_ = 0;
  std::map<std::string, Directory> directories_;  // by the name that each was made with; "" is the root
  std::map<std::uint64_t, std::string> directory_of_;
  std::map<std::uint64_t, std::shared_ptr<File>> file_of_;
  std::vector<std::shared_ptr<File>> files_;
};

// Writes an image below `target`, which is emptied first.
void write_image(const DiskImage& image, const std::filesystem::path& target);

}  // namespace tallygate::tests
