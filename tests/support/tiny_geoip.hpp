// A country database of a few /8 networks in the MaxMind DB format 2.0 (maxmind.github.io/MaxMind-DB), so that tests
// need none from outside.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tallygate::tests {

class TinyGeoIp {
 public:
  // All addresses that begin with this octet are of that country. IPv4 alone.
  TinyGeoIp& add(std::uint8_t first_octet, std::string_view country) {
    std::size_t node = 0;
    for (int bit = 7; bit >= 0; --bit) {
      const std::size_t side = first_octet >> bit & 1U;
      if (bit == 0) {
        nodes_[node].child[side] = -static_cast<int>(countries_.size()) - 1;
      } else {
        if (nodes_[node].child[side] <= 0) {
          nodes_[node].child[side] = static_cast<int>(nodes_.size());
          nodes_.emplace_back();
        }
        node = static_cast<std::size_t>(nodes_[node].child[side]);
      }
    }
    countries_.emplace_back(country);
    return *this;
  }

  void write(const std::filesystem::path& file) const {
    std::string data;
    std::vector<std::size_t> offsets;
    for (const std::string& country : countries_) {
      offsets.push_back(data.size());
      data += map(1) + text("country_code") + text(country);
    }
    std::string bytes;
    for (const Node& node : nodes_)
      for (const int child : node.child) {
        std::size_t record = nodes_.size();  // no data
        if (child > 0) record = static_cast<std::size_t>(child);
        if (child < 0) record = nodes_.size() + 16 + offsets[static_cast<std::size_t>(-child - 1)];
        bytes += number(record, 3);
      }
    bytes += std::string(16, '\0') + data + "\xab\xcd\xefMaxMind.com" + metadata();
    std::ofstream(file, std::ios::binary) << bytes;
  }

 private:
  struct Node {
    int child[2] = {0, 0};  // > 0: a node; < 0: a country; 0: nothing
  };
  static std::string number(std::size_t value, int width) {
    std::string out;
    for (int i = width - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xff);
    return out;
  }
  static std::string control(unsigned type, std::size_t size) {
    return std::string(1, static_cast<char>(type << 5 | size));
  }
  static std::string map(std::size_t pairs) { return control(7, pairs); }
  static std::string text(std::string_view value) { return control(2, value.size()) + std::string(value); }
  static std::string uint16(std::size_t value) { return control(5, 2) + number(value, 2); }
  static std::string uint32(std::size_t value) { return control(6, 4) + number(value, 4); }
  static std::string uint64(std::size_t value) { return std::string("\x08\x02", 2) + number(value, 8); }
  static std::string empty_array() { return std::string("\x00\x04", 2); }
  std::string metadata() const {
    return map(9) + text("binary_format_major_version") + uint16(2) + text("binary_format_minor_version") + uint16(0) +
           text("build_epoch") + uint64(1'700'000'000) + text("database_type") + text("tiny") + text("description") +
           map(0) + text("ip_version") + uint16(4) + text("languages") + empty_array() + text("node_count") +
           uint32(nodes_.size()) + text("record_size") + uint16(24);
  }
  std::vector<Node> nodes_ = std::vector<Node>(1);
  std::vector<std::string> countries_;
};

}  // namespace tallygate::tests
