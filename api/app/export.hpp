// `tallygate export` and `tallygate report`: what leaves the log as files.
#pragma once

#include <string>

namespace tallygate::app {

struct ExportCommand {
  std::string data, tenant;
  std::string format;    // ndjson, hledger, ledger, beancount or evidence
  std::string subject;   // of evidence; empty: all
  std::string from, to;  // RFC 3339 times or dates; empty: no bound; from <= at < to
  std::string output;    // "-" is standard output
  bool json = false;
};
int run_export(const ExportCommand& command);

struct ReportCommand {
  std::string kind, data, tenant;
  std::string format = "csv";  // or json
  std::string from, to, output;
  bool json = false;
};
// The report at `output`, and its manifest beside it: output.manifest.json.
int run_report(const ReportCommand& command);

}  // namespace tallygate::app
