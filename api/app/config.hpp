// The process's own configuration: what cannot change an answer. From a TOML file, then from the command line.
//
//   anchors = ["/other/volume/dir"]      # directories that keep the last published checkpoints
//   [server]
//   listen = "127.0.0.1:8443"
//   metrics_listen = "127.0.0.1:9184"    # empty: none
//   io_threads = 1
//   certificate = "/etc/tallygate/cert.pem"
//   key = "/etc/tallygate/key.pem"
//   connections = 1024
//   header_timeout_ms = 10000
//   body_timeout_ms = 30000
//   [limits]
//   requests_per_second = 200000         # of one client, batch lines counted
//   burst = 400000
//   public_requests_per_second = 500     # of one address, at /tlog/ without a token
//   public_burst = 5000
//   [log]
//   public = true                        # checkpoints and hash tiles without a token
//   [geoip]
//   database = "country.mmdb"            # empty: none
//   [witnesses]
//   quorum = 2                           # cosignatures without which nothing is published; all of them
//   timeout_ms = 2000                    # of each request to one
//   [[witness]]                          # at most 14
//   url = "https://witness.example.com"  # the prefix of add-checkpoint
//   vkey = "witness.example.com/w1+886a0481+BCFS…"
//   ca_file = "/etc/tallygate/witness.pem"
//   [state]                              # when a state checkpoint is due
//   checkpoint_records = 100000          # the log is so much longer than the last one
//   checkpoint_minutes = 10              # or the last one is so old, and the log 1,000 longer
//   cold_after_days = 30                 # of log time: what did not change for so long leaves memory with it
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "api/app/witnesses.hpp"
#include "api/http/application.hpp"
#include "api/https/server.hpp"
#include "core/result.hpp"
#include "engine/engine.hpp"

namespace tallygate::app {

struct Config {
  std::string listen = "127.0.0.1:8443";
  std::string metrics_listen = "127.0.0.1:9184";
  bool metrics_required = false;  // the address was asked for: not being able to bind it is an error
  std::size_t io_threads = 1;
  std::string certificate, key;  // both empty: DIR/tls, self-signed
  https::ServerLimits server;
  http::EdgeLimits limits;
  std::vector<std::string> anchors;
  WitnessesConfig witnesses;
  engine::StateCheckpointLimits state_checkpoints;
  std::optional<std::string> geoip;  // empty text: none; absent: beside the binary, if there
};

// Unknown tables and keys are errors, so that a misspelt limit is not silently none.
core::Result<Config> read_config(const std::string& path);

}  // namespace tallygate::app
