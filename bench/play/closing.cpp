#include "bench/play/closing.hpp"

#include <simdjson.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <set>
#include <sstream>
#include <thread>

namespace tallygate::play {
namespace {

Balance read_balance(Caller& reader, const std::string& account) {
  Balance balance{account, 0, account.starts_with("assets:")};
  const auto answer = reader.call("GET", "/v1/accounts/" + account);
  if (!answer || answer->status != 200) return balance;
  simdjson::dom::parser parser;
  simdjson::dom::element parsed;
  if (parser.parse(simdjson::padded_string(answer->body)).get(parsed) != simdjson::SUCCESS) return balance;
  std::int64_t posted = 0;
  if (parsed.at_pointer("/balances/0/posted").get(posted) == simdjson::SUCCESS) balance.posted = posted;
  return balance;
}

}  // namespace

std::vector<Balance> read_balances(const Month& month, Caller& platform) {
  std::set<std::string> accounts = {"assets:channel:card", "liabilities:escrow", "liabilities:suspense:card",
                                    "income:platform_fee"};
  for (const auto& o : month.orders) accounts.insert("liabilities:merchant:" + o.merchant);
  for (const auto& d : month.distributors) {
    accounts.insert("liabilities:distributor:" + d.id + ":payable");
    accounts.insert("liabilities:distributor:" + d.id + ":unmatured");
  }
  std::vector<Balance> out;
  for (const auto& account : accounts) out.push_back(read_balance(platform, account));
  return out;
}

std::uint64_t bytes_of(const std::string& data) {
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data)) {
    struct stat s{};
    if (entry.is_regular_file() && ::stat(entry.path().c_str(), &s) == 0)
      bytes += static_cast<std::uint64_t>(s.st_blocks) * 512;
  }
  return bytes;
}

std::vector<std::string> live_rules(Caller& analyst) {
  std::vector<std::string> codes;
  const auto list = analyst.call("GET", "/v1/risk/rulesets");
  simdjson::dom::parser parser;
  std::string_view hash;
  if (!list || parser.parse(simdjson::padded_string(list->body)).at_pointer("/items/0/hash").get(hash)) return codes;
  const auto text = analyst.call("GET", "/v1/risk/rulesets/" + std::string(hash));
  std::istringstream lines(text ? text->body : "");
  for (std::string line; std::getline(lines, line);) {
    const auto open = line.find('"');
    if (line.starts_with("code") && open != std::string::npos)
      codes.push_back(line.substr(open + 1, line.find('"', open + 1) - open - 1));
  }
  return codes;
}

bool read_last_checkpoint(Caller& auditor, Closing& closing) {
  for (int tries = 0; tries < 50; ++tries) {
    const auto records = auditor.call("GET", "/v1/audit/records?limit=1");
    const auto checkpoint = auditor.call("GET", "/v1/audit/checkpoint");
    simdjson::dom::parser parser;
    std::uint64_t size = 0;
    if (!records || !checkpoint || checkpoint->status != 200 ||
        parser.parse(simdjson::padded_string(records->body)).at_pointer("/as_of").get(size))
      return false;
    std::istringstream lines(checkpoint->body);
    std::string origin;
    lines >> origin >> closing.records;
    closing.checkpoint = checkpoint->body;
    if (closing.records >= size) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return false;
}

void count_real(const Month& month, const Player& player, Closing& closing) {
  for (const auto& o : month.orders) {
    if (o.id.starts_with("syn-")) continue;
    ++closing.real_orders;
    if (player.paid().contains(o.id)) ++closing.real_accepted, closing.real_gross += o.amount;
  }
  for (const auto& r : month.refunds)
    if (player.refunded().contains(r.id)) ++closing.real_refunds, closing.real_refunded += r.amount;
}

}  // namespace tallygate::play
