#include "tests/support/disk_model.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

#include "core/check.hpp"

namespace tallygate::tests {
namespace {

std::uint64_t inode_of(const std::filesystem::path& path) {
  struct stat about{};
  TALLYGATE_CHECK(::lstat(path.c_str(), &about) == 0, "a file of the disk model must be there: " + path.string());
  return about.st_ino;
}

std::string read_all(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string parent_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash);
}
std::string name_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

DiskModel::DiskModel(std::filesystem::path root) : root_(std::move(root)) {
  scan(root_);
}

void DiskModel::scan(const std::filesystem::path& directory) {
  const auto path = below_root(directory.string());
  directory_of_[inode_of(directory)] = path;
  auto& here = directories_[path];
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    Node node;
    if (entry.is_directory()) {
      scan(entry.path());
      node.directory = below_root(entry.path().string());
    } else {
      node.file = std::make_shared<File>();
      node.file->synced = read_all(entry.path());
      file_of_[inode_of(entry.path())] = node.file;
      files_.push_back(node.file);
    }
    here.synced[entry.path().filename().string()] = node;
  }
}

std::string DiskModel::below_root(const std::string& path) const {
  return path.size() <= root_.string().size() ? std::string() : path.substr(root_.string().size() + 1);
}

DiskModel::Node DiskModel::node_of(const std::string& path) const {
  const auto& directory = directories_.at(directory_at(parent_of(path)));
  const auto name = name_of(path);
  for (auto change = directory.changes.rbegin(); change != directory.changes.rend(); ++change)
    if (change->added == name) return change->node;
  return directory.synced.at(name);
}

std::string DiskModel::directory_at(const std::string& path) const {
  return path.empty() ? std::string() : node_of(path).directory;
}

void DiskModel::change_names(const std::string& directory, NameChange change) {
  change.entry = next_;
  directories_.at(directory_at(directory)).changes.push_back(std::move(change));
}

void DiskModel::apply(const FileOperation& operation) {
  const auto& h = operation.header;
  const auto path = below_root(operation.path), other = below_root(operation.other);
  switch (h.kind) {
    case shim::Kind::create: {
      auto file = std::make_shared<File>();
      file_of_[h.inode] = file;
      files_.push_back(file);
      change_names(parent_of(path), {.removed = {}, .added = name_of(path), .node = {file, {}}});
      break;
    }
    case shim::Kind::make_directory: {
      const auto made = path + "#" + std::to_string(next_);  // another may have had the name
      directory_of_[h.inode] = made;
      directories_[made] = {};
      change_names(parent_of(path), {.removed = {}, .added = name_of(path), .node = {nullptr, made}});
      break;
    }
    case shim::Kind::rename:
    case shim::Kind::link: {
      const bool renames = h.kind == shim::Kind::rename;
      TALLYGATE_CHECK(parent_of(path) == parent_of(other), "the disk model knows names within one directory");
      change_names(parent_of(path),
                   {.removed = renames ? name_of(path) : "", .added = name_of(other), .node = node_of(path)});
      break;
    }
    case shim::Kind::remove:
      change_names(parent_of(path), {.removed = name_of(path), .added = {}, .node = {}});
      break;
    case shim::Kind::write:
      file_of_.at(h.inode)->changes.push_back({next_, false, false, h.offset, operation.data});
      break;
    case shim::Kind::truncate:
      file_of_.at(h.inode)->changes.push_back({next_, false, true, h.offset, {}});
      break;
    case shim::Kind::sync:
      sync(h.inode, h.upto);
      break;
    case shim::Kind::failed:
      break;
  }
  ++next_;
}

