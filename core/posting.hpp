// Postings: debit positive, credit negative. A Postings value can only be built when every (currency, layer) in it sums
// to zero.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/fields.hpp"
#include "core/money.hpp"

namespace tallygate::core {

enum class Layer : std::uint8_t { posted, held };
std::span<const EnumName<Layer>> enum_names(Layer);

struct Posting {
  std::string account;  // "liabilities:merchant:m7"; at most 160 bytes
  Amount amount = 0;    // minor units; debit positive, never zero
  Currency currency;
  Layer layer = Layer::posted;
  bool operator==(const Posting&) const = default;
};

constexpr std::size_t kAccountNameMax = 160;
constexpr std::size_t kPostingsMax =
    64;  // of one record: keeps its postings under 8 KiB… of a fee, levels, shares and several payments

class Postings {
 public:
  Postings() = default;  // none
  std::span<const Posting> all() const { return postings_; }
  bool empty() const { return postings_.empty(); }

 private:
  friend class PostingsBuilder;
  std::vector<Posting> postings_;
};

class PostingsBuilder {
 public:
  // Nothing is added for a zero amount; amounts on the same account, currency and layer are merged.
  PostingsBuilder& debit(std::string account, Money money, Layer layer = Layer::posted);
  PostingsBuilder& credit(std::string account, Money money, Layer layer = Layer::posted);
  Postings build() &&;  // CHECKs the sums: an unbalanced record is a bug
  // For records read back, whose sums are input, not our own arithmetic: empty when they do not sum to zero.
  static std::optional<Postings> from_record(std::vector<Posting> postings);

 private:
  void add(std::string account, Amount amount, Currency currency, Layer layer);
  std::vector<Posting> postings_;
};

}  // namespace tallygate::core
