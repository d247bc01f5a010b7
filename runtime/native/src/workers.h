// Threads that share out work which is much in one tick and nothing in the next.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace agentflow {

class Workers {
 public:
  // `count` beside the thread that asks. They are started when they are first needed.
  explicit Workers(size_t count) : count_(count) {}
  ~Workers();
  Workers(const Workers &) = delete;

  // Does `work` for each number below `jobs`, here and on the others; returns when all of it is done. `work` may not throw.
  void share(size_t jobs, const std::function<void(size_t)> & work);

 private:
  void serve();
  // Does jobs until none is left to begin. Takes and gives back the lock.
  void labour(std::unique_lock<std::mutex> & lock);

  size_t count_;
  std::vector<std::thread> threads_;
  std::mutex lock_;
  std::condition_variable come_, done_;
  const std::function<void(size_t)> * work_ = nullptr;
  size_t next_ = 0, jobs_ = 0, unfinished_ = 0;
  bool closing_ = false;
};

}  // namespace agentflow
