// Lets any number of readers in, and lets one owner shut them out and wait until the last has left: reopen() must not
// unmap a file that somebody reads. A shared_mutex would let a steady stream of readers starve the owner.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace tallygate::eventstore {

class ReaderGate {
 public:
  // A reader within. Never take a second one on the same thread: a shut gate would wait for the first.
  class Pass {
   public:
    explicit Pass(ReaderGate& gate) : gate_(gate) { gate_.enter(); }
    ~Pass() { gate_.leave(); }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

   private:
    ReaderGate& gate_;
  };

  // While it lives, nobody is within.
  class Shut {
   public:
    explicit Shut(ReaderGate& gate) : gate_(gate) { gate_.shut(); }
    ~Shut() { gate_.open(); }
    Shut(const Shut&) = delete;
    Shut& operator=(const Shut&) = delete;

   private:
    ReaderGate& gate_;
  };

 private:
  void enter() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !shut_; });
    ++within_;
  }
  void leave() {
    const std::scoped_lock lock(mutex_);
    if (--within_ == 0 && shut_) changed_.notify_all();
  }
  void shut() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !shut_; });
    shut_ = true;
    changed_.wait(lock, [this] { return within_ == 0; });
  }
  void open() {
    const std::scoped_lock lock(mutex_);
    shut_ = false;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t within_ = 0;
  bool shut_ = false;
};

}  // namespace tallygate::eventstore
