// Work that many threads do and one takes in order: job(i) runs on any of them, take(i, result) on the caller's thread,
// i = 0, 1, 2 … At most `ahead` results wait, so memory is bounded by them.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace tallygate::audit {

// make_worker() is called on each of `threads` threads and gives its job: Result(std::size_t i). take returns false to
// stop early. An exception of a job is thrown again here.
template <class Result, class MakeWorker, class Take>
void in_order(std::size_t jobs, std::size_t threads, std::size_t ahead, MakeWorker&& make_worker, Take&& take) {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::optional<Result>> slots(ahead);
  std::size_t next = 0, taken = 0;
  bool stop = false;
  std::exception_ptr failed;

  const auto work = [&] {
    auto job = make_worker();
    for (;;) {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return stop || next == jobs || next < taken + ahead; });
      if (stop || next == jobs) return;
      const std::size_t i = next++;
      lock.unlock();
      std::optional<Result> result;
      std::exception_ptr wrong;
      try {
        result.emplace(job(i));
      } catch (...) {
        wrong = std::current_exception();
      }
      lock.lock();
      if (wrong) failed = wrong, stop = true;
      slots[i % ahead] = std::move(result);
      changed.notify_all();
    }
  };
  std::vector<std::jthread> running;
  for (std::size_t n = 0; n < std::min(threads, jobs); ++n) running.emplace_back(work);
  const auto end = [&] {
    const std::scoped_lock lock(mutex);
    stop = true;
    changed.notify_all();
  };
  try {
    for (std::size_t i = 0; i < jobs; ++i) {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return failed || slots[i % ahead].has_value(); });
      if (failed) break;
      Result result = std::move(*slots[i % ahead]);
      slots[i % ahead].reset();
      lock.unlock();
      const bool go_on = take(i, std::move(result));
      lock.lock();
      taken = i + 1;
      if (!go_on) stop = true;
      changed.notify_all();
      if (!go_on) break;
    }
  } catch (...) {
    end();
    throw;
  }
  end();
  running.clear();
  if (failed) std::rethrow_exception(failed);
}

}  // namespace tallygate::audit
