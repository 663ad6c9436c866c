// Any bytes as a note: normalised once and for all, well-formed and within its limit; scored from 0 to 100; sketched.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "vault/text/normalised.hpp"
#include "vault/text/scores.hpp"
#include "vault/text/sketch.hpp"
#include "vault/text/utf8.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tallygate::vault::text;
  const std::string form = normalised({reinterpret_cast<const char*>(data), size});
  if (form.size() > kTextBytesMax || normalised(form) != form) std::abort();
  std::string again;
  for (const char32_t c : code_points(form)) append_utf8(again, c);
  if (again != form) std::abort();
  const TextScores scores = text_scores(form, Vocabulary::standard());
  for (const int score : {scores.brushing, scores.contact, scores.gibberish})
    if (score < 0 || score > 100) std::abort();
  constexpr SketchKey key{1, 2, 3};
  if (sketch_distance(similarity_sketch(form, key), address_sketch(form, key)) > 64) std::abort();
  return 0;
}
