// A server whose log is long enough to be archived, with a state checkpoint that holds the place.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/support/api_client.hpp"
#include "tests/support/eventually.hpp"
#include "tests/support/server_process.hpp"

namespace tallygate::tests {

inline std::vector<std::string> with_state_checkpoints(const std::filesystem::path& folder) {
  const auto config = folder / "serve.toml";
  std::ofstream(config) << "[state]\ncheckpoint_records = 10\n";
  return {"--config", config.string()};
}

// Orders `from` to `to`, a hundred a batch, so that the log has many blocks.
inline void place_orders(ApiClient& platform, int from, int to) {
  for (int first = from; first < to; first += 100) {
    std::string lines;
    for (int i = first; i < std::min(first + 100, to); ++i) {
      const auto n = std::to_string(i);
      lines += R"({"op":"order.place","key":"k)" + n + R"(","body":{"order_id":"o)" + n + R"(","buyer":"b)" +
               std::to_string(i % 50) + R"(","merchant":"m1","amount":1000,"currency":"CNY"}})" + "\n";
    }
    for (const Reply& reply : platform.batch(lines)) ASSERT_EQ(reply.status, 201) << reply.body;
  }
}

// The newest state checkpoint's position, once it is at least `position`; 0 where none comes.
inline std::uint64_t state_checkpoint(const std::filesystem::path& data, std::uint64_t position) {
  std::uint64_t newest = 0;
  const bool came = eventually([&] {
    std::error_code error;
    for (std::filesystem::directory_iterator at(data / "state" / "shop", error), end; !error && at != end;
         at.increment(error))
      if (at->path().extension() == ".state") newest = std::max(newest, std::uint64_t{std::stoull(at->path().stem())});
    return newest >= position;
  });
  return came ? newest : 0;
}

}  // namespace tallygate::tests
