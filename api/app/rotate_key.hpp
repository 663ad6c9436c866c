// `tallygate rotate-key`: from the next record on the log is signed by a new key. Not beside a server: it takes the
// directory's lock.
#pragma once

#include <string>

namespace tallygate::app {

struct RotateKeyOptions {
  std::string data, tenant;
  std::string recovery_key;  // a file with the recovery key, or - for standard input; empty: the key before signs
  std::string overlap;       // "7d", "36h", "30m", "45s" or "0"; empty: 7d where the key before signs, else none
  bool json = false;
};

// 0 when the rotation is in the log; 2 when it is not, and nothing has changed.
int run_rotate_key(const RotateKeyOptions& options);

}  // namespace tallygate::app
