// usage: tallygate-simulate [FIRST [SEEDS]]     the simulation over many seeds; exit 1 when one differed
#include <charconv>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>

#include "tests/simulation/simulation.hpp"

namespace {

using namespace tallygate;

bool read(std::string_view text, std::uint64_t& out) {
  const auto end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, out);
  return read.ec == std::errc() && read.ptr == end && out > 0;
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t first = 1, seeds = 1'000;
  if (argc > 3 || (argc > 1 && !read(argv[1], first)) || (argc > 2 && !read(argv[2], seeds))) {
    std::fputs("usage: tallygate-simulate [FIRST [SEEDS]]\n", stderr);
    return 2;
  }
  simulation::Reached reached;
  std::uint64_t differed = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
    if (const auto d = simulation::simulate(seed, {}, reached)) {
      ++differed;
      std::printf("seed %llu, step %d: %s\n", static_cast<unsigned long long>(d->seed), d->step, d->what.c_str());
      std::fflush(stdout);
    }
    if ((seed - first + 1) % 100 == 0)
      std::fprintf(stderr, "%llu of %llu seeds, %llu differed, %.0f s\n",
                   static_cast<unsigned long long>(seed - first + 1), static_cast<unsigned long long>(seeds),
                   static_cast<unsigned long long>(differed), seconds_since(begin));
  }
  const auto line = [](const std::string& name, std::uint64_t value) {
    std::printf("%-18s %llu\n", name.c_str(), static_cast<unsigned long long>(value));
  };
  line("seeds", seeds);
  line("differed", differed);
  line("commands", reached.commands);
  line("records", reached.records);
  line("refusals", reached.refusals);
  line("replays", reached.replays);
  line("reads", reached.reads);
  line("dry_runs", reached.dry_runs);
  line("failed_commits", reached.failed_commits);
  line("crashes", reached.crashes);
  line("survived", reached.survived);
  line("dropped", reached.dropped);
  line("quarantined", reached.quarantined);
  line("checkpoints", reached.checkpoints);
  line("lost_files", reached.lost_files);
  line("left_memory", reached.left_memory);
  line("record_types", reached.types.size());
  line("refusal_codes", reached.codes.size());
  for (const auto& [type, n] : reached.types) line(std::string(core::name_of(type)), n);
  for (const auto& [outcome, n] : reached.outcomes)
    line(std::string(core::traits(outcome.first).name) + " " + outcome.second, n);
  for (const auto& name : reached.met) std::printf("met: %s\n", name.c_str());
  std::printf("%-18s %.0f\n", "seconds", seconds_since(begin));
  return differed == 0 ? 0 : 1;
}
