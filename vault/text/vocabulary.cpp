#include "vault/text/vocabulary.hpp"

#include <toml++/toml.h>

#include <utility>

#include "core/check.hpp"
#include "vault/text/normalised.hpp"
#include "vault/text/utf8.hpp"

namespace tallygate::vault::text {

class VocabularyReading {
 public:
  core::Result<Vocabulary> read(const toml::table& root) {
    for (const auto& [key, node] : root) {
      const std::string_view name = key.str();
      if (name == "version") {
        out_.version_ = static_cast<int>(integer("version", node, 1, 1'000'000));
      } else if (name != "fillers" && name != "reading" && name != "term" && name != "cue") {
        fail(name, "nothing is called so");
      }
    }
    if (out_.version_ == 0) fail("version", "this is required");
    // Readings first: the phrases are kept as the texts will be read.
    each(root, "reading", [this](const toml::table& table) { reading(table); });
    if (const toml::node* fillers = root.get("fillers")) out_.fillers_ = letters(text("fillers", *fillers));
    each(root, "term", [this](const toml::table& table) {
      entry(table, "points", -100, 100, out_.points_.size(), out_.terms_,
            [this](int points) { out_.points_.push_back(points); });
    });
    each(root, "cue", [this](const toml::table& table) {
      entry(table, "alone", 0, 100, out_.cue_.size(), out_.cues_, [this](int alone) { out_.cue_.push_back({alone}); });
    });
    if (!fault_.empty()) return core::failure(core::ErrorKind::invalid, fault_);
    return std::move(out_);
  }

 private:
  void fail(std::string_view key, std::string_view what) {
    if (fault_.empty()) fault_ = std::string(where_).append(key).append(": ").append(what);
  }

  template <class Take>
  void each(const toml::table& root, std::string_view name, Take take) {
    const toml::node* node = root.get(name);
    if (node == nullptr) return;
    const toml::array* tables = node->as_array();
    if (tables == nullptr || !tables->is_homogeneous(toml::node_type::table))
      return fail(name, "this is written as [[" + std::string(name) + "]]");
    if (tables->size() > kVocabularyLimits.entries) return fail(name, "there are too many of these");
    for (std::size_t i = 0; i < tables->size(); ++i) {
      where_ = std::string(name) + "[" + std::to_string(i) + "].";
      take(*tables->get(i)->as_table());
    }
    where_.clear();
  }

  std::string text(std::string_view key, const toml::node& node) {
    const auto value = node.value_exact<std::string>();
    if (!value) fail(key, "this is a text in quotes");
    return value.value_or("");
  }
  std::int64_t integer(std::string_view key, const toml::node& node, std::int64_t min, std::int64_t max) {
    const auto value = node.value_exact<std::int64_t>();
    if (value && *value >= min && *value <= max) return *value;
    fail(key, "this is an integer from " + std::to_string(min) + " to " + std::to_string(max));
    return min;
  }

  std::u32string letters(std::string_view written) const {
    std::u32string out;
    for (const Letter& letter : out_.as_read(letters_of(normalised(written)))) out += letter.c;
    return out;
  }

  void reading(const toml::table& table) {
    std::u32string as, written;
    for (const auto& [key, node] : table) {
      if (key.str() == "as") {
        as = code_points(text("as", node));
      } else if (key.str() == "written") {
        written = code_points(text("written", node));
      } else {
        fail(key.str(), "nothing is called so");
      }
    }
    if (as.size() != 1) fail("as", "this is one character");
    if (written.empty()) fail("written", "this is at least one character");
    if (!fault_.empty()) return;
    for (const char32_t c : written) {
      if (out_.read_as_.contains(c) || out_.read_as_.contains(as[0]) || c == as[0])
        return fail("written", "a character is read as one other, which stands for itself");
      out_.read_as_[c] = as[0];
    }
  }

  template <class Keep>
  void entry(const toml::table& table, std::string_view number, int min, int max, std::size_t index, Phrases& phrases,
             Keep keep) {
    bool has_number = false, has_any = false;
    int value = 0;
    for (const auto& [key, node] : table) {
      if (key.str() == number) {
        value = static_cast<int>(integer(number, node, min, max));
        has_number = true;
      } else if (key.str() == "any") {
        has_any = add_all(node, index, phrases);
      } else {
        fail(key.str(), "nothing is called so");
      }
    }
    if (!has_number) fail(number, "this is required");
    if (!has_any) fail("any", "this is a list of phrases, at least one");
    keep(value);
  }

  bool add_all(const toml::node& node, std::size_t index, Phrases& phrases) {
    const toml::array* list = node.as_array();
    if (list == nullptr || list->empty()) return false;
    if (list->size() > kVocabularyLimits.phrases) fail("any", "there are too many phrases");
    for (const toml::node& element : *list) {
      std::u32string phrase = letters(text("any", element));
      if (phrase.size() < 2 || phrase.size() > kVocabularyLimits.letters) {
        fail("any", "a phrase has 2 to " + std::to_string(kVocabularyLimits.letters) + " letters and digits");
        return true;
      }
      phrases.add(std::move(phrase), index);
    }
    return true;
  }

  Vocabulary out_;
  std::string where_, fault_;
};

core::Result<Vocabulary> Vocabulary::read(std::string_view toml) {
  if (toml.size() > kVocabularyLimits.bytes)
    return core::failure(core::ErrorKind::invalid, "the vocabulary is longer than 64 KiB");
  try {
    return VocabularyReading().read(toml::parse(toml));
  } catch (const toml::parse_error& error) {
    return core::failure(core::ErrorKind::invalid, "line " + std::to_string(error.source().begin.line) +
                                                       ": this is not TOML: " + std::string(error.description()));
  }
}

const Vocabulary& Vocabulary::standard() {
  static const Vocabulary vocabulary = [] {
    auto read = Vocabulary::read(default_toml());
    TALLYGATE_CHECK(read.ok(), "the vocabulary that is built in is not well-formed: " + read.error().message);
    return std::move(read).value();
  }();
  return vocabulary;
}

std::vector<Letter> Vocabulary::as_read(std::vector<Letter> letters) const {
  for (Letter& letter : letters)
    if (const auto found = read_as_.find(letter.c); found != read_as_.end()) letter.c = found->second;
  return letters;
}

}  // namespace tallygate::vault::text
