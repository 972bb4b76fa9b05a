#include "http/worker_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

namespace refocus::http {
namespace {

TEST(WorkerPool, RunsJobsAtTheSameTimeInAllItsThreads) {
  std::latch together(4);
  WorkerPool pool(4, 100);
  for (int i = 0; i < 4; ++i) {
    WorkerPool::Job job = [&] { together.arrive_and_wait(); };
    EXPECT_TRUE(pool.tryRun(job));
  }
  together.wait();
}

TEST(WorkerPool, RunsWhatIsQueuedBeforeItEnds) {
  std::atomic<int> ran = 0;
  {
    WorkerPool pool(2, 10'000);
    for (int i = 0; i < 10'000; ++i) {
      WorkerPool::Job job = [&] { ++ran; };
      EXPECT_TRUE(pool.tryRun(job));
    }
  }
  EXPECT_EQ(ran, 10'000);
}

TEST(WorkerPool, LeavesAJobThatDoesNotFitAsItWas) {
  std::latch running(1);
  std::latch release(1);
  WorkerPool pool(1, 1);
  WorkerPool::Job first = [&] {
    running.count_down();
    release.wait();
  };
  ASSERT_TRUE(pool.tryRun(first));
  running.wait();
  WorkerPool::Job second = [] {};
  ASSERT_TRUE(pool.tryRun(second));
  bool ran = false;
  WorkerPool::Job third = [&] { ran = true; };
  EXPECT_FALSE(pool.tryRun(third));
  third();
  EXPECT_TRUE(ran);
  release.count_down();
}

}  // namespace
}  // namespace refocus::http
