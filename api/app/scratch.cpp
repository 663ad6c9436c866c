#include "api/app/scratch.hpp"

#include <pthread.h>

#include <cstdlib>
#include <string>
#include <system_error>

namespace tallygate::app {
namespace {

constexpr int kNoMore = SIGUSR1;  // to the watcher alone

// Other threads may still make files in it, and the directory again: until nothing is left.
void remove_whole(const std::filesystem::path& path) {
  constexpr int kTries = 1'000;
  std::error_code error;
  for (int i = 0; i < kTries && std::filesystem::exists(path, error); ++i) std::filesystem::remove_all(path, error);
}

}  // namespace

Scratch::Scratch(const std::filesystem::path& in) {
  std::string name = (in / "tallygate-XXXXXX").string();
  ::sigemptyset(&signals_);
  for (const int one : {SIGINT, SIGTERM, kNoMore}) ::sigaddset(&signals_, one);
  ::pthread_sigmask(SIG_BLOCK, &signals_, &before_);  // before there is anything to remove
  if (::mkdtemp(name.data()) != nullptr) path_ = name;
  watcher_ = std::thread([this] { watch(); });
}

Scratch::~Scratch() {
  ::pthread_kill(watcher_.native_handle(), kNoMore);
  watcher_.join();
  if (!path_.empty()) remove_whole(path_);
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void Scratch::watch() {
  int received = 0;
  ::sigwait(&signals_, &received);
  if (received == kNoMore) return;
  if (!path_.empty()) remove_whole(path_);
  ::signal(received, SIG_DFL);
  sigset_t this_one{};
  ::sigemptyset(&this_one);
  ::sigaddset(&this_one, received);
  ::raise(received);  // waits, as it is blocked, for the next line, which ends the process
  ::pthread_sigmask(SIG_UNBLOCK, &this_one, nullptr);
}

}  // namespace tallygate::app
