// Where everything lies in a data directory.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace tallygate::app {

class DataDirectory {
 public:
  explicit DataDirectory(std::filesystem::path root) : root_(std::move(root)) {}
  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path shards() const { return root_ / "shards"; }
  // One shard's; may be a mount point or a link to another volume.
  std::filesystem::path shard(unsigned number) const { return shards() / std::to_string(number); }
  std::filesystem::path key_file(std::string_view tenant) const {
    return root_ / "keys" / (std::string(tenant) + ".key");
  }
  // Of a rotation: the key before, while it signs beside the new one; and the new one, until the log names it.
  std::filesystem::path retiring_key_file(std::string_view tenant) const {
    return root_ / "keys" / "retiring" / (std::string(tenant) + ".key");
  }
  std::filesystem::path next_key_file(std::string_view tenant) const {
    return root_ / "keys" / "next" / (std::string(tenant) + ".key");
  }
  std::filesystem::path vault_file(std::string_view tenant) const {
    return root_ / "vault" / (std::string(tenant) + ".keys");
  }
  std::filesystem::path checkpoint_file(std::string_view tenant) const {
    return root_ / "checkpoints" / std::string(tenant);
  }
  std::filesystem::path state() const { return root_ / "state"; }  // can be removed: it is made again from the log
  // DIR/archives/<tenant>/<first seq>.tar: links to archives, or the archives themselves.
  std::filesystem::path archives() const { return root_ / "archives"; }
  std::filesystem::path certificate() const { return root_ / "tls" / "cert.pem"; }
  std::filesystem::path certificate_key() const { return root_ / "tls" / "key.pem"; }
  // The first tenant's are in credentials.json, which is where people look.
  std::filesystem::path credentials() const { return root_ / "credentials.json"; }
  std::filesystem::path credentials(std::string_view tenant) const {
    return root_ / ("credentials-" + std::string(tenant) + ".json");
  }

 private:
  std::filesystem::path root_;
};

}  // namespace tallygate::app
