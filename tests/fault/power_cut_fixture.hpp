// A tenant's directory on a watched disk, and what was promised while a program worked on it.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/bytes.hpp"
#include "eventstore/lmdb_log.hpp"
#include "tests/support/api_client.hpp"
#include "tests/support/power_cuts.hpp"
#include "tests/support/preload.hpp"
#include "tests/support/server_process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::tests {

struct Promise {
  std::uint64_t entries = 0;              // the journal's, when the answer had arrived
  std::string method, target, key, body;  // method empty: not asked again
  std::string answer;                     // as it was given
  std::uint64_t seq = 0;                  // its record
  std::string leaf;                       // hex
  std::uint64_t published = 0;            // or: the size of a checkpoint that was shown
};

class PowerCutFixture : public ::testing::Test {
 protected:
  PowerCutFixture() { std::filesystem::create_directories(disk_); }

  std::filesystem::path data() const { return disk_ / "data"; }
  std::filesystem::path image_data() const { return image_ / "data"; }
  void init(const std::string& tenant = "shop") {
    const auto made = run_tallygate({"init", "--data", data().string(), "--tenant", tenant});
    ASSERT_EQ(made.exit_code, 0) << made.err;
    credentials_ = read_credentials(data() / "credentials.json");
  }
  std::uint64_t entries() {
    if (!std::filesystem::exists(journal_)) return 0;
    const auto bytes = std::filesystem::file_size(journal_);
    if (bytes != journal_bytes_) journal_entries_ = read_journal(journal_, journal_bytes_ = bytes).size();
    return journal_entries_;
  }

  void promise(ApiClient& client, const std::string& method, const std::string& target, const std::string& body,
               const std::string& key) {
    const Reply reply = client.call(method, target, body, key);
    ASSERT_LT(reply.status, 300) << reply.body;
    ASSERT_NE(reply.status, 0);
    keep(reply, method, target, body, key);
  }
  void keep(const Reply& reply, const std::string& method = {}, const std::string& target = {},
            const std::string& body = {}, const std::string& key = {}) {
    const std::string record = reply.has("/body/record") ? "/body/record" : "/record";  // a line of a batch has a body
    Promise made{entries(), method, target, key, body, reply.body, 0, reply.at(record + "/leaf"), 0};
    ASSERT_FALSE(made.leaf.empty()) << reply.body;
    made.seq = std::stoull(reply.at(record + "/seq"));
    promises_.push_back(std::move(made));
  }
  void keep_published(const Reply& checkpoint) {
    ASSERT_EQ(checkpoint.status, 200) << checkpoint.body;
    promises_.push_back({entries(), {}, {}, {}, {}, {}, 0, {}, second_line(checkpoint.body)});
  }
  static std::uint64_t second_line(const std::string& note) {
    std::uint64_t size = 0;
    const auto begin = note.find('\n') + 1;
    std::from_chars(note.data() + begin, note.data() + note.size(), size);
    return size;
  }

  // What is wrong with the image that lies under image_, for one who was at `entries` of the journal. Empty: nothing.
  std::string wrong_with_image(std::uint64_t entries) const {
    const auto verified =
        run_tallygate({"verify", image_data().string(), "--tenant", "shop", "--vkey", credentials_.vkey});
    if (verified.exit_code != 0) return "verify: " + verified.out + verified.err;
    auto log = eventstore::LmdbLog::open(image_data() / "shards" / "0");
    if (!log) return "open: " + log.error().message;
    for (const auto& promise : promises_) {
      if (promise.entries > entries) continue;
      if (promise.published > 0) {
        std::ifstream file(image_data() / "checkpoints" / "shop");
        const std::string note{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
        if (second_line(note) < promise.published)
          return "the checkpoint of " + std::to_string(promise.published) + " records is gone";
        continue;
      }
      const auto record = (*log)->read_one("shop", promise.seq);
      if (!record || core::to_hex(core::view(core::leaf_hash(*record))) != promise.leaf)
        return "record " + std::to_string(promise.seq) + " was acknowledged and is not there";
    }
    return {};
  }
  // The real server on the image answers every call as before.
  std::string wrong_with_answers(std::uint64_t entries) const {
    ServerProcess server(image_data());
    if (server.port() == 0) return "serve: " + server.output();
    ApiClient again(server.port(), credentials_, "platform");
    for (const auto& promise : promises_) {
      if (promise.entries > entries || promise.method.empty()) continue;
      const Reply reply = again.call(promise.method, promise.target, promise.body, promise.key);
      if (reply.body != promise.answer) return promise.key + " was answered otherwise: " + reply.body;
    }
    return {};
  }
  std::vector<std::uint64_t> promised_at() const {
    std::vector<std::uint64_t> out;
    for (const auto& promise : promises_) out.push_back(promise.entries);
    return out;
  }

  TemporaryDirectory directory_{in_memory()};
  const std::filesystem::path disk_ = directory_.path() / "disk", image_ = directory_.path() / "image",
                              journal_ = directory_.path() / "journal";
  CredentialsFile credentials_;
  std::vector<Promise> promises_;
  std::uint64_t journal_bytes_ = 0, journal_entries_ = 0;
};

}  // namespace tallygate::tests
