#include "workers.h"

#include "log.h"

namespace agentflow {

Workers::~Workers() {
  {
    std::lock_guard<std::mutex> lock(lock_);
    closing_ = true;
  }
  come_.notify_all();
  for (std::thread & thread : threads_) thread.join();
}

void Workers::share(size_t jobs, const std::function<void(size_t)> & work) {
  while (threads_.size() < count_ && threads_.size() + 1 < jobs) threads_.emplace_back([this] { serve(); });
  std::unique_lock<std::mutex> lock(lock_);
  work_ = &work;
  next_ = 0;
  jobs_ = unfinished_ = jobs;
  come_.notify_all();
  labour(lock);
  done_.wait(lock, [&] { return unfinished_ == 0; });
}

void Workers::serve() {
  throw_failed_assertions();
  std::unique_lock<std::mutex> lock(lock_);
  while (!closing_) {
    labour(lock);
    come_.wait(lock, [&] { return closing_ || next_ < jobs_; });
  }
}

void Workers::labour(std::unique_lock<std::mutex> & lock) {
  while (next_ < jobs_) {
    const size_t job = next_++;
    lock.unlock();
    (*work_)(job);
    lock.lock();
    if (--unfinished_ == 0) done_.notify_one();
  }
}

}  // namespace agentflow
