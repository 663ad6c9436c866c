// What the benches of an engine print, a figure a line (name value unit), and what they measure of their own process.
#pragma once

#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

namespace tallygate::bench {

inline void figure(const std::string& name, double value, const char* unit) {
  std::printf("%s %.2f %s\n", name.c_str(), value, unit);
  std::fflush(stdout);
}

[[noreturn]] inline void give_up(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(2);
}

// Of all threads, user and system.
inline double processor_s() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

// Without what the process shares with files: the log is mapped.
inline double resident_mb() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t pages = 0, resident = 0, shared = 0;
  statm >> pages >> resident >> shared;
  return static_cast<double>(resident - shared) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

}  // namespace tallygate::bench
