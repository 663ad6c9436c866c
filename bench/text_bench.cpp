// What the signals of a text cost: a note of 100 characters, Chinese and English, normalised, scored and sketched.
// Prints a figure a line, `name value unit`.
#include <time.h>

#include <algorithm>
#include <string>

#include "bench/figures.hpp"
#include "vault/text/normalised.hpp"
#include "vault/text/scores.hpp"
#include "vault/text/sketch.hpp"

namespace tallygate {
namespace {

using namespace vault::text;

double cpu_ns() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

// Processor time of the best of twenty rounds.
template <class F>
double best_of(F once) {
  constexpr int kRounds = 20, kTimes = 500;
  double best = 1e18;
  for (int round = 0; round < kRounds; ++round) {
    const double start = cpu_ns();
    for (int i = 0; i < kTimes; ++i) once();
    best = std::min(best, (cpu_ns() - start) / kTimes);
  }
  return best;
}

void measure(const std::string& name, const std::string& text) {
  constexpr SketchKey key{1, 2, 3, 4};
  const std::string form = normalised(text);
  std::uint64_t sum = 0;
  bench::figure(name + "_normalised", best_of([&] { sum += normalised(text).size(); }), "ns");
  bench::figure(name + "_normalised_again", best_of([&] { sum += normalised(form).size(); }), "ns");
  bench::figure(name + "_scored",
                best_of([&] { sum += static_cast<std::uint64_t>(text_scores(form, Vocabulary::standard()).brushing); }),
                "ns");
  bench::figure(name + "_sketched", best_of([&] { sum += similarity_sketch(form, key); }), "ns");
  bench::figure(name + "_sketched_as_address", best_of([&] { sum += address_sketch(form, key); }), "ns");
  if (sum == 0) bench::give_up("nothing was made of the text");
}

void run() {
  const double start = cpu_ns();
  if (text_scores(normalised("單"), Vocabulary::standard()).brushing != 0)
    bench::give_up("a score where there is none");
  bench::figure("text_first_call", (cpu_ns() - start) / 1e6, "ms");
  std::string chinese, english;
  while (chinese.size() < 300) chinese += "麻煩儘快發貨，週末家裡沒人，送貨前打電話13812345678。";
  while (english.size() < 100) english += "Please leave it with the neighbour in Flat 4, she is at home. ";
  chinese.resize(300);  // a hundred characters of three bytes, but for the number's
  english.resize(100);
  measure("text_chinese", chinese);
  measure("text_english", english);
}

}  // namespace
}  // namespace tallygate

int main() {
  tallygate::run();
}
