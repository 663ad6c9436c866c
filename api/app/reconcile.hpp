// `tallygate reconcile`: a channel's file as a statement, and what differs; on a directory that no server holds, or
// through a running server.
#pragma once

#include <string>

namespace tallygate::app {

struct ReconcileOptions {
  std::string data, tenant;                           // either these
  std::string url, credentials, client = "platform";  // or these
  std::string channel, mapping, statement, file;      // of import
  std::string state = "open", kind;                   // of list
  bool json = false;
};

// 1 when breaks were opened; 2 when the file is not as its mapping says, and then nothing is recorded.
int run_reconcile_import(const ReconcileOptions& options);
int run_reconcile_list(const ReconcileOptions& options);

}  // namespace tallygate::app
