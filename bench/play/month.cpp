#include "bench/play/month.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <set>

namespace tallygate::play {
namespace {

constexpr std::size_t kItemsMax = 700;  // README, rule 3

struct Line {
  std::string invoice, stock_code, customer, country;
  std::int64_t quantity = 0, unit_price = 0;
  core::Time at;
};

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> out;
  std::size_t begin = 0;
  for (auto comma = line.find(','); comma != std::string::npos; comma = line.find(',', begin)) {
    out.push_back(line.substr(begin, comma - begin));
    begin = comma + 1;
  }
  out.push_back(line.substr(begin));
  return out;
}

bool number(const std::string& text, std::int64_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

std::optional<Line> parse(const std::string& text) {
  const auto f = split(text);
  Line line;
  if (f.size() != 7 || !number(f[2], line.quantity) || !number(f[4], line.unit_price)) return std::nullopt;
  const auto at = core::parse_time(f[3]);
  if (!at) return std::nullopt;
  line.invoice = f[0], line.stock_code = f[1], line.customer = f[5], line.country = f[6], line.at = *at;
  return line;
}

std::string sku_of(std::string code) {
  for (auto& c : code)
    if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
          c == '-'))
      c = '-';
  return code;
}

// What a cancellation may still take back: one line of one order.
struct Refundable {
  std::string stock_code;
  std::int64_t left = 0, unit_price = 0;
};

class Reader {
 public:
  explicit Reader(Month& month) : month_(month) {}

  void take(const Line& line) {
    if (line.invoice != invoice_) finish();
    invoice_ = line.invoice;
    lines_.push_back(line);
  }
  void finish() {
    if (lines_.empty()) return;
    if (invoice_.front() == 'C') {
      cancel();
    } else {
      sell();
    }
    lines_.clear();
  }

 private:
  void sell() {
    std::vector<Line> kept;
    for (const auto& l : lines_)
      if (l.quantity > 0 && l.unit_price > 0) kept.push_back(l);
    if (kept.empty()) return;
    const auto parts = (kept.size() + kItemsMax - 1) / kItemsMax;
    for (std::size_t part = 0; part < parts; ++part) {
      Order order;
      order.id = parts == 1 ? invoice_ : invoice_ + "-" + std::to_string(part + 1);
      if (parts > 1) order.basket = invoice_;
      order.buyer = lines_.front().customer.empty() ? "guest-" + invoice_ : lines_.front().customer;
      order.merchant = "m-gifts";
      order.country = lines_.front().country;
      order.at = lines_.front().at;
      auto& refundable = refundable_[order.id];
      for (auto i = part * kItemsMax; i < std::min(kept.size(), (part + 1) * kItemsMax); ++i) {
        order.items.push_back({sku_of(kept[i].stock_code), kept[i].quantity, kept[i].unit_price});
        order.amount += kept[i].quantity * kept[i].unit_price;
        refundable.push_back({kept[i].stock_code, kept[i].quantity, kept[i].unit_price});
      }
      if (!lines_.front().customer.empty()) orders_of_[lines_.front().customer].push_back(order.id);
      month_.orders.push_back(std::move(order));
    }
  }

  void cancel() {
    std::vector<std::pair<std::string, std::int64_t>> taken;  // order, amount; in the order of first touch
    const auto add = [&taken](const std::string& order, std::int64_t amount) {
      for (auto& [id, sum] : taken)
        if (id == order) return void(sum += amount);
      taken.emplace_back(order, amount);
    };
    for (const auto& line : lines_) {
      auto wanted = -line.quantity;
      if (wanted <= 0 || line.customer.empty()) continue;
      auto& orders = orders_of_[line.customer];
      for (auto order = orders.rbegin(); order != orders.rend() && wanted > 0; ++order)
        for (auto& r : refundable_[*order]) {
          if (r.stock_code != line.stock_code || r.left == 0 || wanted == 0) continue;
          const auto units = std::min(wanted, r.left);
          r.left -= units, wanted -= units;
          add(*order, units * r.unit_price);
        }
    }
    for (std::size_t i = 0; i < taken.size(); ++i)
      month_.refunds.push_back(
          {invoice_ + "-" + std::to_string(i + 1), taken[i].first, taken[i].second, lines_.front().at});
  }

  Month& month_;
  std::string invoice_;
  std::vector<Line> lines_;
  std::map<std::string, std::vector<Refundable>> refundable_;
  std::map<std::string, std::vector<std::string>> orders_of_;  // of a customer, oldest first
};

}  // namespace

Month read_month(const std::string& csv_path, std::string& why) {
  Month month;
  std::ifstream in(csv_path);
  std::string text;
  if (!std::getline(in, text) || text != "invoice,stock_code,quantity,at,unit_price_minor,customer,country") {
    why = csv_path + " is not the sample's CSV";
    return month;
  }
  Reader reader(month);
  std::size_t row = 1;
  while (std::getline(in, text)) {
    ++row;
    const auto line = parse(text);
    if (!line) {
      why = csv_path + ", line " + std::to_string(row) + " is not a line of the sample";
      return Month{};
    }
    reader.take(*line);
  }
  reader.finish();
  if (month.orders.empty()) {
    why = csv_path + " holds no order";
    return month;
  }
  month.from = month.orders.front().at;
  month.to = month.orders.back().at;
  return month;
}

}  // namespace tallygate::play