// What is durable before the first change that is not becomes part of what was synced.
void DiskModel::sync(std::uint64_t inode, std::uint64_t upto) {
  if (const auto path = directory_of_.find(inode); path != directory_of_.end()) {
    auto& directory = directories_.at(path->second);
    for (auto& change : directory.changes) change.durable |= change.entry < upto;
    while (!directory.changes.empty() && directory.changes.front().durable) {
      const auto& change = directory.changes.front();
      if (!change.removed.empty()) directory.synced.erase(change.removed);
      if (!change.added.empty()) directory.synced[change.added] = change.node;
      directory.changes.erase(directory.changes.begin());
    }
    return;
  }
  auto& file = *file_of_.at(inode);
  for (auto& change : file.changes) change.durable |= change.entry < upto;
  fold(file);
}

void DiskModel::settle(std::uint64_t inode, std::uint64_t entry) {
  auto& file = *file_of_.at(inode);
  for (auto& change : file.changes) change.durable |= change.entry == entry;
  fold(file);
}

void DiskModel::fold(File& file) {
  const Reached all = [](std::uint64_t, std::uint64_t) { return true; };
  while (!file.changes.empty() && file.changes.front().durable) {
    write(file.synced, file.changes.front(), all);
    file.changes.erase(file.changes.begin());
  }
}

void DiskModel::write(std::string& content, const Change& change, const Reached& reached) {
  if (change.truncates) {
    if (change.durable || reached(change.entry, 0)) content.resize(change.offset);
    return;
  }
  // A sector is one of the file's, wherever the write begins.
  std::uint64_t sector = 0;
  for (std::uint64_t at = change.offset, end = change.offset + change.data.size(); at < end; ++sector) {
    const auto next = std::min(end, (at / kSectorBytes + 1) * kSectorBytes);
    if (change.durable || reached(change.entry, sector)) {
      if (content.size() < next) content.resize(next);
      content.replace(at, next - at, change.data, at - change.offset, next - at);
    }
    at = next;
  }
}

std::string DiskModel::content(const File& file, const Reached& reached) {
  auto out = file.synced;
  for (const auto& change : file.changes) write(out, change, reached);
  return out;
}

std::vector<std::uint64_t> DiskModel::pending() const {
  std::set<std::uint64_t> found;
  for (const auto& [path, directory] : directories_)
    for (const auto& change : directory.changes)
      if (!change.durable) found.insert(change.entry);
  for (const auto& file : files_)
    for (const auto& change : file->changes)
      if (!change.durable) found.insert(change.entry);
  return {found.begin(), found.end()};
}

std::uint64_t DiskModel::sectors(std::uint64_t entry) const {
  for (const auto& file : files_)
    for (const auto& change : file->changes)
      if (change.entry == entry && !change.data.empty())
        return (change.offset + change.data.size() - 1) / kSectorBytes - change.offset / kSectorBytes + 1;
  return 1;
}

void DiskModel::add(const std::string& directory, const std::string& path, const Reached& reached,
                    DiskImage& out) const {
  const auto& here = directories_.at(directory);
  auto names = here.synced;
  for (const auto& change : here.changes) {
    if (!change.durable && !reached(change.entry, 0)) continue;
    if (!change.removed.empty()) names.erase(change.removed);
    if (!change.added.empty()) names[change.added] = change.node;
  }
  for (const auto& [name, node] : names) {
    const auto below = path.empty() ? name : path + "/" + name;
    if (node.file) {
      out[below] = content(*node.file, reached);
    } else {
      out[below + "/"] = {};
      add(node.directory, below, reached, out);
    }
  }
}

DiskImage DiskModel::image(const Reached& reached) const {
  DiskImage out;
  add("", "", reached, out);
  return out;
}

void write_image(const DiskImage& image, const std::filesystem::path& target) {
  std::filesystem::remove_all(target);
  std::filesystem::create_directories(target);
  for (const auto& [path, content] : image) {
    if (path.ends_with('/')) {
      std::filesystem::create_directories(target / path);
    } else {
      std::ofstream(target / path, std::ios::binary) << content;
    }
  }
}

}  // namespace tallygate::tests
