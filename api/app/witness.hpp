// `tallygate witness`: keeps the last checkpoint of each log that it knows and cosigns what continues it.
#pragma once

#include <string>
#include <vector>

namespace tallygate::app {

struct WitnessOptions {
  std::string key;                // the key file
  std::string name;               // of a new key: a URL without a scheme
  std::string state;              // the directory of its memory
  std::vector<std::string> logs;  // vkeys of the logs
  std::string logs_file;          // more of them, a line each
  std::string listen = "127.0.0.1:8444";
  std::string certificate, certificate_key;  // both empty: STATE/tls, self-signed
  bool json = false;
};

int run_witness_init(const WitnessOptions& options);  // makes the key and prints the vkey
int run_witness(const WitnessOptions& options);       // serves until SIGINT or SIGTERM

}  // namespace tallygate::app
