#include "http/worker_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <latch>
#include <thread>

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

TEST(WorkerPool, RunsAFewAtATimeAsLongAsNoneHasWaitedLong) {
  std::latch held(2);
  std::latch release(1);
  std::atomic<bool> ran = false;
  {
    WorkerPool pool(6, 100, {.atATime = 2, .patience = std::chrono::hours{1}});
    for (int i = 0; i < 2; ++i) {
      WorkerPool::Job job = [&] {
        held.count_down();
        release.wait();
      };
      ASSERT_TRUE(pool.tryRun(job));
    }
    held.wait();
    WorkerPool::Job third = [&] { ran = true; };
    ASSERT_TRUE(pool.tryRun(third));
    std::this_thread::sleep_for(std::chrono::milliseconds{30});
    EXPECT_FALSE(ran) << "a third thread, though two are enough";
    release.count_down();
  }
  EXPECT_TRUE(ran);
}

TEST(WorkerPool, LetsOthersGoOnWhereTheFewAreHeldUp) {
  std::latch release(1);
  std::latch others(20);
  WorkerPool pool(6, 100, {.atATime = 2});
  for (int i = 0; i < 5; ++i) {
    WorkerPool::Job heldUp = [&] { release.wait(); };
    ASSERT_TRUE(pool.tryRun(heldUp));
  }
  for (int i = 0; i < 20; ++i) {
    WorkerPool::Job job = [&] { others.count_down(); };
    ASSERT_TRUE(pool.tryRun(job));
  }
  others.wait();  // by the one that is left
  release.count_down();
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
