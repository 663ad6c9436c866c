// What the shim knows while a program runs under it: which open files lie below the watched directory, how many
// operations of each class there were, and what is to happen to the next one. One mutex around each operation and its
// journal entry, so that the journal has the order in which things happened; syncs wait outside of it.
#pragma once

#include <limits.h>
#include <pthread.h>
#include <sys/types.h>

#include <cstdint>
#include <string_view>

#include "tests/fault/shim/journal_format.hpp"

namespace tallygate::tests::shim {

struct OpenFile {
  std::uint64_t inode = 0;
  std::uint64_t device = 0;
  bool durable = false;  // opened so that a write is a sync of itself
  bool directory = false;
};

class Watch {
 public:
  static Watch& get();

  bool ready() const { return ready_; }
  bool swallows(std::string_view syncs) const { return no_sync_ == "all" || no_sync_ == syncs; }
  void lock() { ::pthread_mutex_lock(&mutex_); }
  void unlock() { ::pthread_mutex_unlock(&mutex_); }

  // The path made absolute; false when it is not below the root.
  bool below(int directory, const char* path, char (&full)[PATH_MAX]) const;
  void opened(int fd, int flags);
  void closed(int fd);
  bool knows(int fd, OpenFile& out) const;  // asks the kernel whether the number still means that file

  // With the mutex held. Counts; kills the process, or gives the errno with which the operation must fail; 0: do it.
  int refuse(Class what, std::uint64_t inode = 0);
  void done(Class what) const;  // after it was done, and written down: kills the process, or nothing
  void write_down(Header header, std::string_view path = {}, std::string_view other = {}, const void* data = nullptr);
  std::uint64_t entries() const { return entries_; }  // written so far: what a sync that begins now covers

 private:
  struct Order {
    bool set = false, and_all_after = false, before = false;
    Class what{};
    std::uint64_t nth = 0;
    int error = 0, signal = 0;
  };
  Watch();
  static Order read_order(const char* text, bool kills);

  static constexpr int kFilesMax = 4096;
  OpenFile files_[kFilesMax]{};
  char root_[PATH_MAX]{};
  std::size_t root_bytes_ = 0;
  char when_[PATH_MAX]{};
  int journal_ = -1;
  std::uint64_t entries_ = 0;
  std::uint64_t counts_[kClasses]{};
  Order fail_, kill_;
  bool ready_ = false;
  std::string_view no_sync_;
  pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
};

class Locked {
 public:
  Locked() { Watch::get().lock(); }
  ~Locked() { Watch::get().unlock(); }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;
};

}  // namespace tallygate::tests::shim
