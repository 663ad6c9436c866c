// SIGINT and SIGTERM end a server; everything else of the process never sees them.
#pragma once

#include <pthread.h>
#include <signal.h>

namespace tallygate::app {

// Blocks the signals in every thread made from now on, so that only wait() sees them.
class EndSignals {
 public:
  EndSignals() {
    ::sigemptyset(&set_);
    ::sigaddset(&set_, SIGINT);
    ::sigaddset(&set_, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
  }
  void wait() const {
    int received = 0;
    ::sigwait(&set_, &received);
  }

 private:
  sigset_t set_{};
};

}  // namespace tallygate::app
